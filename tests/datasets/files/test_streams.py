"""Lines of files, and the errors in their bytes."""

import gzip

import pytest

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.files import streams
from embedstudy.datasets.files.streams import (
    choose_encoding,
    make_encoding_error,
    open_file,
    read_numbered_lines,
)
from embedstudy.datasets.source import Tally
from embedstudy.errors import InputError


def lines(path, encoding="utf-8", **options):
    return list(read_numbered_lines(path, encoding, BadRows(Tally(), **options)))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_only_a_line_feed_ends_a_line(pack, tmp_path):
    (tmp_path / "a").write_bytes(pack("\ufeffone\u2028x\r\ntwo\x85\n\nend".encode()))
    assert lines(tmp_path / "a") == [(1, "one\u2028x\r\n"), (2, "two\x85\n"), (3, "\n"), (4, "end")]


def test_a_byte_of_another_encoding_is_named_with_its_line(tmp_path):
    (tmp_path / "a").write_bytes(b"fine\nna\xefve\n")
    with pytest.raises(InputError, match=r"a:2: byte 0xef at 7 is not utf-8 .*latin-1"):
        lines(tmp_path / "a")
    assert lines(tmp_path / "a", "latin-1")[1] == (2, "naïve\n")
    assert "changed while it was read" in str(make_encoding_error(tmp_path / "a", "latin-1"))


def test_nuls_and_endless_lines_are_errors(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"fine\na\0b\n")
    with pytest.raises(InputError, match="a:2: a NUL byte"):
        lines(tmp_path / "a")
    monkeypatch.setattr(streams, "LONGEST", 10)
    (tmp_path / "a").write_bytes(b"x" * 25 + b"\nfine\n")
    with pytest.raises(InputError, match=r"a:1: over .* characters in one line"):
        lines(tmp_path / "a")
    assert lines(tmp_path / "a", skip=True) == [(2, "fine\n")]


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(InputError, match="a: No such file"), open_file(tmp_path / "a"):
        pass


def test_the_cure_for_a_byte_fits_the_rest_of_the_file(tmp_path):
    (tmp_path / "a").write_bytes("café\n".encode() + b"caf\xe9\n")
    with pytest.raises(InputError, match=r"a:2: .* the rows before it hold UTF-8, so rather mend"):
        lines(tmp_path / "a")
    (tmp_path / "a").write_bytes("text\nдобрый день\n".encode("cp1251"))
    with pytest.raises(
        InputError, match="use --encoding with that of its script: cp1251 for Cyrillic"
    ):
        lines(tmp_path / "a")
    (tmp_path / "a").write_bytes("text\n很好\n".encode("utf-16-le"))
    with pytest.raises(InputError, match="use --encoding utf-16-le or utf-16-be"):
        lines(tmp_path / "a")


def test_the_encoding_of_training_is_for_files_that_are_in_no_other(tmp_path):
    path = tmp_path / "a.csv"
    for content, encoding in [
        ("naïve\n".encode(), "utf-8"),
        (b"plain\n", "utf-8"),
        ("naïve\n".encode("latin-1"), "latin-1"),
        (b"PAR1\0\xff", "utf-8"),
    ]:
        path.write_bytes(content)
        assert choose_encoding(path, "utf-8", "latin-1") == encoding
        assert choose_encoding(path, "utf-8", "utf-8") == "utf-8"
    path.write_bytes("naïve\n".encode("utf-16"))
    assert choose_encoding(path, "utf-8", "utf-16") == "utf-16"
