"""The content of study.json."""

import json

import pytest

from embedstudy.results.directory import FORMAT
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.execution.metadata import (
    count_planned,
    describe_study,
    find_versions,
    make_identity,
)
from embedstudy.text.tokenizers import get_tokenizer
from tests.studies import configured


@pytest.fixture(scope="module")
def opened(corpus, vectors):
    config = configured(
        corpus.name, vectors=[vectors.name], strategies=["random", "frozen"], seeds=3
    )
    datasets, trained = open_datasets(
        [corpus], [vectors], config, get_tokenizer("basic"), resumed=None, progress=False
    )
    return config, datasets, trained


def test_a_study_that_begins_is_described(opened, corpus, vectors):
    config, datasets, trained = opened
    meta = describe_study(config, datasets, trained, {corpus.name: ["good1"]}, {"study": {}})
    assert (meta["format"], meta["status"], meta["finished"]) == (FORMAT, "running", None)
    assert meta["options"] == {"study": {}}
    assert meta["probes"] == {corpus.name: ["good1"]}
    data = meta["data"][corpus.name]
    assert [data[part] for part in ("train", "dev", "test")] == [
        len(corpus.train), len(corpus.dev), len(corpus.test)
    ]  # fmt: skip
    assert data["tokens"] >= data["vocabulary"] > 0
    assert [sum(counts) for counts in data["class_counts"].values()] == [
        len(split) for split in corpus.splits.values()
    ]
    assert 0 < data["distinct"] <= len(corpus.train)
    assert meta["margin"] == 1.0
    assert "margin" not in meta["identity"]  # no run depends on it
    assert set(meta["coverage"][corpus.name]) == {vectors.name}
    assert json.loads(json.dumps(meta)) == meta


def test_trials_and_runs_are_counted(opened):
    config, datasets, _ = opened
    planned = count_planned(config, datasets)
    assert planned["runs"] == 2 * 3
    assert planned["trials"] > 0


def test_the_identity_names_the_data_and_all_that_decides_a_run(opened, corpus, vectors):
    config, datasets, _ = opened
    assert make_identity(config, datasets)["dataset_sha256"] == {corpus.name: corpus.sha256}
    assert set(make_identity(config, datasets)["vectors_sha256"][corpus.name]) == {vectors.name}
    different = configured(corpus.name, vectors=[vectors.name], strategies=["random"], seeds=3)
    assert make_identity(different, datasets) != make_identity(config, datasets)


def test_versions_are_of_what_results_come_from():
    import numpy

    assert find_versions()["numpy"] == numpy.__version__
    assert {"numba", "scipy", "scikit-learn", "gensim"} < set(find_versions())
