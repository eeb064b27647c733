"""Cells and differences in words."""

import pytest

from embedstudy.metrics import METRICS
from embedstudy.verdict.contest import Lead
from embedstudy.verdict.phrases import (
    capitalize,
    describe_cell,
    format_delta,
    format_difference,
    format_p,
    format_score,
    join_sentences,
    relate,
    speak_cell,
)
from tests.verdict.made_up_tables import cell, pair


def test_cells_are_named_as_people_speak():
    names = ("finetuned", "frozen", "random", "majority", "tfidf-linear-svm", "own")
    assert [speak_cell(cell(name, 0.5)) for name in names] == [
        "fine-tuned glove", "frozen glove", "random", "the most frequent class",
        "TF-IDF + linear SVM", "own",
    ]  # fmt: skip
    assert speak_cell(cell("frozen", 0.5, vectors="a\u202e\n")) == r"frozen a\u202e\n"
    assert len(speak_cell(cell("frozen", 0.5, vectors="v" * 100))) == len("frozen ") + 40
    assert describe_cell(cell("frozen", 0.5))["name"] == "frozen glove"


def test_numbers_have_their_unit_and_zero_no_sign():
    accuracy, loss = METRICS["accuracy"], METRICS["log-loss"]
    lead = Lead(pair("frozen", "random", -0.0001, 0.9, reach=0.0005), is_first=True)
    assert format_difference(accuracy, lead) == "a tie [−0.1, 0.0]"
    assert format_delta(accuracy, Lead(pair("a", "b", 0.013, 0.2), is_first=False)) == "−1.3 points"
    assert format_delta(loss, Lead(pair("a", "b", 0.013, 0.2), is_first=True)) == "+0.013"
    assert format_score(cell("random", 0.769)) == "76.9 %"
    assert format_score(cell("random", 0.769, metric="log-loss")) == "0.769"
    assert [format_p(p) for p in (0.0004, 0.215)] == ["p < 0.001", "p = 0.215"]


@pytest.mark.parametrize(
    ("delta", "p", "reach", "relation"),
    [
        (0.03, 0.001, 0.01, "better"),
        (-0.03, 0.001, 0.01, "worse"),
        (0.001, 0.8, 0.004, "equal"),
        (0.001, 0.8, 0.03, "not shown"),
    ],
)
def test_a_relation_rests_on_tests(delta, p, reach, relation):
    assert relate(Lead(pair("a", "b", delta, p, reach=reach), is_first=True)) == relation


def test_text():
    assert capitalize("tF") == "TF"
    assert join_sentences("One.", "", "Two.") == "One. Two."
