"""Texts in memory as data sets."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from embedstudy.datasets.catalog import load_dataset
from embedstudy.datasets.memory import DataInMemory, is_data, is_missing, wrap_data
from embedstudy.errors import EmbedstudyWarning, InputError

TEXTS = [f"secret {'good' if i % 2 else 'bad'} text {i}" for i in range(60)]
LABELS = ["pos" if i % 2 else "neg" for i in range(60)]
FRAME = pd.DataFrame({"id": range(60), "body": TEXTS, "category": LABELS})


class Polars:
    """A table as polars has it: `columns` is a list, and a column is iterable."""

    columns = ("body", "category")

    def __getitem__(self, name):
        return iter(FRAME[name])


def hugging_face(frame):
    return pytest.importorskip("datasets").Dataset.from_pandas(frame)


TABLES = {
    "pandas": lambda: FRAME,
    "pyarrow": lambda: pa.Table.from_pandas(FRAME),
    "a batch": lambda: pa.RecordBatch.from_pandas(FRAME),
    "datasets": lambda: hugging_face(FRAME),
    "polars": Polars,
    "a mapping": lambda: {"body": TEXTS, "category": LABELS},
}
PAIRS = {
    "lists": (TEXTS, LABELS),
    "tuples": (tuple(TEXTS), tuple(LABELS)),
    "arrays": (np.array(TEXTS), np.array(LABELS)),
    "series": (FRAME["body"], FRAME["category"]),
    "categories": (FRAME["body"], pd.Categorical(LABELS)),
    "arrow": (pa.array(TEXTS), pa.chunked_array([LABELS])),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_by_the_columns_that_are_named(name, home):
    corpus = load_dataset(TABLES[name](), text="body", label="category")
    assert corpus.name == "memory"
    assert corpus.examples.texts.to_pylist() == TEXTS
    assert [corpus.classes[i] for i in corpus.examples.label_ids] == LABELS
    assert [len(split) for split in corpus.splits.values()] == [48, 6, 6]
    assert corpus.sha256 == load_dataset((TEXTS, LABELS)).sha256
    assert not list(home.rglob("*.arrow"))


@pytest.mark.parametrize("name", PAIRS)
def test_texts_with_labels_of_any_kind(name, home):
    corpus = load_dataset(PAIRS[name])
    assert corpus.examples.texts.to_pylist() == TEXTS
    assert corpus.classes == ["neg", "pos"]


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ([i % 2 for i in range(60)], ["0", "1"]),
        (np.array([9, 10] * 30), ["9", "10"]),
        ([True, False] * 30, ["false", "true"]),
        ([1.5, 4.0] * 30, ["1.5", "4.0"]),
        (pd.array([1, 2] * 30, dtype="Int64"), ["1", "2"]),
        ([" pos ", "neg"] * 30, ["neg", "pos"]),
    ],
)
@pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
def test_labels_are_classes_as_in_a_file(labels, classes, home):
    assert load_dataset((TEXTS, labels)).classes == classes


def test_columns_are_chosen_as_in_a_file(home):
    corpus = load_dataset(FRAME)
    assert corpus.classes == ["neg", "pos"]
    assert corpus.reading.startswith(
        "read memory: text from column body (not used: id), label from category, 2 classes"
    )
    joined = load_dataset(FRAME.assign(more="x"), text=["body", "more"], label="category")
    assert joined.examples.texts[0].as_py() == f"{TEXTS[0]}\nx"
    numbered = pd.DataFrame({0: TEXTS, 1: LABELS})
    assert load_dataset(numbered, text="0", label="1").classes == ["neg", "pos"]
    with pytest.raises(InputError, match=r"no column 'bdy'; columns are: body, .*use text="):
        load_dataset(FRAME, text="bdy")
    with pytest.raises(InputError, match="text and text_column are the same option"):
        load_dataset(FRAME, text="body", text_column="body")


def test_a_mapping_of_parts_is_a_standard_split(home):
    corpus = load_dataset({"train": FRAME, "test": (TEXTS[:10], LABELS[:10])})
    assert [len(split) for split in corpus.splits.values()] == [54, 6, 10]
    assert corpus.standard_split
    parts = {"train": hugging_face(FRAME), "test": hugging_face(FRAME[:20])}
    assert len(load_dataset(parts, text="body", label="category").test) == 20
    for parts, message in (
        ({"train": FRAME, "tset": FRAME}, "no part is called 'tset'"),
        ({"dev": FRAME, "test": FRAME}, "no train part among"),
    ):
        with pytest.raises(InputError, match=message):
            load_dataset(parts)


@pytest.mark.parametrize("nothing", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT])
def test_what_is_missing_is_named_by_its_row_or_left_out(nothing, home):
    assert is_missing(nothing)
    texts, labels = [*TEXTS[:-1], nothing], [nothing, *LABELS[1:]]
    with pytest.raises(InputError, match=r"memory: text 59 is missing \(.*\); drop such rows, .*"):
        load_dataset((texts, LABELS))
    with pytest.raises(InputError, match=r"memory: label 0 is missing \(.*\); drop such rows"):
        load_dataset(pd.DataFrame({"text": TEXTS, "label": pd.Series(labels, dtype=object)}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        corpus = load_dataset((texts, labels), skip_bad_lines=True)
    assert [str(warning.message) for warning in caught] == [
        "memory: 1 row left out: no label (memory: row 0)",
        "memory: 1 row left out: no text (memory: row 59)",
    ]
    assert len(corpus.examples) == 58


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (set(TEXTS), "set is no data set, and has no order; give a table"),
        ((set(TEXTS), LABELS), "texts must be a list of strings, not a set: a set has no order"),
        (TEXTS, r"60 strings that are no files; texts are given with their labels"),
        (tuple(TEXTS), r"60 strings that are no files"),
        ([TEXTS, LABELS], "list is no data set; give a table"),
        (np.array(TEXTS), "ndarray is no data set; give a table"),
        (FRAME["body"], "Series is no data set; give a table"),
        (5, "int is no data set"),
        (None, "NoneType is no data set"),
        ("secret " * 100, "no data set .*; texts are given with their labels"),
        ((TEXTS, LABELS[1:]), "60 texts, but 59 labels"),
        ((TEXTS, [["secret"]] * 60), r"row 0: .*\(a text with several labels is not supported\)"),
        ((TEXTS, np.eye(60)), "a text with several labels is not supported"),
        ((TEXTS, [1, "secret"] * 30), r"labels are int \(row 0\) and str \(row 1\)"),
        ((TEXTS, [b"x", b"y"] * 30), "holds binary, not labels"),
        ((["a", 5] * 30, LABELS), "text 1 is not a string but int"),
        ((["a", b"secret"] * 30, LABELS), r"text 1 is not a string but bytes \(decode it"),
        (([["secret", "b"]] * 60, LABELS), r"text 0 is not a string but list \(join its words"),
        ((FRAME["body"][::-1], FRAME["category"]), "the same index in another order"),
        ({"id": [f"A{i}" for i in range(60)], "label": LABELS}, "no column of texts: 'id'"),
        ({"id": [f"A{i}" for i in range(60)], "text": TEXTS}, "no column of labels: 'id'"),
        ((["\ud800"] * 60, LABELS), "row 0: half a character"),
    ],
)
def test_what_is_no_data_is_refused_without_showing_it(data, message, home):
    with pytest.raises(InputError, match=message) as raised:
        load_dataset(data)
    assert len(str(raised.value)) < 250
    assert "secret" not in str(raised.value) or isinstance(data, str)


def test_columns_of_pandas_are_paired_by_their_index_or_by_position(home):
    body, category = FRAME["body"][::-1], FRAME["category"]
    turned = load_dataset((body, category[::-1]))
    assert turned.examples.texts[0].as_py() == TEXTS[-1]
    assert turned.classes[turned.examples.label_ids[0]] == LABELS[-1]
    paired = load_dataset((body.tolist(), category))
    assert paired.classes[paired.examples.label_ids[0]] == LABELS[0]
    renumbered = category.set_axis(range(100, 160))
    assert load_dataset((body, renumbered)).sha256 == paired.sha256


def test_texts_that_were_not_decoded_are_noted(home):
    texts = [*TEXTS[1:], "a cafÃ©"]
    with pytest.warns(EmbedstudyWarning, match=r"1 text with UTF-8 .* \(memory: row 59\)"):
        load_dataset((texts, LABELS))


def test_columns_of_zeros_and_ones_are_no_labels(home):
    dummies = pd.get_dummies(FRAME[["body"]].assign(a=LABELS), columns=["a"])
    with pytest.raises(InputError, match=r"use label=; .* hold 0 or 1: write one column"):
        load_dataset(dummies, text="body")


def test_a_stream_of_the_hub_is_refused(home):
    stream = hugging_face(FRAME).to_iterable_dataset()
    with pytest.raises(InputError, match="an IterableDataset holds no rows yet"):
        load_dataset(stream)


def test_options_of_files_are_refused(home):
    for options in ({"test_file": "t.csv"}, {"encoding": "cp1252"}, {"split": "train"}):
        with pytest.raises(InputError, match=r"data(?: set)? in memory takes no"):
            load_dataset((TEXTS, LABELS), **options)
    with pytest.raises(InputError, match="have no columns to choose"):
        load_dataset((TEXTS, LABELS), text="body")


def test_names_and_files_are_no_data(tmp_path):
    (tmp_path / "a.csv").write_text("")
    path = str(tmp_path / "a.csv")
    for value in ("imdb", Path(path), [path], (path, path), ([path], [Path(path)]), None):
        assert not is_data(value)
    first, second, third = wrap_data((FRAME, "imdb", (TEXTS, LABELS)))
    assert (first.name, second, third.name) == ("memory", "imdb", "memory-2")
    assert repr(third) == "DataInMemory(tuple, 'memory-2')"
    assert wrap_data((first,)) == (first,) or isinstance(wrap_data((first,))[0], DataInMemory)
