"""Parquet, also as `datasets` writes it."""

import gzip
import json

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from embedstudy.datasets.source import BATCH_ROWS
from embedstudy.errors import InputError
from embedstudy.limits import MAX_BYTES

TEXTS, LABELS = ["a good film", "a bad one", "null"], ["pos", "neg", "pos"]


def written(reader, columns, name="a.parquet", metadata=None, **options):
    table = pa.table(columns)
    if metadata is not None:
        table = table.replace_schema_metadata({"huggingface": metadata})
    parquet.write_table(table, reader.folder / name, **options)
    return reader.folder / name


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_strings_of_every_type(reader, kind):
    path = written(reader, {"text": pa.array(TEXTS, kind), "label": pa.array(LABELS, kind)})
    assert reader.read(path) == list(zip(TEXTS, LABELS, strict=True))
    assert reader.source.sha256


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (pa.array([1, 0, 1], pa.int8()), ["1", "0", "1"]),
        (pa.array([1, 0, 1], pa.uint64()), ["1", "0", "1"]),
        (pa.array([True, False, True]), ["true", "false", "true"]),
        (pa.array([1.0, 2.0, -1.0]), ["1.0", "2.0", "-1.0"]),
        (pa.array(np.float16([1, 2, 1])), ["1.0", "2.0", "1.0"]),
        (pa.array(LABELS).dictionary_encode(), LABELS),
        (pa.array([3, 4, 3]).dictionary_encode(), ["3", "4", "3"]),
    ],
)
def test_labels_of_every_type(reader, values, labels):
    path = written(reader, {"text": TEXTS, "label": values, "other": [[1], [2], [3]]})
    assert [label for _, label in reader.read(path)] == labels
    assert reader.source.classes == ()


def test_dictionaries_of_texts(reader):
    path = written(reader, {"text": pa.array(TEXTS).dictionary_encode(), "label": LABELS})
    assert [text for text, _ in reader.read(path)] == TEXTS


def test_a_column_with_a_dot_in_its_name(reader):
    path = written(reader, {"a.text": TEXTS, "a": LABELS, "b": [{"text": "x"}] * 3})
    options = {"text_column": "a.text", "label_column": "a"}
    assert reader.read(path, **options) == list(zip(TEXTS, LABELS, strict=True))


def metadata_of(*names):
    feature = {"names": list(names), "_type": "ClassLabel"}
    return json.dumps({"info": {"features": {"text": {"dtype": "string"}, "label": feature}}})


def test_the_names_of_classes_and_their_order(reader):
    path = written(reader, {"text": TEXTS, "label": [1, 0, 1]}, metadata=metadata_of("pos", "neg"))
    assert [label for _, label in reader.read(path)] == ["neg", "pos", "neg"]
    assert reader.source.classes == ("pos", "neg")
    second_path = written(
        reader,
        {"text": TEXTS, "label": [0, 1, 2]},
        "b.parquet",
        metadata=metadata_of("neg", "pos", "x"),
    )
    assert [label for _, label in reader.read([path, second_path])][3:] == ["neg", "pos", "x"]
    assert reader.source.classes == ("pos", "neg", "x")


@pytest.mark.parametrize(
    "metadata",
    ["", "no json", "[]", "{}", '{"info": null}', metadata_of("a", "a"), metadata_of(1, 2),
     '{"info": {"features": {"label": {"dtype": "int64", "_type": "Value"}}}}'],
)  # fmt: skip
def test_metadata_that_names_no_classes(reader, metadata):
    path = written(reader, {"text": TEXTS, "label": [1, 0, 1]}, metadata=metadata)
    assert [label for _, label in reader.read(path)] == ["1", "0", "1"]


def test_what_datasets_writes(reader):
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["pos", "neg"])}
    )
    data = datasets.Dataset.from_dict({"text": TEXTS, "label": [1, 0, 1]}, features=features)
    data.to_parquet(reader.folder / "a.parquet")
    assert [label for _, label in reader.read(reader.folder / "a.parquet")] == ["neg", "pos", "neg"]
    assert reader.source.classes == ("pos", "neg")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": [["a"]], "label": ["b"]}, r"column 'text' holds list<.*>, not texts"),
        ({"text": [{"a": 1}], "label": ["b"]}, r"column 'text' holds struct<.*>, not texts"),
        ({"text": [1], "label": ["b"]}, "column 'text' holds int64, not texts"),
        ({"text": [b"a"], "label": ["b"]}, "column 'text' holds binary, not texts"),
        ({"text": ["a"], "label": [["b"]]}, r"row 1: column 'label' holds list<.*several labels"),
        ({"text": ["a"], "label": [{"b": 1}]}, r"column 'label' holds struct<.*several labels"),
        ({"text": ["a"], "label": [b"b"]}, "column 'label' holds binary, not labels"),
        ({"text": ["a"], "label": [np.inf]}, "row 1: inf in column 'label' is no label"),
        ({"text": ["a"], "other": [1], "more": [2]}, "no column 'label'; columns are: "),
        ({"text": pa.array([], pa.string()), "label": pa.array([], pa.string())}, "no rows"),
    ],
)
def test_columns_that_cannot_be_used(reader, columns, message):
    path = written(reader, columns)
    with pytest.raises(InputError, match=message) as caught:
        reader.read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_class_without_a_name(reader):
    path = written(reader, {"text": TEXTS, "label": [0, 1, 2]}, metadata=metadata_of("pos", "neg"))
    with pytest.raises(InputError, match="row 3: class 2 in column 'label', which has names for 0"):
        reader.read(path)


