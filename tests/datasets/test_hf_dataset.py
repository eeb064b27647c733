"""Columns, splits and labels of what `datasets` opened."""

import datasets
import pytest
from datasets import ClassLabel, Dataset, Features, Value

from embedstudy.datasets import hf_dataset
from embedstudy.datasets.hf_dataset import choose_columns_and_splits, read_batches
from embedstudy.datasets.source import Tally
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

TEXTS = ["a", "b ", "", "d"]
FEATURES = Features({"text": Value("string"), "label": ClassLabel(names=["neg", "pos"])})


def table(columns=None, features=None, **more):
    return Dataset.from_dict(columns or {"text": TEXTS, "label": [1, 0, 1, 0], **more}, features)


def label_table(labels):
    return table({"text": TEXTS[: len(labels)], "label": labels}, FEATURES)


def decided(splits, *, text_column=None, label_column=None, split=None):
    options = DataOptions(text_column=text_column, label_column=label_column, split=split)
    return choose_columns_and_splits("d", splits, options)


def rows(splits, **options):
    tally = Tally()
    batches_by_part = read_batches("d", splits, decided(splits, **options), tally)
    return {
        part: [tuple(row.values()) for batch in batches for row in batch.to_pylist()]
        for part, batches in batches_by_part.items()
    }, tally.notes()


def test_class_names_and_their_order_are_the_column_s():
    features = Features({"label": ClassLabel(names=["zero", "a"]), "text": Value("string")})
    splits = {"all": table({"text": TEXTS, "label": [1, 0, 1, 0]}, features)}
    assert decided(splits).classes == ("zero", "a")
    rows_by_part, notes = rows(splits)
    assert rows_by_part == {"": [("a", "a"), ("b ", "zero"), ("", "a"), ("d", "zero")]}
    assert notes == ["1 empty text, kept (d, all, row 2)"]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["x", "y", "1.0", " x"], ["x", "y", "1.0", "x"]),
        ([3, -1, 10, 3], ["3", "-1", "10", "3"]),
        ([True, False, True, True], ["true", "false", "true", "true"]),
    ],
)
def test_labels_of_any_type_are_strings(labels, expected):
    splits = {"train": table({"text": TEXTS, "label": labels})}
    assert decided(splits).classes == ()
    assert [label for _, label in rows(splits)[0][""]] == expected


@pytest.mark.parametrize(
    ("columns", "text", "label"),
    [
        (["idx", "sentence", "label"], "sentence", "label"),
        (["Text", "LABEL", "label_text"], "Text", "LABEL"),
        (["body", "category"], "body", "category"),
        (["id", "content", "label"], "content", "label"),
    ],
)
def test_columns_are_guessed_where_just_one_can_be(columns, text, label):
    values = {c: [1, 2] if c == "idx" else ["p", "q"] for c in columns}
    reading = decided({"train": table(values)})
    assert (reading.text, reading.label) == ((text,), label)


def test_a_lone_column_of_classes_is_the_label():
    features = Features({"text": Value("string"), "topic": ClassLabel(names=["x", "y"])})
    assert decided({"train": table({"text": ["a"], "topic": [0]}, features)}).label == "topic"


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ("title content label", {}, "is the text in title or content\\? \\(use --text-column"),
        ("text class topic", {}, "is the label in class or topic\\? \\(use --label-column"),
        ("one two label", {}, "no column 'text'; columns are: .* \\(use --text-column"),
        ("text kind sort", {}, "no column 'label'; columns are: .* \\(use --label-column"),
        ("text label", {"text_column": "body"}, "no column 'body'; columns are: label, text"),
        ("text label", {"split": "dev"}, "no split 'dev'; splits are: train"),
    ],
)
def test_columns_that_cannot_be_guessed_are_named(columns, options, message):
    splits = {"train": table({c: ["p", "q"] for c in columns.split()})}
    with pytest.raises(InputError, match=f"^d: {message}"):
        decided(splits, **options)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"id": [f"A{i}" for i in range(4)], "label": [*"abab"]}, "no column of texts: 'id'"),
        ({"id": [1, 2, 3, 4], "label": [*"abab"]}, "no column of texts: 'id'"),
        ({"id": [1, 2, 3, 4], "text": ["good film"] * 4}, "no column of labels: 'id'"),
    ],
)
def test_ids_are_not_taken_because_no_other_column_is_left(columns, message):
    with pytest.raises(InputError, match=f"^d: {message}"):
        decided({"train": table(columns)})


def test_columns_of_other_things_are_refused():
    splits = {"train": table({"text": ["a", "b"], "n": [1, 2], "x": ["a", "b"]})}
    with pytest.raises(InputError, match=r"^d, train: column 'n' holds int64, not texts"):
        rows(splits, text_column="n", label_column="x")


