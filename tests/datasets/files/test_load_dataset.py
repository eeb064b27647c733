"""Files through the public door, with no option but the path."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from embedstudy import load_dataset
from embedstudy.errors import EmbedstudyWarning, InputError
from tests.studies import compare

SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "reviews.csv"
ROWS = [(f"text {i}, of {('bad', 'good')[i % 2]} words", ("neg", "pos")[i % 2]) for i in range(60)]


def write_delimited(path, rows, sign):
    lines = ["text" + sign + "label", *(f'"{text}"{sign}{label}' for text, label in rows)]
    path.write_text("\n".join(lines) + "\n")


def write_json(path, rows):
    lines = (json.dumps({"text": text, "label": label}) + "\n" for text, label in rows)
    path.write_text("".join(lines))


def write_parquet(path, rows):
    texts, labels = zip(*rows, strict=True)
    parquet.write_table(pa.table({"text": texts, "label": labels}), path)


def write_fasttext(path, rows):
    path.write_text("".join(f"__label__{label} {text}\n" for text, label in rows))


def write_folder(path, rows):
    for i, (text, label) in enumerate(rows):
        (path / label).mkdir(parents=True, exist_ok=True)
        (path / label / f"{i:03}.txt").write_text(text)


WRITERS = {
    "a.csv": lambda path, rows: write_delimited(path, rows, ","),
    "a.tsv": lambda path, rows: write_delimited(path, rows, "\t"),
    "a.jsonl": write_json,
    "a.parquet": write_parquet,
    "a.txt": write_fasttext,
    "folder": write_folder,
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_the_same_data_set(name, tmp_path, home):
    WRITERS[name](tmp_path / name, ROWS)
    corpus = load_dataset(tmp_path / name)
    assert corpus.classes == ["neg", "pos"]
    assert [len(split) for split in corpus.splits.values()] == [48, 6, 6]
    assert corpus.notes == ()
    expected = ROWS if name != "folder" else sorted(ROWS, key=lambda row: row[1])
    for split in corpus.splits.values():
        rows = list(zip(split.texts, split.labels, strict=True))
        assert [expected[i] for i in split.ids] == rows
    assert corpus.examples.texts.to_pylist() == [text for text, _ in expected]
    again = load_dataset(str(tmp_path / name))
    assert again.sha256 == corpus.sha256
    assert len(list(home.rglob("texts.arrow"))) == 1


@pytest.mark.parametrize("name", WRITERS)
def test_a_test_file_of_every_format(name, tmp_path, home):
    write_delimited(tmp_path / "train.csv", ROWS, ",")
    WRITERS[name](tmp_path / name, ROWS[:20])
    corpus = load_dataset(tmp_path / "train.csv", test_file=tmp_path / name)
    assert corpus.standard_split
    assert sorted(corpus.test.texts) == sorted(text for text, _ in ROWS[:20])
    assert corpus.test.ids == list(range(60, 80))
    assert [len(split) for split in corpus.splits.values()] == [54, 6, 20]


def test_what_is_tolerated_is_a_warning_each_time(tmp_path, home):
    write_delimited(tmp_path / "a.csv", [*ROWS, ("", "pos"), ("a", "")], ",")
    with pytest.raises(InputError, match=r"a.csv:63: no label"):
        load_dataset(tmp_path / "a.csv")
    for _ in range(2):
        with pytest.warns(EmbedstudyWarning) as caught:
            corpus = load_dataset(tmp_path / "a.csv", skip_bad_lines=True)
        assert len(corpus.examples) == 61
        assert len(corpus.notes) == len(caught) == 2
        assert "1 empty text, kept" in str(caught[1].message)
        assert "1 row left out: no label" in str(caught[0].message)


def test_the_names_of_classes_and_their_order(tmp_path, home):
    feature = {"names": ["pos", "neg"], "_type": "ClassLabel"}
    metadata = json.dumps({"info": {"features": {"label": feature}}})
    table = pa.table({"text": [text for text, _ in ROWS], "label": [i % 2 for i in range(60)]})
    parquet.write_table(table.replace_schema_metadata({"huggingface": metadata}), tmp_path / "a.pq")
    corpus = load_dataset(tmp_path / "a.pq")
    assert corpus.classes == ["pos", "neg"]
    assert corpus.examples.label_ids.tolist() == [i % 2 for i in range(60)]


def test_a_file_that_is_not_there_is_no_misspelt_name(home):
    with pytest.raises(InputError, match=r"nowhere.csv: no such file or folder"):
        load_dataset("nowhere.csv")


def test_nothing_is_kept_of_a_file_that_is_refused(tmp_path, home):
    (tmp_path / "a.csv").write_text("text,label\n" + "a,x\n" * 9000 + '"b,x\n')
    with pytest.raises(InputError, match=r"a.csv:9002: a quote opens here and never closes"):
        load_dataset(tmp_path / "a.csv")
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_the_sample_of_this_project(home):
    corpus = load_dataset(SAMPLE)
    assert corpus.classes == ["bad", "good"]
    assert [len(split) for split in corpus.splits.values()] == [240, 30, 30]
    assert corpus.notes == ()
    assert corpus.examples.label_ids.sum() == 150


@pytest.mark.parametrize("name", WRITERS)
def test_a_study_of_every_format(name, tmp_path, home):
    WRITERS[name](tmp_path / name, ROWS)
    options = {"seeds": 1, "epochs": 2, "learning_rate": 0.5, "progress": False, "jobs": 1}
    study = compare(tmp_path / name, strategies=["random"], out=tmp_path / "study", **options)
    assert study.path == tmp_path / "study"
    assert (study.path / "summary.csv").read_text().count("\n") == 2