@pytest.mark.parametrize(
    ("text", "label", "message"),
    [
        ([None, "b"], ["x", "y"], "row 1: no text"),
        (["a", "b"], ["x", None], "row 2: no label"),
        (["a", "b"], ["", "y"], "row 1: no label"),
        (["a", "b"], pa.nulls(2), "row 1: no label"),
        (["a", "b"], pa.array([1.0, np.nan]), "row 2: no label"),
    ],
)
def test_nulls_are_named_by_their_row_or_left_out_and_counted(reader, text, label, message):
    rows = {"text": pa.array(text), "label": pa.array(label)}
    path = written(reader, rows)
    with pytest.raises(InputError, match=message):
        reader.read(path)
    if not pa.types.is_null(rows["label"].type):
        assert len(reader.read(path, skip_bad_lines=True)) == 1
        assert reader.notes[0].startswith("1 row left out: no ")


def test_unlabelled_rows_of_datasets(reader):
    path = written(reader, {"text": TEXTS, "label": [0, -1, 1]}, metadata=metadata_of("pos", "neg"))
    with pytest.raises(InputError, match="row 2: no label"):
        reader.read(path)


def test_rows_are_in_order_over_groups_and_batches(reader):
    texts = [f"text {i}" for i in range(2 * BATCH_ROWS + 10)]
    path = written(reader, {"text": texts, "label": ["x"] * len(texts)}, row_group_size=3000)
    assert [text for text, _ in reader.read(path)] == texts
    null = written(reader, {"text": [*texts[:-1], None], "label": ["x"] * len(texts)})
    with pytest.raises(InputError, match=f"row {len(texts)}: no text"):
        reader.read(null)


def test_damage(reader):
    path = written(reader, {"text": TEXTS * 100, "label": LABELS * 100})
    content = path.read_bytes()
    for cut in (content[:-20], content[:100], content[:4], content[:-4] + b"PAR2"):
        with pytest.raises(InputError, match=r"a.parquet: Parquet that cannot be read: ") as caught:
            reader(cut, "a.parquet")
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="Parquet packed by gzip"):
        reader(gzip.compress(content), "a.parquet.gz")


def test_strings_that_are_not_utf8(reader):
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(np.int32([0, 1]).tobytes()),
                                                    pa.py_buffer(b"\xff")])  # fmt: skip
    path = written(reader, {"text": broken, "label": ["x"]})
    with pytest.raises(InputError, match=r"rows 1 to 1: .*UTF8"):
        reader.read(path)


@pytest.mark.parametrize("column", ["text", "label"])
def test_a_column_name_that_is_not_utf8(reader, column):
    content = written(reader, {"text": TEXTS, "label": LABELS}).read_bytes()
    name = column.encode()
    with pytest.raises(InputError, match=r"a\.parquet: Parquet that cannot be read: .*utf-8"):
        reader(content.replace(name, b"\xf4" + name[1:]), "a.parquet")


@pytest.mark.parametrize("n_rows", [100, 6000])
def test_a_string_that_stands_once_for_many_rows_is_read_in_small_batches(reader, n_rows):
    long = "a good film " * 20_000
    ids = pa.array(np.arange(n_rows) % 2, pa.int32())
    texts = pa.DictionaryArray.from_arrays(ids, pa.array([long + "a", "b"]))
    labels = pa.DictionaryArray.from_arrays(ids, pa.array(["pos", "neg"]))
    path = written(reader, {"text": texts, "label": labels}, dictionary_pagesize_limit=1 << 24)
    if n_rows * len(long) > 4 * MAX_BYTES:
        with pytest.raises(InputError, match=r"a\.parquet: unpacks to over .*--max-bytes"):
            reader.read(path)
    else:
        assert reader.read(path)[:2] == [(long + "a", "pos"), ("b", "neg")]
