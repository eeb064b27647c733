"""A metric is added by one entry of one table."""

import csv

import numpy as np
import pytest

from embedstudy import compare
from embedstudy.metrics import METRICS, Metric
from embedstudy.verdict import read_verdicts
from tests.cli.runner import call


def score_texts(outputs):
    true = np.eye(outputs.probabilities.shape[1])[outputs.labels]
    return ((outputs.probabilities - true) ** 2).sum(axis=1)


@pytest.fixture(autouse=True)
def squared_error(monkeypatch):
    metric = Metric(
        title="squared error", text_scores=score_texts, is_share=False, lower_is_better=True,
        needs_probabilities=True,
    )  # fmt: skip
    monkeypatch.setitem(METRICS, "squared-error", metric)


def test_it_is_a_choice_of_the_command():
    printed = call("compare", "--help", env={"COLUMNS": "100"}).stdout
    assert "log-loss, squared-error" in " ".join(printed.split())


@pytest.mark.filterwarnings("ignore:.*that was tried")
def test_a_study_is_by_it(corpus, tmp_path):
    study = compare(
        corpus, strategies=["random", "zeros"], baselines=["majority"], seeds=2, epochs=3, dim=8,
        metric="squared-error", out=tmp_path / "s", progress=False,
    )  # fmt: skip
    for run in study.runs:
        read = study.predictions(run.run, with_probabilities=True)
        true = read.labels[:, None] == np.array(corpus.classes)
        error = ((read.probabilities - true) ** 2).sum(axis=1).mean()
        assert run.test_score == pytest.approx(error, rel=1e-4)
    errors = [trial.dev_score for trial in study.tuning if trial.strategy == "random"]
    chosen = [run.dev_score for run in study.runs if run.strategy == "random"]
    assert max(chosen) < np.mean(errors)
    with (study.path / "summary.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["metric"] for row in rows} == {"squared-error"}
    means = {row["strategy"]: float(row["mean"]) for row in rows}
    assert means["random"] < means["zeros"]
    (verdict,) = read_verdicts(study)
    assert f"Random has {means['random']:.3f} squared error." in verdict.sentences[1]
    assert "test squared error (less is better)" in (study.path / "report.html").read_text()
