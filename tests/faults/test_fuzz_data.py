"""Mutants of data sets, in every format and archive."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from embedstudy.datasets.catalog import load_dataset
from embedstudy.datasets.corpus import Corpus
from tests.datasets.files.test_excel import write_workbook
from tests.faults.mutants import Target, fuzz
from tests.faults.test_fuzz_vectors import CHECKED, PACKERS

FAULT_CLASS = "mutants of data sets"
ROWS = [
    ("a good film, and a long one", "pos"), ("dull", "neg"), ("naïve but kind", "pos"),
    ('he said "no"', "neg"), ("日本語 の 映画", "pos"), ("two\tparts", "neg"), ("it's fine", "pos"),
    ("worst ever", "neg"), ("good good good", "pos"), ("bad", "neg"), ("100 times", "pos"),
    ("never again", "neg"), ("lovely 😀", "pos"), ("a waste; of time", "neg"), ("warm", "pos"),
    ("cold", "neg"), ("see it twice", "pos"), ("leave early", "neg"), ("a joy", "pos"),
    ("a pain", "neg"),
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("home")


def write_delimited(delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([("text", "label"), *ROWS])
    return file.getvalue().encode()


def write_json() -> bytes:
    return json.dumps([{"text": text, "label": label} for text, label in ROWS]).encode()


def write_json_lines() -> bytes:
    lines = [json.dumps({"text": text, "label": label}) for text, label in ROWS]
    return ("\n".join(lines) + "\n").encode()


def write_fasttext() -> bytes:
    return "".join(f"__label__{label} {text}\n" for text, label in ROWS).encode()


def write_parquet() -> bytes:
    texts, labels = zip(*ROWS, strict=True)
    file = io.BytesIO()
    pq.write_table(pa.table({"text": texts, "label": labels}), file)
    return file.getvalue()


CONTENTS: dict[str, Callable[[], bytes]] = {
    "d.csv": lambda: write_delimited(","),
    "d.tsv": lambda: write_delimited("\t"),
    "d.json": write_json,
    "d.jsonl": write_json_lines,
    "d.txt": write_fasttext,
    "d.parquet": write_parquet,
}


def read(path: Path) -> list[tuple[str, str]]:
    """Read a data set, make sure that it is one, and return its rows."""
    corpus = load_dataset(path, progress=False)
    assert isinstance(corpus, Corpus)
    rows = []
    for part in (corpus.train, corpus.dev, corpus.test):
        texts, labels = list(part.texts), list(part.labels)
        assert len(texts) == len(labels)
        assert all(isinstance(text, str) for text in texts)
        rows += zip(texts, labels, strict=True)
    return sorted(rows)


@pytest.mark.quick_faults
@pytest.mark.parametrize("name", CONTENTS)
def test_a_data_set_in_a_file(name, tmp_path, trials):
    path = tmp_path / name
    fuzz(trials, FAULT_CLASS, CONTENTS[name](), Target(path, lambda: read(path)))


@pytest.mark.parametrize("ending", ["gz", "zip", "tar", "tar.gz"])  # others are refused
def test_an_archive(ending, tmp_path, trials):
    path = tmp_path / (f"d.csv.{ending}" if "tar" not in ending else f"d.{ending}")
    target = Target(path, lambda: read(path), is_checked=ending in CHECKED)
    fuzz(trials, FAULT_CLASS, PACKERS[ending](CONTENTS["d.csv"]()), target)


@pytest.mark.parametrize("ending", ["gz", "zip"])
def test_what_an_archive_holds(ending, tmp_path, trials):
    path = tmp_path / f"d.csv.{ending}"
    target = Target(path, lambda: read(path), PACKERS[ending])
    fuzz(trials, FAULT_CLASS, CONTENTS["d.csv"](), target)


def test_a_workbook(tmp_path, trials):
    path = write_workbook(tmp_path / "d.xlsx", Sheet1=[["text", "label"], *ROWS])
    target = Target(path, lambda: read(path), is_checked=True)
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target)


def test_a_text_in_a_folder_of_its_class(tmp_path, trials):
    folder = tmp_path / "classes"
    for number, (text, label) in enumerate(ROWS):
        (folder / label).mkdir(parents=True, exist_ok=True)
        (folder / label / f"{number}.txt").write_text(text, encoding="utf-8")
    path = folder / "pos" / "0.txt"
    fuzz(trials, FAULT_CLASS, path.read_bytes(), Target(path, lambda: read(folder)))


@pytest.mark.parametrize("ending", ["arrow", "dataset_info.json", "state.json"])
def test_a_folder_that_the_hub_library_saved(ending, tmp_path, trials):
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    folder = tmp_path / "saved"
    texts, labels = zip(*ROWS, strict=True)
    datasets.Dataset.from_dict({"text": texts, "label": labels}).save_to_disk(str(folder))
    path = next(path for path in folder.iterdir() if path.name.endswith(ending))
    target = Target(path, lambda: read(folder), also_named=(folder.name,))
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target)
