"""A baseline is added by one entry of one table."""

import pytest
from sklearn.naive_bayes import MultinomialNB

from embedstudy import compare
from embedstudy.baselines import BASELINES, Baseline
from tests.cli.runner import call


@pytest.fixture(autouse=True)
def naive_bayes(monkeypatch):
    baseline = Baseline(
        title="naive Bayes on TF-IDF", marker="h", sign="⬢",
        make=lambda c, seed: MultinomialNB(alpha=1 / c), cs=(0.1, 1.0, 10.0),
    )  # fmt: skip
    monkeypatch.setitem(BASELINES, "tfidf-naive-bayes", baseline)


def test_it_is_a_choice_of_the_command():
    printed = call("compare", "--help", env={"COLUMNS": "100"}).stdout
    assert "tfidf-linear-svm, tfidf-naive-bayes" in " ".join(printed.split())


@pytest.mark.filterwarnings("ignore:.*that was tried")
def test_a_study_tunes_compares_and_shows_it(corpus, tmp_path):
    study = compare(
        corpus, strategies=["random"], baselines=["majority", "tfidf-naive-bayes"], seeds=1,
        epochs=1, dim=8, learning_rate=0.1, out=tmp_path / "s", progress=False,
    )  # fmt: skip
    (run,) = (row for row in study.runs if row.strategy == "tfidf-naive-bayes")
    assert (run.status, run.encoder) == ("ok", "")
    assert run.test_accuracy > 0.7
    tried = {row.c for row in study.tuning if row.strategy == "tfidf-naive-bayes"}
    assert run.c in tried
    assert tried >= {0.1, 1.0, 10.0}
    page = (study.path / "report.html").read_text()
    assert "naive Bayes on TF-IDF" in page
    assert "⬢" in page
