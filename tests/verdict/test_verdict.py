"""Verdicts as data, and what they say of several data sets."""

from dataclasses import replace
from pathlib import Path

import pytest

from embedstudy.results.checksums import write_document
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ForecastGainRow, RunRow, SummaryRow
from embedstudy.verdict import make_document, read_verdicts, sum_up, write_verdict
from tests.verdict.made_up_tables import MadeUpTables, cell, make_tables, pair

CELLS = [cell("random", 0.769), cell("frozen", 0.703), cell("finetuned", 0.782),
         cell("majority", 0.5), cell("tfidf-linear-svm", 0.781)]  # fmt: skip
PAIRS = [
    pair("finetuned", "random", 0.013, 0.215), pair("frozen", "random", -0.066, 0.0001),
    pair("finetuned", "tfidf-linear-svm", 0.001, 0.9),
]  # fmt: skip


def test_the_verdict_is_data():
    (verdict,) = read_verdicts(make_tables(CELLS, PAIRS))
    assert (verdict.dataset, verdict.answer, verdict.headline) == (
        "reviews", "not shown", "NOT SHOWN",
    )  # fmt: skip
    assert verdict.sentences == (
        "Fine-tuned glove 78.2 %, random 76.9 %: +1.3 points [−0.7, +3.3], p = 0.215.",
        "Frozen glove is worse than random (70.3 %). TF-IDF + linear SVM, without embeddings, was "
        "not told apart from fine-tuned glove (78.1 %).",
        "A gain under 3.0 points would often be missed: take more texts, or embedstudy compare "
        "reviews.csv --vectors glove --cv 10 --out runs/reviews-cv10",
    )
    assert str(verdict) == "\n".join(["reviews: NOT SHOWN", *verdict.sentences])
    assert verdict.evidence["delta"] == 0.013
    assert verdict.evidence["pretrained"]["strategy"] == "finetuned"


def test_the_document_is_that_of_the_only_data_set_or_of_all():
    tables = make_tables(CELLS, PAIRS)
    verdicts = read_verdicts(tables)
    assert make_document(()) is None
    assert make_document(verdicts) == verdicts[0].to_json()
    second = replace(verdicts[0], dataset="news", answer="yes", headline="YES")
    whole = sum_up([verdicts[0], second])
    assert (whole.dataset, whole.answer) == ("reviews, news", "differs by data set")
    assert whole.sentences == ("reviews: NOT SHOWN.", "news: YES.")
    document = make_document([verdicts[0], second])
    assert [part["answer"] for part in document["datasets"]] == ["not shown", "yes"]
    assert sum_up([second, replace(second, dataset="mail")]).answer == "yes"


@pytest.mark.parametrize("damaged", ["summary", "comparisons", "runs"])
def test_without_a_table_the_verdict_is_that_of_study_json(damaged):
    tables = make_tables(CELLS, PAIRS)
    whole = read_verdicts(tables)
    stored = make_document(read_verdicts(tables, Path("STUDY")))
    assert stored["sentences"][-1].endswith("--cv 10 --out STUDY-cv10")
    meta = {**tables.meta, "verdict": stored}
    assert read_verdicts(replace(tables, meta=meta, **{damaged: []})) == whole
    both = {"datasets": [stored, {**stored, "dataset": "news"}]}
    several = read_verdicts(replace(tables, meta={**tables.meta, "verdict": both}, summary=[]))
    assert [verdict.dataset for verdict in several] == ["reviews", "news"]


def test_without_its_forecast_the_verdict_is_that_of_study_json():
    place = ("reviews", "glove", "finetuned", "mean", 8000, 10)
    gain = ForecastGainRow(*place, 0.05, 0.03, 0.07, 0.02, 0.08)
    tables = make_tables(CELLS, PAIRS, forecast_gains=[gain])
    whole = read_verdicts(tables)
    assert "is expected to gain 5.0 points" in whole[0].sentences[1]
    meta = {**tables.meta, "verdict": make_document(read_verdicts(tables, Path("STUDY")))}
    assert read_verdicts(replace(tables, meta=meta, forecast_gains=[])) == whole
    assert read_verdicts(replace(tables, forecast_gains=[])) != whole


def test_the_verdict_that_is_written_is_that_of_the_tables(tmp_path):
    """A study of one strategy has no pairs, and may have gained runs since the last verdict."""
    tables = make_tables([cell("random", 0.769)], [])
    stale = {"dataset": "reviews", "answer": "yes", "headline": "YES", "sentences": []}
    write_document(tmp_path, {**tables.meta, "verdict": {**stale, "evidence": {}}})
    study = StudyDirectory(tmp_path)
    study.write_rows(RunRow, tables.runs)
    study.write_rows(SummaryRow, tables.summary)
    write_verdict(study)
    assert study.meta["verdict"]["answer"] == "not shown"


def test_nothing_is_said_of_nothing():
    assert read_verdicts(MadeUpTables(summary=[])) == ()
    assert sum_up(()) is None
