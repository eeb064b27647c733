"""The tables of studies that are made up of runs.csv and predictions alone."""

import numpy as np
import pytest

from embedstudy.results.create import begin, claim_directory
from embedstudy.results.directory import Predictions
from embedstudy.results.rows import RunRow
from embedstudy.statistics.tables import write_statistics
from tests.statistics.made_up import run_row

N_TEXTS = 300


@pytest.fixture
def make(tmp_path):
    """Return a function that makes a study of runs with a true accuracy each."""

    def make_study(runs, n_texts=N_TEXTS):
        rng = np.random.default_rng(0)
        labels = rng.choice(["bad", "good"], n_texts)
        ease = rng.standard_normal(n_texts)
        with claim_directory(tmp_path / "s") as path:
            study = begin(path, {"identity": {}, "coverage": {"reviews": {}}})
        for run, accuracy in runs:
            noise = np.random.default_rng(run.seed).standard_normal(n_texts) * (run.encoder != "")
            strength = ease + 0.5 * noise
            right = strength > np.quantile(strength, 1 - accuracy)
            wrong_labels = np.where(labels == "bad", "good", "bad")
            predicted = np.where(right, labels, wrong_labels).astype(object)
            if run.status == "ok":
                study.write_predictions(
                    run.run, Predictions(np.arange(n_texts), labels.astype(object), predicted)
                )
        study.write_rows(RunRow, [run for run, _ in runs])
        write_statistics(study)
        return study

    return make_study


def grid(strategies, seeds=4, **names):
    return [(run_row(s, k, **names), p) for s, p in strategies.items() for k in range(seeds)]


def test_a_cell_has_a_median(make):
    rows = [(run_row("random", k), p) for k, p in enumerate([0.6, 0.61, 0.9])]
    (cell,) = make(rows).summary
    assert cell.median == pytest.approx(0.61, abs=0.005)
    assert cell.mean > 0.69


def test_a_baseline_run_once_is_compared_with_every_group(make):
    study = make([
        *grid({"random": 0.7, "frozen": 0.8}),
        *grid({"random": 0.7, "frozen": 0.8}, encoder="cnn"),
        *grid({"majority": 0.5}, seeds=1, vectors="", encoder=""),
        *grid({"tfidf-linear-svm": 0.75}, seeds=1, vectors="", encoder=""),
    ])  # fmt: skip
    pairs = [(row.vectors, row.encoder, row.a, row.b, row.n_seeds) for row in study.comparisons]
    group = [
        ("frozen", "random", 4), ("random", "majority", 4), ("frozen", "majority", 4),
        ("random", "tfidf-linear-svm", 4), ("frozen", "tfidf-linear-svm", 4),
    ]  # fmt: skip
    for encoder in ("mean", "cnn"):
        assert sorted(row[2:] for row in pairs if row[1] == encoder) == sorted(group)
    assert pairs[-1] == ("", "", "tfidf-linear-svm", "majority", 1)
    assert len(pairs) == 2 * len(group) + 1
    by = {(row.encoder, row.a, row.b): row for row in study.comparisons}
    row = by["mean", "frozen", "majority"]
    assert row.delta == pytest.approx(0.3, abs=0.01)
    assert row.wins == 4
    assert row.ci_low < row.delta < row.ci_high
    assert by["", "tfidf-linear-svm", "majority"].p_seeds is None


def test_a_baseline_run_once_and_one_that_repeats_itself_give_the_same(make, tmp_path):
    alone = grid({"majority": 0.5}, seeds=1, vectors="", encoder="")
    once = make([*grid({"random": 0.7}), *alone]).comparisons[0]
    (tmp_path / "s").rename(tmp_path / "once")
    repeated = grid({"majority": 0.5}, vectors="", encoder="")
    assert make([*grid({"random": 0.7}), *repeated]).comparisons[0] == once


def test_holm_is_over_all_pairs_of_the_study(make):
    from statsmodels.stats.multitest import multipletests

    study = make([*grid({"random": 0.7, "frozen": 0.74}), *grid({"random": 0.7, "frozen": 0.71},
                                                                 encoder="cnn")])  # fmt: skip
    p_values = [row.p_value for row in study.comparisons]
    holm = multipletests(p_values, method="holm")[1]
    assert [row.p_holm for row in study.comparisons] == pytest.approx(list(holm), rel=1e-4)


