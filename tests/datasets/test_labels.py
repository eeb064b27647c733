"""Labels of a whole data set: their order, their spellings, and what is no class."""

import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from embedstudy.datasets.catalog import load_dataset
from embedstudy.datasets.labels import (
    LONGEST_LABEL,
    check_labels,
    normalize_spelling,
    order_classes,
)
from embedstudy.errors import EmbedstudyWarning, InputError


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["10", "9", "-1", "0", "+2"], ["-1", "0", "+2", "9", "10"]),
        (["5.0", "10.0", "0.5"], ["0.5", "5.0", "10.0"]),
        (["1.0", "1"], ["1", "1.0"]),
        (["b", "10", "9"], ["10", "9", "b"]),
        (["1_0", "2"], ["1_0", "2"]),
        ([], []),
    ],
)
def test_classes_that_are_numbers_are_in_the_order_of_their_values(names, ordered):
    assert order_classes(names) == ordered


def test_spellings_of_one_label_are_the_same():
    assert len(set(map(normalize_spelling, ["1", "1.0", "01", "+1", "1e0"]))) == 1
    assert len(set(map(normalize_spelling, ["Very Good", "very  good", "VERY GOOD"]))) == 1
    assert len(set(map(normalize_spelling, ["-1", "1", "one", "0", "10"]))) == 5
    assert normalize_spelling("-0.0") == normalize_spelling("0")
    assert len(set(map(normalize_spelling, ["-1", "\N{MINUS SIGN}1", "'-1'", '"-1"']))) == 1


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"Positive": 3, "positive": 20, "neg": 20}, ["'Positive' (3) and 'positive' (20)"]),
        ({"1": 20, "1.0": 4, "2": 9}, ["'1' (20) and '1.0' (4)", "classes of their own"]),
        ({case(x): 9 for x in "abcde" for case in (str.lower, str.upper)}, ["; 2 more"]),
    ],
)
def test_labels_that_differ_in_spelling_are_noted_with_counts(counts, words):
    (note,) = check_labels(counts)
    for word in words:
        assert word in note


@pytest.mark.parametrize(
    "counts",
    [
        {"toxic": 20, "toxic,obscene": 20, "obscene": 20},
        {"a|b": 30, "b|c": 30, "a|c": 40},
        {"a;b": 3, "a": 30, "b": 9},
        {"Drama, War": 5, "War, Drama": 5},
        {"1,2": 9, "2": 9, "1": 9},
        {f"{a}, {b}": 1 for a in "abcdef" for b in "abcdef" if a < b},
    ],
)
def test_many_texts_with_several_labels_are_an_error(counts):
    with pytest.raises(InputError, match="a text with several labels is not supported"):
        check_labels(counts)


@pytest.mark.parametrize(
    ("counts", "n_texts"),
    [
        ({"a": 100, "b": 100, "a,b": 3}, 3),  # rare
        ({"a": 100, "b": 100, "a,c": 50}, 50),  # c is nowhere else
        ({"x": 100, "a|b": 7}, 7),
    ],
)
def test_a_few_texts_with_several_labels_or_doubtful_ones_are_noted(counts, n_texts):
    (note,) = check_labels(counts)
    assert note.startswith(f"{n_texts} texts with a label that looks like several")


@pytest.mark.parametrize(
    "counts",
    [
        {"Arts, Crafts": 40, "Sports": 40},
        {"Arts, Crafts": 40, "Arts, Music": 40, "Sports": 1},
        {f"{last}, {first}": 9 for last in ("Doe", "Roe") for first in ("Ann", "Bob", "Cy")},
        {"1,5": 20, "1": 20, "5": 20, "2,0": 20},
        {"very good": 20, "good": 20, "very": 20},
        {str(x / 2): 10 for x in range(21)},
        {str(x): 1000 for x in range(101)},
        {"0.5": 2, "1.5": 2},
    ],
)
def test_names_with_commas_and_ratings_are_classes(counts):
    assert check_labels(counts) == []


@pytest.mark.parametrize(
    "counts",
    [
        {str(x): 1 for x in range(40)},
        {f"{x / 100:.2f}": 50 for x in range(101)},
        {"0.13": 1, "2.7": 1, "0.55": 1},
    ],
)
def test_measurements_are_no_classes(counts):
    with pytest.raises(InputError, match=r"different labels in .* numbers to predict"):
        check_labels(counts)


