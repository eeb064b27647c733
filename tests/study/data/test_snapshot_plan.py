import numpy as np
import pytest

from embedstudy.study.data import snapshot_plan
from embedstudy.study.data.snapshot_cost import TimeEstimate
from embedstudy.study.data.snapshot_plan import (
    SnapshotPlan,
    choose_words,
    plan_snapshots,
)
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.data.word_counts import count_words
from embedstudy.study.plan.grid import list_cells
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning.values import TunedValues
from tests.studies import configured

EVERY = ["random", "frozen", "finetuned", "random-frozen", "zeros"]


def opened(corpus, tables=(), **options):
    names = [table.name for table in tables]
    config = configured(corpus.name, vectors=names, **{"strategies": ["random"], **options})
    datasets, _ = open_datasets(
        [corpus], tables, config, get_tokenizer("basic"), resumed=None, progress=False
    )
    return datasets


def list_cells_of(datasets):
    return list_cells(datasets.config, datasets.sizes)


def test_the_first_seed_of_what_learns_and_is_shown_keeps_snapshots(corpus, vectors):
    datasets = opened(corpus, [vectors], strategies=EVERY, train_sizes=["all", 100])
    source, plan = datasets.sources[corpus.name], SnapshotPlan(True)
    keeping = {
        (cell.strategy, cell.train_size, seed)
        for cell in list_cells_of(datasets)
        for seed in range(3)
        if plan.keeps(cell.make_spec(seed, TunedValues(0.1)), source)
    }
    assert keeping == {("random", source.train_size, 0), ("finetuned", source.train_size, 0)}
    assert not any(SnapshotPlan(False).keeps(cell, source) for cell in list_cells_of(datasets))


def test_only_the_first_fold_keeps_snapshots(corpus):
    datasets = opened(corpus, cv=3)
    source = datasets.sources[corpus.name]
    folds = [
        cell.fold for cell in list_cells_of(datasets) if SnapshotPlan(True).keeps(cell, source)
    ]
    assert folds == [0]


def test_baselines_keep_none(corpus):
    datasets = opened(corpus, baselines=("majority",))
    source = datasets.sources[corpus.name]
    assert [SnapshotPlan(True).keeps(cell, source) for cell in list_cells_of(datasets)] == [
        True, False,
    ]  # fmt: skip


def test_the_words_are_the_most_frequent_of_the_training_texts(corpus):
    datasets = opened(corpus)
    source = datasets.sources[corpus.name]
    counts = count_words(source.materials[0]).train.sum(axis=1)
    rows = choose_words(source.materials[0])
    assert rows.tolist() == np.argsort(-counts, kind="stable").tolist()
    assert rows.dtype == np.int32


def test_no_more_words_than_an_explorer_shows(corpus, monkeypatch):
    monkeypatch.setattr(snapshot_plan, "MOST_WORDS", 7)
    datasets = opened(corpus)
    rows = choose_words(datasets.sources[corpus.name].materials[0])
    assert len(rows) == 7


def test_a_study_keeps_what_it_is_told_to(corpus):
    for wanted in (True, False):
        datasets = opened(corpus, snapshots=wanted, tune="none", seeds=1)
        assert plan_snapshots(datasets) == SnapshotPlan(wanted)


@pytest.mark.parametrize(
    ("plain", "extra"), [(100, 5), (1_000_000, 40_000), (1, 0.5)], ids=["share", "long", "short"]
)
def test_without_a_word_they_are_kept_where_they_take_little_time(
    plain, extra, corpus, monkeypatch
):
    monkeypatch.setattr(snapshot_plan, "estimate_time", lambda *_: TimeEstimate(plain, extra))
    plan = plan_snapshots(opened(corpus))
    assert (plan, plan.remark) == (SnapshotPlan(True), "")


def test_without_a_word_they_are_left_out_where_they_take_much_time(corpus, monkeypatch):
    monkeypatch.setattr(snapshot_plan, "estimate_time", lambda *_: TimeEstimate(10, 0.71))
    plan = plan_snapshots(opened(corpus))
    assert not plan.is_on
    assert plan.reason == "they would add about 7 % to the time, more than 5 %"
    assert plan.to_json() == {"kept": False, "reason": plan.reason}
    cure = "(--snapshots keeps them, also later with --resume)"
    lack = "no snapshots of the training, so no slider over time"
    assert plan.remark == f"{lack}: {plan.reason} {cure}"


def test_without_a_word_they_are_left_out_where_they_take_much_disk(corpus):
    n_words = len(opened(corpus).sources[corpus.name].materials[0].vocabulary)
    dim = 1 + snapshot_plan.MOST_BYTES // (15 * 4 * n_words)
    plan = plan_snapshots(opened(corpus, dim=dim, epochs=10))
    assert not plan.is_on
    assert plan.reason == "a run would keep 20 MB, more than 20 MB"


@pytest.mark.parametrize("strategies", [["frozen"], ["random-frozen", "zeros"]])
def test_where_nothing_learns_there_is_nothing_to_keep_and_no_reason(corpus, vectors, strategies):
    assert plan_snapshots(opened(corpus, [vectors], strategies=strategies)) == SnapshotPlan(False)


def test_where_nothing_learns_asking_for_them_is_answered(corpus, vectors):
    datasets = opened(corpus, [vectors], strategies=["frozen", "zeros"], snapshots=True)
    reason = "no training of frozen and zeros changes a space that is shown"
    plan = plan_snapshots(datasets)
    assert plan == SnapshotPlan(False, reason)
    assert plan.remark == f"no snapshots of the training: {reason}"


def test_where_every_run_is_on_a_sample_asking_for_them_is_answered(corpus):
    datasets = opened(corpus, strategies=["random"], train_sizes=[100], snapshots=True)
    reason = "only runs on all training texts keep some, and the study has none"
    assert plan_snapshots(datasets) == SnapshotPlan(False, reason)


@pytest.mark.parametrize("is_cheap", [True, False])
def test_a_study_that_goes_on_keeps_its_plan(is_cheap, corpus, monkeypatch):
    time = TimeEstimate(10, 0.1 if is_cheap else 1)
    monkeypatch.setattr(snapshot_plan, "estimate_time", lambda *_: time)
    datasets = opened(corpus)
    cost = plan_snapshots(datasets).reason
    assert is_cheap == (not cost)
    going_on = plan_snapshots(datasets, {"snapshots": {"kept": True, "reason": ""}})
    assert going_on == SnapshotPlan(True)
    remark = f"snapshots of the training are kept, as the study began, though {cost}"
    assert going_on.remark == (remark if cost else "")
    reason = "a run would keep 30 MB, more than 20 MB"
    left_out = plan_snapshots(datasets, {"snapshots": {"kept": False, "reason": reason}})
    assert left_out == SnapshotPlan(False, reason)
    assert left_out.remark == f"no snapshots of the training, as the study began: {reason}"


@pytest.mark.parametrize("meta", [{}, {"snapshots": None}, {"snapshots": ["kept"]}])
def test_an_older_study_stays_without(meta, corpus):
    plan = plan_snapshots(opened(corpus, seeds=5), meta)
    assert plan == SnapshotPlan(False, "the version that began the study kept none")


def test_asking_goes_before_the_plan_of_a_study_that_goes_on(corpus):
    for wanted in (True, False):
        begun = {"snapshots": {"kept": not wanted, "reason": ""}}
        assert plan_snapshots(opened(corpus, snapshots=wanted), begun) == SnapshotPlan(wanted)
