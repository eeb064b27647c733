"""Numbers in text, parsed many rows in one call."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.text_numbers import TextRows, is_number, parse_numbers


def test_numbers_are_read_as_float64_and_rounded():
    numbers = parse_numbers(b"1 -2.5e-3\t0.1  16777217")
    assert numbers.dtype == np.float32
    assert numbers.tolist() == np.array([1, -2.5e-3, 0.1, 16777217], np.float32).tolist()
    assert parse_numbers(b"1 x") is None


@pytest.mark.parametrize(("field", "expected"), [(b"1e-5", True), (b"nan", True), (b"1_0", False)])
def test_fields_that_are_numbers(field, expected):
    assert is_number(field) is expected


def test_rows_are_kept_and_bad_ones_named():
    blocks = []
    rows = TableRows("v.txt", Wanted(), blocks.append, dim=2, numbered=":")
    pending = TextRows(rows, b" ", 2)
    pending.add(b"a", b"1 2", 1)
    pending.add(b"b", b"3 4", 2)
    assert not blocks
    pending.flush()
    assert rows.words == ["a", "b"]
    assert blocks[0].tolist() == [[1, 2], [3, 4]]
    pending.add(b"c", b"5 x", 3)
    with pytest.raises(InputError, match=r"v.txt:3: value 'x' of word 'c' is not a number"):
        pending.flush()
