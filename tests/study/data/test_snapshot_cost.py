"""The bytes and the time of snapshots, from the configuration and the data alone."""

import pytest

from embedstudy.study.data import snapshot_cost
from embedstudy.study.data.snapshot_cost import Seconds, count_snapshot_bytes, estimate_time
from embedstudy.study.plan.grid import list_cells
from tests.study.data.test_snapshot_plan import opened


def list_cells_of(datasets):
    return list_cells(datasets.config, datasets.sizes)


def share_of(corpus, tables=(), **options):
    datasets = opened(corpus, tables, **options)
    cells = list_cells_of(datasets)
    return estimate_time(datasets, cells, [cell for cell in cells if cell.model_config]).share


def test_every_number_of_every_moment_takes_four_bytes(corpus, monkeypatch):
    monkeypatch.setattr(snapshot_cost, "MOST_WORDS", 7)
    datasets = opened(corpus, dim=4, epochs=3)
    (cell,) = list_cells_of(datasets)
    assert count_snapshot_bytes(cell, datasets) == 4 * (1 + 4 + 3) * 7 * 4


def test_the_largest_number_of_epochs_counts(corpus):
    sizes = [
        count_snapshot_bytes(list_cells_of(datasets)[0], datasets)
        for datasets in (opened(corpus, epochs=5), opened(corpus, epochs=2, tune_epochs=[2, 15]))
    ]
    assert sizes[1] == 2 * sizes[0]


def test_the_more_a_study_trains_the_smaller_their_share(corpus, monkeypatch):
    # Next to it, the rest is nothing.
    monkeypatch.setattr(snapshot_cost, "SECONDS", Seconds(training_by_fused=1e-3))
    shares = [
        share_of(corpus, seeds=seeds, tune=tune) for seeds, tune in ((1, "none"), (5, "halving"))
    ]
    assert shares[0] > 5 * shares[1] > 0


def test_their_share_goes_with_the_pairs_of_words_and_the_moments(corpus, monkeypatch):
    # Next to them, the rest is nothing.
    monkeypatch.setattr(snapshot_cost, "SECONDS", Seconds(pair=1.0, structure=0.0))
    shares = {}
    for n_words, epochs in ((10, 5), (20, 5), (10, 15)):
        monkeypatch.setattr(snapshot_cost, "MOST_WORDS", n_words)
        shares[n_words, epochs] = share_of(corpus, epochs=epochs, tune="none")
    assert shares[20, 5] == pytest.approx(4 * shares[10, 5], rel=0.01)
    assert shares[10, 15] == pytest.approx(2 * shares[10, 5], rel=0.01)


def test_each_strategy_that_keeps_them_adds_its_own(corpus, vectors):
    one = share_of(corpus, [vectors], strategies=["random"], seeds=1, tune="none")
    two = share_of(corpus, [vectors], strategies=["random", "finetuned"], seeds=1, tune="none")
    assert 1.9 * one < two < 2.1 * one
