"""Verdicts as data, and what they say of several data sets."""

from dataclasses import replace

from embedstudy.verdict import make_document, read_verdicts, sum_up
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


def test_nothing_is_said_of_nothing():
    assert read_verdicts(MadeUpTables(summary=[])) == ()
    assert sum_up(()) is None
