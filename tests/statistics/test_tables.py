"""The tables of studies that are made up of runs.csv and predictions alone."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from embedstudy.errors import InputError
from embedstudy.metrics import METRICS, Outputs
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


def test_a_cell_has_the_c_of_its_runs_where_they_agree(make):
    runs = [*grid({"random": 0.7}), *grid({"frozen": 0.8})]
    (random, frozen) = make([
        (replace(run, lr=None, c=10.0) if run.strategy == "frozen" else run, accuracy)
        for run, accuracy in runs
    ]).summary  # fmt: skip
    assert (random.lr, random.c) == (runs[0][0].lr, None)
    assert (frozen.lr, frozen.c) == (None, 10.0)


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


CLASSES = ["bad", "good"]


@pytest.fixture
def make_by(tmp_path):
    """Return a function that makes a study by a metric; a skill is that of its probabilities."""

    def make_study(metric, skills, n_texts=200, seeds=3):
        rng = np.random.default_rng(0)
        labels = (rng.random(n_texts) < 0.3).astype(int)
        ease = rng.standard_normal(n_texts)
        meta = {
            "identity": {"metric": metric}, "coverage": {"reviews": {}},
            "data": {"reviews": {"classes": CLASSES}},
        }  # fmt: skip
        names, rows = np.array(CLASSES, object), []
        with claim_directory(tmp_path / metric) as path:
            study = begin(path, meta)
        for (strategy, size), skill in skills.items():
            for seed in range(seeds):
                run = run_row(strategy, seed, size=size)
                noise = np.random.default_rng([seed, len(strategy)]).standard_normal(n_texts)
                good = expit(skill * (2 * labels - 1) + ease + 0.3 * noise)
                probabilities = np.stack([1 - good, good], axis=1).astype(np.float32)
                predicted = names[probabilities.argmax(axis=1)]
                study.write_predictions(
                    run.run,
                    Predictions(np.arange(n_texts), names[labels], predicted, probabilities),
                )
                rows.append(run)
        study.write_rows(RunRow, rows)
        write_statistics(study)
        return study, labels

    return make_study


SKILLS = {("random", 100): 0.5, ("frozen", 100): 0.9, ("random", 900): 1.6, ("frozen", 900): 1.0}


@pytest.mark.parametrize("metric", ["macro-f1", "balanced-accuracy", "auroc", "log-loss"])
def test_every_table_is_by_the_metric(make_by, metric):
    study, labels = make_by(metric, SKILLS)
    tables = study.summary, study.comparisons, study.curve, study.crossovers
    assert {row.metric for table in tables for row in table} == {metric}
    for table in ("summary", "comparisons", "curve", "crossovers"):
        head, _, first = (study.path / f"{table}.csv").read_text().partition("\n")
        place = head.split(",").index("metric")
        assert first.split("\n")[0].split(",")[place] == metric
    scores = {
        (row.strategy, row.train_size): [
            METRICS[metric].compute(
                Outputs(labels, read.probabilities.argmax(axis=1), read.probabilities)
            )
            for run in study.runs
            if (run.strategy, run.train_size) == (row.strategy, row.train_size)
            for read in [study.predictions(run.run, with_probabilities=True)]
        ]
        for row in study.summary
    }
    for row in study.summary:
        assert row.mean == pytest.approx(np.mean(scores[row.strategy, row.train_size]), rel=1e-5)
        assert row.ci_low < row.mean < row.ci_high
    small, large = study.comparisons
    for row, is_ahead in ((small, True), (large, False)):
        expected = np.subtract(scores[row.a, row.train_size], scores[row.b, row.train_size])
        assert row.delta == pytest.approx(expected.mean(), rel=1e-4, abs=1e-6)
        assert row.ci_low < row.delta < row.ci_high
        assert (row.wins, row.losses) == ((3, 0) if is_ahead else (0, 3))
        assert row.smallest_detectable > 0
    (crossed,) = study.crossovers
    assert (crossed.a, crossed.b, crossed.status) == ("random", "frozen", "crossing")


def test_scores_are_by_all_metrics_whatever_the_study_is_by(make_by):
    study, _ = make_by("log-loss", {("random", 100): 1.0})
    (row,) = study.summary
    by = {score.metric: score for score in study.scores}
    assert list(by) == [*METRICS, "ece", "brier"]
    assert by["log-loss"].mean == pytest.approx(row.mean)
    accuracies = [np.mean(p.predicted == p.labels) for p in map(study.predictions, by_runs(study))]
    assert by["accuracy"].mean == pytest.approx(np.mean(accuracies), rel=1e-5)
    assert by["accuracy"].std == pytest.approx(np.std(accuracies, ddof=1), rel=1e-4)
    assert 0 < by["ece"].mean < by["brier"].mean < 1


def by_runs(study):
    return [run.run for run in study.runs]


def test_a_study_without_probabilities_has_the_scores_that_need_none(make):
    study = make(grid({"random": 0.7}))
    assert [row.metric for row in study.scores] == ["accuracy", "macro-f1", "balanced-accuracy"]
    assert "metric" not in (study.path / "summary.csv").read_text()


def test_what_needs_probabilities_says_which_file_is_missing(make_by):
    study, _ = make_by("auroc", {("random", 100): 1.0})
    missing = study.path / "predictions" / f"{study.runs[0].run}.npy"
    missing.unlink()
    with pytest.raises(InputError, match=rf"{missing.name}: no such file; AUROC needs the prob"):
        write_statistics(study)


def test_a_study_by_macro_f1_has_one_interval_of_it(make_by):
    study, _ = make_by("macro-f1", SKILLS)
    for row in study.summary:
        assert (row.ci_low, row.ci_high) == (row.macro_f1_ci_low, row.macro_f1_ci_high)
        assert row.ci_low <= row.mean <= row.ci_high


def test_pairs_are_tested_against_the_margin(make):
    study = make(grid({"random": 0.7, "frozen": 0.702, "finetuned": 0.9}))
    by = {(row.a, row.b): row for row in study.comparisons}
    far, near = by["finetuned", "random"], by["frozen", "random"]
    assert far.margin == near.margin == 0.01
    assert (far.p_below > 0.99, far.p_above < 0.001) == (True, True)
    assert far.p_equivalence == far.p_below
    assert near.p_below < far.p_below


def test_a_loss_is_tested_against_the_margin_the_other_way_round(make_by):
    study, _ = make_by("log-loss", {("random", 100): 3.0, ("frozen", 100): 0.1})
    (row,) = study.comparisons
    assert (row.a, row.delta > 0.01) == ("frozen", True)  # much more loss
    assert (row.p_below > 0.95, row.p_above < 0.05) == (True, True)


def test_guessing_is_tested_where_the_majority_class_tells_nothing(make):
    study = make(grid({"random": 0.5, "frozen": 0.7}))
    p_values = {row.strategy: row.p_guessing for row in study.summary}
    assert p_values["random"] > 0.05 > 0.001 > p_values["frozen"]


def test_guessing_is_not_tested_where_the_majority_class_tells_it(make):
    baseline = grid({"majority": 0.5}, seeds=1, vectors="", encoder="")
    study = make([*grid({"frozen": 0.7}), *baseline])
    assert [row.p_guessing for row in study.summary] == [None, None]
