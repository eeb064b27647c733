"""Formats that are not read are named."""

import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.unread import find_unread

SPARSE = b"good 3:0.12 9:0.022 14:1.5\nbad 1:2 2:1e-3\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "is an HDF5 file, which is not read"),
        (b"SQLite format 3\0" + bytes(100), "is an SQLite file, as .magnitude is"),
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "is a torch file in its old layout"),
        (b"PAR1" + bytes(20), "is a Parquet or Arrow file"),
        ("good 1 2\n".encode("utf-16"), r"is text in UTF-16, .* \(save it in UTF-8\)"),
        (SPARSE, "is a table of sparse vectors .index:value."),
        (b"2 20\n" + SPARSE, "is a table of sparse vectors .index:value."),
        (b",0,1,2\ngood,0.5,1,-2\nbad,1,2,3\n", "is a table with commas, .*sep=' '"),
        (b"word;a;b\ngood;0.5;1\nbad;1;2\n", "is a table with commas"),
        (b'{"good": [0.1, 0.2], "bad": [1, 2]}', "is JSON"),
        (b"one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n", "is a list of words without"),
    ],
)
@pytest.mark.parametrize("skip_bad_lines", [False, True])
def test_the_format_and_its_cure_are_named(content, message, skip_bad_lines, tmp_path, home):
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load_vectors(tmp_path / "v", skip_bad_lines=skip_bad_lines)
    assert str(caught.value).startswith(f"{tmp_path}/v: is ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"good 1 2\n", b"3:1 1 2\na:b 3 4\n", b"a,b 1 2\n", b"{ 1 2\n[ 3 4\n", b"", b"good 0,1 0,2\n"],
)
def test_tables_are_left_to_their_readers(content):
    assert find_unread(content) is None
