"""The columns of texts and labels, and their values."""

import pyarrow as pa
import pytest

from embedstudy.datasets.columns import (
    as_labels,
    as_texts,
    check_columns,
    choose_columns,
    holds_no_words,
    join_texts,
)
from embedstudy.errors import InputError


@pytest.mark.parametrize(
    ("columns", "options", "chosen"),
    [
        (["text", "label", "title"], {}, ("text", "label")),
        (["id", "Review", "Stars"], {}, ("Review", "Stars")),
        (["words", "sentiment"], {}, ("words", "sentiment")),
        (["text", "mine", "label"], {"text_columns": ["mine"]}, ("mine", "label")),
        (["text", "a", "b"], {"label_column": "b"}, ("text", "b")),
        (
            ["title", "body", "label"],
            {"text_columns": ["title", "body"]},
            ("title", "body", "label"),
        ),
        (["title", "body", "label"], {"text_columns": ["body, title"]}, ("body", "title", "label")),
        (["a,b", "a", "b", "label"], {"text_columns": ["a,b"]}, ("a,b", "label")),
        (["x", "y", "z"], {"text_columns": ["3"], "label_column": "1"}, ("z", "x")),
        (["3", "y", "z"], {"text_columns": ["3"], "label_column": "2"}, ("3", "y")),
        (["a", "a", "label"], {"text_columns": ["2"]}, ("a", "label")),
    ],
)
def test_columns_are_chosen(columns, options, chosen):
    given = {"text_columns": (), "label_column": None, **options}
    table = choose_columns(columns, **given, where="a.csv:1")
    assert (*table.text_names, table.label_name) == chosen


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        (["a", "b", "c"], {}, r"a.csv:1: no column 'text'; columns are: .*use --text-column"),
        (["review", "body", "label"], {}, "is the text in review or body"),
        (["a", "a", "label"], {"text_columns": ["a"]}, "2 columns are called 'a'"),
        (["a", "label"], {"text_columns": ["a", "1"]}, "names one column twice"),
        (["a", "label"], {"text_columns": ["a,c"]}, "no column 'c'; columns are: a, label"),
        (["a", "label"], {"text_columns": ["3"]}, "no column '3'; columns are: a, label"),
        (["text", "label", "label"], {}, "2 columns are called 'label'"),
        (
            ["text", "label"],
            {"text_columns": ["txet"]},
            r"no column 'txet'; columns are: text, label",
        ),
        (
            ["text", "x"],
            {"text_columns": ["x"], "label_column": "x"},
            "cannot be the column of texts",
        ),
    ],
)
def test_columns_that_cannot_be_chosen_are_named(columns, options, message):
    given = {"text_columns": (), "label_column": None, **options}
    with pytest.raises(InputError, match=message):
        choose_columns(columns, **given, where="a.csv:1")


def test_what_is_guessed_and_not_used_is_known():
    table = choose_columns(["id", "body", "kind"], ["body"], "kind", "a.csv")
    assert (table.unused, table.guessed, table.leftover) == (("id",), (), ())
    table = choose_columns(["words", "label"], (), None, "a.csv")
    assert table.guessed == ("text_columns", "label_column")
    assert table.leftover == (0,)


@pytest.mark.parametrize(
    ("columns", "texts", "labels", "message"),
    [
        (["id", "text"], ["a b"] * 5, list("12345"), "no column of labels: 'id' holds another"),
        (["id", "label"], list("12345"), list("01010"), "no column of texts: 'id' holds numbers"),
        (["key", "label"], ["A1", "B2", "C3", "D4"], list("0101"), "no column of texts: 'key'"),
        (["name", "label"], ["Ann", "Bob", "Cid", "Dan"], list("0101"), None),
        (["text", "label"], list("1234"), list("abcd"), None),  # called as they are called
    ],
)
def test_an_id_is_neither_text_nor_label_because_nothing_else_is_left(
    columns, texts, labels, message
):
    table = choose_columns(columns, (), None, "a.csv")
    if message is None:
        check_columns(table, texts, labels, "a.csv")
    else:
        with pytest.raises(InputError, match=f"a.csv: {message}"):
            check_columns(table, texts, labels, "a.csv")


def test_columns_of_texts_are_joined():
    columns = [
        pa.array(values, pa.large_string()) for values in (["a", None, None], ["b", "c", None])
    ]
    assert join_texts(columns).to_pylist() == ["a\nb", "c", None]
    assert join_texts(columns[:1]).to_pylist() == ["a", None, None]


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


def test_dates_are_no_texts():
    assert holds_no_words([f"2024-01-{day:02d} 10:00" for day in (1, 2, 2, 3)])
    assert not holds_no_words(["2024 was good", "2023", "2022", "2021"])