def test_columns_that_are_named_are_taken():
    splits = {"train": table({"text": ["a"], "review": ["b"], "label": [0], "class": [1]})}
    reading = decided(splits, text_column="review", label_column="class")
    assert (reading.text, reading.label) == (("review",), "class")


def test_splits_are_parts_and_what_is_left_out_is_said():
    splits = {
        "test": label_table([-1, -1]),
        "unsupervised": table({"text": TEXTS, "label": [None] * 4}, FEATURES),
        "validation": label_table([0, 1, 0]),
        "train": label_table([0, 1]),
        "hard": label_table([0, 1]),
    }
    rows_by_part, notes = rows(splits)
    assert {part: len(some) for part, some in rows_by_part.items()} == {"train": 2, "dev": 3}
    assert list(rows_by_part) == ["train", "dev"]
    assert notes[:2] == [
        "2 splits without labels, left out (test, unsupervised)",
        "1 split of other names, left out; --split reads one (hard)",
    ]
    rows_by_part, notes = rows(splits, split="hard")
    assert rows_by_part == {"": [("a", "neg"), ("b ", "pos")]}
    assert not notes
    with pytest.raises(InputError, match="d: no labels in column 'label' of test"):
        decided(splits, split="test")


def test_one_split_of_any_name_is_split_anew():
    assert decided({"everything": label_table([0, 1])}).parts == {"": "everything"}
    assert decided({"train": label_table([0, 1]), "extra": label_table([0])}).parts == {"": "train"}
    with pytest.raises(InputError, match="d: no train split; splits are: a, b \\(--split names"):
        decided({"a": label_table([0]), "b": label_table([1])})
    with pytest.raises(InputError, match="d: no splits in it"):
        decided({})


def test_rows_without_a_label_are_left_out_and_counted():
    rows_by_part, notes = rows({"train": label_table([0, -1, 1, -1])})
    assert rows_by_part == {"": [("a", "neg"), ("", "pos")]}
    assert notes == [
        "2 rows left out: no label (d, train, row 1, d, train, row 3)",
        "1 empty text, kept (d, train, row 2)",
    ]


def test_a_label_that_is_no_class_is_an_error_with_its_row():
    whole = label_table([0, -1, 1, 1])
    whole.info.features["label"].names = ["neg"]
    with pytest.raises(
        InputError, match=r"^d, train, row 2: class 1 in column 'label', which has names"
    ):
        rows({"train": whole})


def test_splits_that_were_saved_together_may_differ():
    splits = {"train": label_table([0, 1]), "test": table({"body": ["a"], "label": [1]})}
    with pytest.raises(InputError, match=r"^d, test: no column 'text'; columns are: "):
        decided(splits)
    without = {"train": label_table([0, 1]), "test": table({"text": ["a"]})}
    assert decided(without).unlabelled == ("test",)


@pytest.mark.parametrize(
    ("columns", "note"),
    [
        ({"text": ["a", None], "label": ["x", "y"]}, "1 row left out: no text (d, train, row 4)"),
        ({"text": ["a", "b"], "label": ["x", None]}, "1 row left out: no label (d, train, row 4)"),
        ({"text": ["a", "b"], "label": ["", "x"]}, "1 row left out: no label (d, train, row 3)"),
    ],
)
def test_rows_that_lack_something_are_left_out_and_counted(columns, note, monkeypatch):
    monkeypatch.setattr(hf_dataset, "BATCH_ROWS", 2)
    good = table({"text": ["a", "b", "c"], "label": ["x", "y", "x"]})
    rows_by_part, notes = rows({"train": datasets.concatenate_datasets([good, table(columns)])})
    assert len(rows_by_part[""]) == 4
    assert notes == [note]


def test_batches_are_bounded_by_rows_and_bytes(monkeypatch):
    splits = {"train": table({"text": ["x" * 1000] * 10, "label": [0, 1] * 5})}
    reading = decided(splits)
    monkeypatch.setattr(hf_dataset, "BATCH_BYTES", 3500)
    batches = read_batches("d", splits, reading, Tally())[""]
    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    monkeypatch.setattr(hf_dataset, "BATCH_ROWS", 2)
    assert [len(batch) for batch in read_batches("d", splits, reading, Tally())[""]] == [2] * 5


def test_rows_that_were_chosen_before_are_those_that_are_read():
    splits = {"train": label_table([0, 1, 1, 0]).select([3, 1])}
    assert rows(splits)[0] == {"": [("d", "neg"), ("b ", "pos")]}