def test_curves_and_crossovers(make):
    curve = {100: (0.6, 0.7), 1000: (0.7, 0.75), 8000: (0.85, 0.78)}
    rows = [
        run
        for size, (random, frozen) in curve.items()
        for run in grid({"random": random, "frozen": frozen, "finetuned": 0.9}, size=size)
    ]
    study = make(rows)
    assert [(row.strategy, row.train_size) for row in study.curve[:4]] == [
        ("random", 100), ("random", 1000), ("random", 8000), ("frozen", 100),
    ]  # fmt: skip
    assert all(row.ci_low < row.mean < row.ci_high for row in study.curve)
    by = {(row.a, row.b): row for row in study.crossovers}
    crossed = by["random", "frozen"]
    assert crossed.status == "crossing"
    expected = np.exp(np.interp(0, [-0.05, 0.07], np.log([1000, 8000])))
    assert crossed.train_size == pytest.approx(expected, rel=0.1)
    assert crossed.low < crossed.train_size < crossed.high
    never = by["finetuned", "random"]
    assert (never.status, never.train_size, never.low, never.high) == ("none", None, None, None)
    assert never.note.startswith("finetuned leads at every size, in ")


def test_a_study_of_one_size_has_no_curve(make):
    study = make(grid({"random": 0.7, "frozen": 0.8}))
    assert study.curve == study.crossovers == []
    assert not (study.path / "curve.csv").exists()


def test_runs_that_failed_leave_their_seed_out(make):
    rows = grid({"random": 0.7, "frozen": 0.8})
    rows[5] = run_row("frozen", 1, status="diverged"), 0.8
    study = make(rows)
    assert study.comparisons[0].n_seeds == 3
    assert [row.status for row in study.summary] == ["complete", "incomplete"]


def test_the_same_study_gives_the_same_bytes_at_any_number_of_threads(make):
    from threadpoolctl import threadpool_limits

    study = make(grid({"random": 0.7, "frozen": 0.72}))
    before = (study.path / "comparisons.csv").read_bytes()
    with threadpool_limits(2):
        write_statistics(study)
    assert (study.path / "comparisons.csv").read_bytes() == before


def test_one_hypothesis_counts_once_in_holms_family(make):
    """Tables of one dimension share the runs of random; a pair with majority needs no test."""
    from statsmodels.stats.multitest import multipletests

    baselines = {"majority": 0.5, "tfidf-linear-svm": 0.68}
    study = make([
        *grid({"random": 0.7, "frozen": 0.74}),
        *grid({"random": 0.7, "frozen": 0.71}, vectors="w2v"),
        *(row for name in baselines
          for row in grid({name: baselines[name]}, seeds=1, vectors="", encoder="")),
    ])  # fmt: skip
    by = {(row.vectors, row.a, row.b): row for row in study.comparisons}
    shared = [by[vectors, "random", "tfidf-linear-svm"] for vectors in ("glove", "w2v")]
    assert shared[0].p_value == shared[1].p_value
    assert shared[0].p_holm == shared[1].p_holm
    assert all(row.p_holm is None for row in by.values() if "majority" in (row.a, row.b))
    assert all(row.p_value is not None for row in by.values())
    family = [by["glove", "frozen", "random"], by["w2v", "frozen", "random"], shared[0],
              by["glove", "frozen", "tfidf-linear-svm"],
              by["w2v", "frozen", "tfidf-linear-svm"]]  # fmt: skip
    assert len(by) == 5 + 1 + 5
    holm = multipletests([row.p_value for row in family], method="holm")[1]
    assert [row.p_holm for row in family] == pytest.approx(list(holm), rel=1e-4)


def test_random_runs_of_two_dimensions_are_two_hypotheses(make):
    study = make([
        *grid({"random": 0.7}), *grid({"random": 0.73}, vectors="w2v"),
        *grid({"tfidf-linear-svm": 0.68}, seeds=1, vectors="", encoder=""),
    ])  # fmt: skip
    p_values = sorted(row.p_value for row in study.comparisons)
    assert sorted(row.p_holm for row in study.comparisons) == pytest.approx(
        [2 * p_values[0], max(p_values[1], 2 * p_values[0])]
    )
