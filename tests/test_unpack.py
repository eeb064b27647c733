"""Files as streams, plain or packed, whole or damaged."""

import bz2
import gzip
import zipfile

import pytest

from embedstudy.errors import InputError
from embedstudy.unpack import open_unpacked, read_to_end

CONTENT = bytes(range(256)) * 400


def write(path, packing):
    if packing == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.txt", CONTENT)
    else:
        pack = {"gzip": gzip.compress, "bzip2": bz2.compress, "": bytes}[packing]
        path.write_bytes(pack(CONTENT))
    return path


@pytest.mark.parametrize("packing", ["", "gzip", "bzip2", "zip"])
def test_the_content_is_read_whatever_the_packing(packing, tmp_path):
    with open_unpacked(write(tmp_path / "f", packing)) as stream:
        assert stream.read(3) == CONTENT[:3]
        assert stream.read() == CONTENT[3:]
        assert stream.read() == b""


def test_other_packings_are_read_as_they_are(tmp_path):
    path = write(tmp_path / "f", "bzip2")
    with open_unpacked(path, packings=("gzip",)) as stream:
        assert stream.read() == path.read_bytes()


def test_a_member_is_chosen_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("b", b"2")
    with open_unpacked(tmp_path / "t.zip", "b") as stream:
        assert stream.read() == b"2"
    several = pytest.raises(InputError, match=r"holds 2 files; .* t.zip#a, t.zip#b")
    with several, open_unpacked(tmp_path / "t.zip"):
        pass
    unknown = pytest.raises(InputError, match="no member 'c'; there are: a, b")
    with unknown, open_unpacked(tmp_path / "t.zip", "c"):
        pass


@pytest.mark.parametrize("packing", ["gzip", "bzip2"])
def test_a_file_that_is_cut_short_is_named(packing, tmp_path):
    path = write(tmp_path / "f", packing)
    path.write_bytes(path.read_bytes()[:-20])
    message = f"f: ends before the end of the {packing} stream .damaged, or not whole: get it again"
    with pytest.raises(InputError, match=message), open_unpacked(path) as stream:
        stream.read()


def test_a_wrong_checksum_is_found_at_the_end(tmp_path):
    path = write(tmp_path / "f", "gzip")
    content = path.read_bytes()
    path.write_bytes(content[:-8] + bytes(4) + content[-4:])
    with pytest.raises(InputError, match=r"f: CRC check failed"), open_unpacked(path) as stream:
        read_to_end(stream)


def test_a_bomb_is_refused(tmp_path):
    (tmp_path / "f").write_bytes(gzip.compress(bytes(10_000_000)))
    refused = pytest.raises(InputError, match="unpacks to over 200 times its size: refused")
    with refused, open_unpacked(tmp_path / "f", max_ratio=200) as stream:
        stream.read()
    with open_unpacked(tmp_path / "f") as stream:
        assert len(stream.read()) == 10_000_000


def test_a_file_that_is_not_there_is_the_caller_s_error(tmp_path):
    with pytest.raises(FileNotFoundError), open_unpacked(tmp_path / "f"):
        pass