def test_texts_in_place_of_labels_are_named_but_not_shown_whole():
    with pytest.raises(InputError, match=r"40 different labels .* texts or ids rather") as raised:
        check_labels({f"a text of number {i} {'very ' * 99} long": 1 for i in range(40)})
    assert len(str(raised.value)) < 300


def test_labels_that_stand_for_a_missing_one_are_noted():
    (note,) = check_labels({"pos": 9, "nan": 3, "none": 4, "N/A": 2})
    assert note.endswith("a missing one are classes: 'N/A' (2), 'nan' (3)")


def write_in_every_format(folder, labels):
    """Write the same texts and labels as CSV, JSON Lines and Parquet."""
    texts = [f"text {i}" for i in range(len(labels))]
    lines = ["text,label", *(f"{text},{label}" for text, label in zip(texts, labels, strict=True))]
    (folder / "a.csv").write_text("\n".join(lines))
    records = [{"text": t, "label": n} for t, n in zip(texts, labels, strict=True)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    parquet.write_table(pa.table({"text": texts, "label": labels}), folder / "a.parquet")
    return [folder / f"a.{ending}" for ending in ("csv", "jsonl", "parquet")]


def test_ratings_by_halves_are_the_same_classes_in_every_format(tmp_path, home):
    for path in write_in_every_format(tmp_path, [10.0, 1.5, 4.5] * 20):
        assert load_dataset(path).classes == ["1.5", "4.5", "10.0"]


def test_a_scale_is_no_class_in_any_format(tmp_path, home):
    for path in write_in_every_format(tmp_path, [i / 7 for i in range(60)]):
        with pytest.raises(InputError, match="60 different labels in 60 rows"):
            load_dataset(path)


def test_notes_on_labels_are_the_corpus_s(tmp_path, home):
    path = tmp_path / "a.csv"
    path.write_text("text,label\n" + "a film,Pos\na song,pos \na room,neg\n" * 12)
    with pytest.warns(EmbedstudyWarning):
        corpus = load_dataset(path)
    assert corpus.classes == ["Pos", "neg", "pos"]
    assert corpus.notes[0].startswith("12 labels with spaces around them, stripped (")
    assert "'Pos' (12) and 'pos' (12)" in corpus.notes[1]


def test_labels_that_look_the_same_are_noted():
    for pair in (("pos", "pos\u200b"), ("iyi", "İyi"), ("caf\u00e9", "cafe\u0301")):
        (note,) = check_labels({pair[0]: 20, pair[1]: 20, "neg": 20})
        assert f"{sorted(pair)[0]!r} (20) and {sorted(pair)[1]!r} (20)" in note


def test_labels_with_spaces_between_them_are_noted_where_there_are_many():
    joined = {"a b": 5, "b c": 5, "a c": 5}
    (note,) = check_labels({"a": 9, "b": 9, "c": 9, **joined})
    assert note.startswith("15 texts with a label that looks like several, with a space between")
    assert check_labels({"New York": 9, "New Delhi": 9, "New": 9}) == []


@pytest.mark.parametrize(
    "spelling", [str, lambda value: str(value).upper(), lambda v: str(v).lower()]
)
def test_booleans_have_one_spelling_in_every_format(spelling, home, tmp_path):
    texts = [f"text {i}" for i in range(40)]
    labels = [i % 3 == 0 for i in range(40)]
    rows = [f"{text},{spelling(label)}" for text, label in zip(texts, labels, strict=True)]
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]))
    records = [{"text": t, "label": label} for t, label in zip(texts, labels, strict=True)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    table = pa.table({"text": texts, "label": labels})
    parquet.write_table(table, tmp_path / "a.parquet")
    corpora = [
        load_dataset(data, progress=False)
        for data in (
            *(tmp_path / name for name in ("a.csv", "a.jsonl", "a.parquet")),
            table,
            (texts, [spelling(label) for label in labels]),
        )
    ]
    for corpus in corpora:
        assert corpus.classes == ["false", "true"]
        assert corpus.examples.label_ids.tolist() == [int(label) for label in labels]


def test_true_is_a_name_where_there_are_others(home):
    labels = ["True", "False", "Half-true"] * 20
    corpus = load_dataset(([f"text {i}" for i in range(60)], labels), progress=False)
    assert corpus.classes == ["False", "Half-true", "True"]


def test_a_label_as_long_as_a_text_is_refused():
    check_labels({"a" * LONGEST_LABEL: 10, "b": 10})
    with pytest.raises(InputError, match=r"a label of 1,001 characters .* --label-column"):
        check_labels({"a" * (LONGEST_LABEL + 1): 10, "b": 10})
