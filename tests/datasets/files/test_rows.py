"""Rows gathered into batches of columns."""

import pytest

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.files import rows as rows_module
from embedstudy.datasets.files.rows import gather_rows
from embedstudy.datasets.source import Tally
from embedstudy.errors import InputError


def where(line):
    return f"a.csv:{line}"


def gather(rows, **options):
    return list(gather_rows(iter(rows), where, BadRows(Tally(), **options)))


def test_rows_become_columns_with_their_places():
    (columns,) = gather([(2, "a", "x"), (3, None, "y")])
    assert columns.texts.to_pylist() == ["a", None]
    assert columns.labels.to_pylist() == ["x", "y"]
    assert columns.where(1) == "a.csv:3"


def test_batches_are_bounded_by_rows_and_bytes(monkeypatch):
    monkeypatch.setattr(rows_module, "BATCH_ROWS", 2)
    monkeypatch.setattr(rows_module, "BATCH_BYTES", 10)
    rows = [(1, "a", "x"), (2, "b", "x"), (3, "c" * 10, "x"), (4, "d", "x")]
    assert [len(columns.texts) for columns in gather(rows)] == [2, 1, 1]


def test_rows_before_an_error_are_given_first():
    def rows():
        yield 1, "a", "x"
        raise InputError("a.csv:2: bad")

    batches = gather_rows(rows(), where, BadRows(Tally()))
    assert next(batches).texts.to_pylist() == ["a"]
    with pytest.raises(InputError, match=r"a.csv:2: bad"):
        next(batches)


def test_half_a_character_is_a_bad_row():
    rows = [(1, "a", "x"), (2, "\ud800", "x")]
    with pytest.raises(InputError, match=r"a.csv:2: half a character \(a lone surrogate\)"):
        gather(rows)
    (columns,) = gather(rows, skip=True)
    assert columns.texts.to_pylist() == ["a"]
