"""The content of study.json."""

import json

import pytest

from embedstudy.cli.output.status import print_status
from embedstudy.errors import InputError
from embedstudy.results.table_files import FORMAT
from embedstudy.study.data.snapshot_plan import SnapshotPlan
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.execution.metadata import (
    count_planned,
    describe_study,
    find_versions,
    make_identity,
)
from embedstudy.text.tokenizers import get_tokenizer
from tests.made_up_files import read_results
from tests.studies import compare, configured


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
    plan = SnapshotPlan(False, "too large")
    meta = describe_study(config, datasets, trained, {corpus.name: ["good1"]}, {"study": {}}, plan)
    assert meta["snapshots"] == {"kept": False, "reason": "too large"}
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


def test_a_clock_that_goes_backwards_changes_no_result(corpus, tmp_path, monkeypatch, capsys):
    usual = {"strategies": ["random"], "learning_rate": 0.1, "progress": False}
    whole = compare(corpus, seeds=2, out=tmp_path / "whole", **usual)
    times = iter([f"2026-11-{day}T10:00:00+00:00" for day in range(29, 9, -1)])
    monkeypatch.setattr("embedstudy.study.execution.metadata.format_now", lambda: next(times))
    study = compare(corpus, seeds=1, out=tmp_path / "s", **usual)
    assert study.meta["finished"] < study.meta["started"]
    compare(corpus, seeds=2, extend=True, out=tmp_path / "s", **usual)
    assert read_results(study) == read_results(whole)
    print_status(study, with_tables=True)
    assert "finished 2026-11-" in capsys.readouterr().out


def test_another_version_does_not_go_on_with_a_study(corpus, tmp_path, monkeypatch):
    usual = {"strategies": ["random"], "learning_rate": 0.1, "out": tmp_path, "progress": False}
    study = compare(corpus, seeds=1, **usual)
    before = {path: path.read_bytes() for path in study.path.rglob("*") if path.is_file()}
    monkeypatch.setattr("embedstudy.study.execution.metadata.__version__", "99.0")
    for how in ({"resume": True}, {"extend": True}):
        with pytest.raises(InputError, match=r"embedstudy was '[0-9.]+', is '99.0'"):
            compare(corpus, seeds=1, **how, **usual)
    assert {path: path.read_bytes() for path in study.path.rglob("*") if path.is_file()} == before
