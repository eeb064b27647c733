"""Checks of texts and labels."""

import pyarrow as pa
import pytest

from embedstudy.datasets.bad_rows import BadRows, Columns, check_rows
from embedstudy.datasets.source import Tally
from embedstudy.errors import InputError


def columns(texts, labels):
    arrays = (pa.array(values, pa.large_string()) for values in (texts, labels))
    return Columns(*arrays, where=lambda row: f"a.csv:{row + 2}")


def test_whole_rows_pass():
    tally = Tally()
    batch = check_rows(columns(["good", "bad"], ["pos", "neg"]), BadRows(tally))
    assert batch.to_pydict() == {"text": ["good", "bad"], "label": ["pos", "neg"]}
    assert tally.notes() == []


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["a", None], ["pos", "neg"], "a.csv:3: no text"),
        (["a", "b"], [None, "neg"], "a.csv:2: no label"),
        (["a", "b"], ["pos", " "], "a.csv:3: no label"),
    ],
)
def test_rows_that_lack_something_are_errors_or_counted(texts, labels, message):
    with pytest.raises(InputError, match=rf"{message} \(--skip-bad-lines"):
        check_rows(columns(texts, labels), BadRows(Tally()))
    tally = Tally()
    assert len(check_rows(columns(texts, labels), BadRows(tally, skip=True))) == 1
    where, _, fault = message.partition(": ")
    assert tally.notes() == [f"1 row left out: {fault} ({where})"]


def test_empty_texts_are_kept_and_spaces_around_labels_stripped():
    tally = Tally()
    batch = check_rows(columns(["", "b"], ["pos", "neg "]), BadRows(tally))
    assert batch.column("label").to_pylist() == ["pos", "neg"]
    assert tally.notes() == [
        "1 empty text, kept (a.csv:2)",
        "1 label with spaces around it, stripped (a.csv:3)",
    ]


def test_a_bad_row_has_a_detail_that_is_not_counted():
    with pytest.raises(InputError, match=r"a.csv:3: not JSON: at character 4"):
        BadRows(Tally()).add("a.csv:3", "not JSON", ": at character 4")
