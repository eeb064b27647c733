"""The first lines of a table in text."""

import io

import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.text_head import looks_like_text, read_head


def head(content, **options):
    stream = io.BufferedReader(io.BytesIO(content))
    return read_head(stream, "v.txt", **{"skip_bad_lines": False, **options})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"good 1 2\n", True),
        (b"\xef\xbb\xbf2 2\na 1 2\n", True),
        (b"of the 1 2\n", True),
        (b"a\t0,1\t0,2\n", True),
        (b"a b c\n", False),
        (b"", False),
        (b"2 2\n\x00\x01", False),
    ],
)
def test_what_looks_like_a_table(content, expected):
    assert looks_like_text(content) is expected


def test_header_dimension_and_separator():
    with_header = head(b"2 3\na 1 2 3\nb 4 5 6\n")
    assert (with_header.header, with_header.dim, with_header.number) == ((2, 3), 3, 2)
    without = head(b"\na\t1\t2\nb\t3\t4\n")
    assert (without.header, without.dim, without.separator, without.number) == (None, 2, b"\t", 2)
    assert head(b"a b 1 2\nc 1 2\nd 1 2\n").dim == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "v.txt: is empty"),
        (b"\n\n", "v.txt: no rows"),
        (b"good\n", "v.txt:1: not a table of vectors: a word and no numbers"),
        (b"a 1\rb 2\r", r"its lines end with \\r alone"),
        (b"2 5\na 1 2\n", "v.txt:2: 2 values, but the header says 5 dimensions"),
    ],
)
def test_other_beginnings_are_errors(content, message):
    with pytest.raises(InputError, match=message):
        head(content)


def test_the_dimension_of_rows_whose_words_have_spaces():
    rows = [b"New York 0.1 0.2 0.3\n", b"San Jose 1 2 3\n", b"Rio de Janeiro 4 5 6\n"]
    assert head(b"".join([*rows, b"of 7 8 9\n"])).dim == 3
    assert head(b"".join(rows).replace(b" 0.1", b"   0.1")).dim == 3
    assert head(b"area 51 0.1 0.2\nof 0.3 0.4\nto 0.5 0.6\n").dim == 2
    # Numbers are words too, and a row with a fault keeps its length.
    assert head(b"1 0.1 0.2\n2 0.3 0.4\n").dim == 2
    assert head(b"a 0.1 x 0.2\nb 0.1 y 0.2\n").dim == 3
