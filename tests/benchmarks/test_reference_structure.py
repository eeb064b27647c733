import json
from argparse import Namespace
from pathlib import Path

import pytest

from benchmarks import reference_structure
from benchmarks.reference_structure import Sample, list_samples, make_study, write_texts
from benchmarks.reference_study.collect import list_sample_measures
from embedstudy import load_dataset
from embedstudy.results.create import begin
from embedstudy.results.rows import StructureRow
from tests.benchmarks.tiny_reference import make_texts


@pytest.fixture
def corpus(monkeypatch):
    corpus = load_dataset(make_texts(500, 0))
    monkeypatch.setattr(reference_structure, "load_quietly", lambda name: corpus)
    return corpus


def test_a_sample_is_of_the_training_texts_with_whole_other_parts(corpus, tmp_path):
    paths = write_texts(Sample("toy", 100), tmp_path / "texts")
    lines = {
        name: [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
        for name, path in paths.items()
    }
    assert {name: len(part) for name, part in lines.items()} == {
        "train": 100,
        "dev": 50,
        "test": 50,
    }
    assert [line["text"] for line in lines["test"]] == list(corpus.test.texts)
    assert {line["text"] for line in lines["train"]} <= {*corpus.train.texts}
    assert {line["label"] for line in lines["train"]} == {"bad", "good"}


def test_samples_lie_well_below_all_texts(corpus):
    assert list(list_samples(["toy"], [300, 100, 1000])) == [Sample("toy", 100), Sample("toy", 300)]


def test_a_finished_sample_is_not_made_again(tmp_path):
    begin(tmp_path / "structure" / "toy-100", {"status": "complete"})
    assert make_study(Sample("toy", 100), Namespace(out=tmp_path)) == 0


def test_the_alignment_of_samples_has_their_size(tmp_path):
    study = begin(tmp_path / "structure" / "toy-100", {"status": "complete", "identity": {}})
    study.write_rows(StructureRow, [
        StructureRow("d", "random", "", "mean", 0, "task_alignment", "observed", "", "", "", None,
                     0.2, 90, "", 0.1, 0.4)
    ])  # fmt: skip
    (row,) = list_sample_measures(tmp_path / "structure", ["toy", "absent"])
    assert (row.dataset, row.train_size, row.kind, row.vectors) == (
        "toy", 100, "random", "glove-6b-50d",
    )  # fmt: skip
