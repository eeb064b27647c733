"""Rows to keep, and rows that were kept."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.table_rows import TableRows, Wanted, check_dim, parse_header


def rows_for(**options):
    blocks = []
    return TableRows("v.txt", Wanted(**options), blocks.append, dim=2), blocks


def test_new_rows_are_kept_and_repeated_words_counted():
    rows, blocks = rows_for()
    rows.keep([b"a", b"b"], [1, 2], np.ones((2, 2), np.float32))
    rows.keep([b"b", b"c"], [3, 4], np.full((2, 2), 2, np.float32))
    assert rows.words == ["a", "b", "c"]
    assert np.concatenate(blocks)[:, 0].tolist() == [1, 1, 2]
    assert list(rows.warnings()) == ["1 word occurs again, the first row counts: 'b'"]


def test_values_that_are_not_finite_are_errors_or_skipped():
    block = np.array([[1, 2], [3, np.inf]], np.float32)
    rows, _ = rows_for()
    with pytest.raises(InputError, match=r"v.txt: row 8: a value of word 'b' is not finite"):
        rows.keep([b"a", b"b"], [7, 8], block)
    rows, _ = rows_for(skip_bad_lines=True)
    rows.keep([b"a", b"b"], [7, 8], block)
    assert rows.words == ["a"]
    assert list(rows.warnings()) == ["1 row could not be read and was left out"]


def test_words_that_are_not_utf8():
    rows, _ = rows_for()
    with pytest.raises(InputError, match=r"row 1: word b'caf\\xe9' is not UTF-8 at its byte 4"):
        rows.keep([b"caf\xe9"], [1], np.ones((1, 2), np.float32))
    rows, _ = rows_for(encoding_errors="replace")
    rows.keep([b"caf\xe9"], [1], np.ones((1, 2), np.float32))
    assert rows.words == ["caf\ufffd"]
    assert rows.replaced == 1


def test_the_limit():
    rows, _ = rows_for(limit=2)
    assert not rows.full
    rows.read = 2
    assert rows.full


def test_wanted_words_as_bytes():
    assert Wanted().encoded is None
    assert Wanted(frozenset({"é"})).encoded == {"é".encode()}
    assert Wanted(frozenset({"\ufffd"}), encoding_errors="replace").encoded is None


@pytest.mark.parametrize(
    ("line", "header"),
    [(b"3 50", (3, 50)), (b"3 50 \r", (3, 50)), (b"a 1", None), (b"9" * 19 + b" 1", None)],
)
def test_headers(line, header):
    assert parse_header(line) == header


def test_absurd_dimensions():
    assert check_dim("v", 300) == 300
    for dim in (0, 100_001):
        with pytest.raises(InputError, match=f"v:1: the header says {dim} dimensions"):
            check_dim("v", dim)
