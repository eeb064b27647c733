import gzip

import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.streams import open_vectors


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_content_is_read(pack, tmp_path):
    (tmp_path / "v").write_bytes(pack(b"a 1 2\n"))
    with open_vectors(tmp_path / "v") as stream:
        assert stream.read() == b"a 1 2\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "v: is empty$"),
        (gzip.compress(b"", mtime=0), "v: is empty inside"),
        (b"\n<!DOCTYPE html>", "v: is a web page, not vectors"),
        (gzip.compress(b"<html>", mtime=0), "v: is a web page, not vectors"),
    ],
)
def test_other_files_are_named(content, message, tmp_path):
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(InputError, match=message), open_vectors(tmp_path / "v"):
        pass


def test_places_without_a_file(tmp_path):
    with pytest.raises(InputError, match="v: no such file"), open_vectors(tmp_path / "v"):
        pass
    with pytest.raises(InputError, match="is a folder, not a file"), open_vectors(tmp_path):
        pass
