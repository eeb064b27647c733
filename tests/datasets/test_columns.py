"""The columns of texts and labels, and their values."""

import pyarrow as pa
import pytest

from embedstudy.datasets.columns import as_labels, as_texts, choose_columns
from embedstudy.errors import InputError


@pytest.mark.parametrize(
    ("columns", "options", "chosen"),
    [
        (["text", "label", "title"], {}, ("text", "label")),
        (["id", "Review", "Stars"], {}, ("Review", "Stars")),
        (["words", "sentiment"], {}, ("words", "sentiment")),
        (["text", "mine", "label"], {"text_column": "mine"}, ("mine", "label")),
        (["text", "a", "b"], {"label_column": "b"}, ("text", "b")),
    ],
)
def test_columns_are_chosen(columns, options, chosen):
    given = {"text_column": None, "label_column": None, **options}
    assert choose_columns(columns, **given, where="a.csv:1") == chosen


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        (["a", "b", "c"], {}, r"a.csv:1: no column 'text'; columns are: .*use --text-column"),
        (["review", "body", "label"], {}, "is the text in review or body"),
        (["text", "label", "label"], {}, "2 columns are called 'label'"),
        (["text", "label"], {"text_column": "txet"}, r"no column 'txet'; columns are: text, label"),
        (["text", "x"], {"text_column": "x", "label_column": "x"}, "cannot be the column of texts"),
    ],
)
def test_columns_that_cannot_be_chosen_are_named(columns, options, message):
    given = {"text_column": None, "label_column": None, **options}
    with pytest.raises(InputError, match=message):
        choose_columns(columns, **given, where="a.csv:1")


def test_texts_are_strings():
    assert as_texts(pa.array(["a", None]).dictionary_encode(), "t", "f").to_pylist() == ["a", None]
    with pytest.raises(InputError, match="f: column 't' holds int64, not texts"):
        as_texts(pa.array([1]), "t", "f")


def test_labels_are_class_names_or_values_as_written():
    assert as_labels(pa.array([1, 0, -1, None]), "l", str, ["n", "p"]).to_pylist() == [
        "p", "n", None, None
    ]  # fmt: skip
    assert as_labels(pa.array([1.0, float("nan")]), "l", str).to_pylist() == ["1.0", None]
    assert as_labels(pa.array([True, None]), "l", str).to_pylist() == ["true", None]
    with pytest.raises(InputError, match="7: class 2 in column 'l', which has names for 0 to 1"):
        as_labels(pa.array([2]), "l", lambda row: str(row + 7), ["n", "p"])
    halves = pa.array([1.1, 0.5], pa.float32())
    assert as_labels(halves, "l", str).to_pylist() == ["1.1", "0.5"]
    with pytest.raises(InputError, match=r"1: inf in column 'l' is no label"):
        as_labels(pa.array([1.0, float("inf")]), "l", str)
    with pytest.raises(InputError, match="several labels"):
        as_labels(pa.array([["a"]]), "l", str)
