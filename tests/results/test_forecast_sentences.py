"""A forecast in sentences."""

from dataclasses import replace

import pytest

from embedstudy.results.forecast_sentences import (
    describe_lacks,
    describe_overtakings,
    describe_reach,
    describe_remarks,
    describe_sizes_within,
)
from embedstudy.results.rows import FORECAST, NO_FORECAST, ForecastCrossoverRow, ForecastRow
from tests.results.made_up_pairs import make_pair

ROW = ForecastCrossoverRow(
    "d", "glove", "mean", "random", "frozen", 2400, 1500, 6000, 900, None, 0.02, 0.03, 100_000
)
NO_ENDS = {"train_size": None, "low_80": None, "high_80": None}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {},
            "random is expected to overtake frozen at about 2,400 training texts (80 % interval "
            "1,500 to 6,000).",
        ),
        (
            {"high_80": None, "share_never": 0.2},
            "random may overtake frozen at about 2,400 training texts (80 % interval from 1,500).",
        ),
        (
            {"low_80": None, "share_now": 0.2},
            "random is expected to overtake frozen at about 2,400 training texts (80 % interval "
            "up to 6,000).",
        ),
        (
            {"low_80": None, "high_80": None, "share_now": 0.2, "share_never": 0.3},
            "The forecast cannot say where random overtakes frozen.",
        ),
        (
            {**NO_ENDS, "share_now": 0.98, "share_never": 0.01},
            "random is ahead of frozen already.",
        ),
        (
            {**NO_ENDS, "share_now": 0.86, "share_never": 0.01},
            "random is probably ahead of frozen already (86 %).",
        ),
        (
            {**NO_ENDS, "share_never": 0.95},
            "random is not expected to overtake frozen within 100,000 training texts.",
        ),
        (
            {**NO_ENDS, "low_80": 20_000, "share_never": 0.6},
            "random may never overtake frozen: 60 % that it does not within 100,000 texts (80 % "
            "interval from 20,000).",
        ),
        (
            {**NO_ENDS, "share_now": 0.3, "share_never": 0.6},
            "random may never overtake frozen: 60 % that it does not within 100,000 texts.",
        ),
        (
            {**NO_ENDS, "high_80": 6000, "share_now": 0.7},
            "random may be ahead of frozen already (70 %; 80 % interval up to 6,000).",
        ),
    ],
)
def test_each_way_that_an_overtaking_can_be(changes, sentence):
    assert describe_overtakings([replace(ROW, **changes)]) == [sentence]


def test_vectors_and_encoders_are_named_where_there_are_several():
    rows = [ROW, replace(ROW, vectors="word2vec")]
    assert ["frozen (glove) at" in rows for rows in describe_overtakings(rows)] == [True, False]
    rows = [ROW, replace(ROW, encoder="cnn", vectors="word2vec")]
    assert "frozen (word2vec, cnn) at" in describe_overtakings(rows)[1]


def test_those_that_are_behind_already_share_a_sentence():
    behind = replace(ROW, **NO_ENDS, share_now=0.99, share_never=0.0)
    rows = [behind, replace(behind, b="tfidf-linear-svm"), replace(ROW, b="finetuned")]
    assert describe_overtakings(rows)[1:] == [
        "random is ahead of frozen and TF-IDF + linear SVM already."
    ]


def test_those_where_the_forecast_is_open_share_a_sentence():
    unclear = replace(ROW, low_80=None, high_80=None)
    rows = [unclear, replace(unclear, b="finetuned"), replace(unclear, b="zeros")]
    assert describe_overtakings(rows) == [
        "The forecast cannot say where random overtakes frozen, finetuned or zeros."
    ]


def make_row(strategy, size, method, note):
    return ForecastRow("d", "glove", strategy, "mean", size, *[None] * 5, method=method, note=note)


def test_lacks_of_one_reason_share_a_sentence():
    rows = [
        make_row("random", 0, NO_FORECAST, "2 train sizes"),
        make_row("frozen", 0, NO_FORECAST, "2 train sizes"),
        make_row("finetuned", 0, NO_FORECAST, "the curve falls"),
        replace(make_row("tfidf-linear-svm", 0, NO_FORECAST, "the curve falls"), vectors=""),
        make_row("zeros", 500, NO_FORECAST, "read its curve"),
    ]
    assert describe_lacks(rows) == [
        "No forecast of random (glove, mean) and frozen (glove, mean): 2 train sizes.",
        "No forecast of finetuned (glove, mean) and TF-IDF + linear SVM: the curve falls.",
    ]


def test_remarks_are_told_once():
    rows = [
        make_row("random", 2000, FORECAST, "prior of mean"),
        make_row("random", 3000, FORECAST, "prior of mean"),
        make_row("frozen", 2000, FORECAST, ""),
        make_row("frozen", 500, NO_FORECAST, "read its curve"),
        make_row("zeros", 0, NO_FORECAST, "the curve falls"),
    ]
    assert describe_remarks(rows) == ["random: prior of mean."]


def test_sizes_within_the_study_share_a_line():
    rows = [
        make_row(name, size, NO_FORECAST, "") for name in ("random", "frozen") for size in (440, 1)
    ]
    end = "the study has up to 480; its curve is in embedstudy show runs/d"
    assert describe_sizes_within(rows, 480, "runs/d") == [f"1 and 440 texts: {end}"]
    assert describe_sizes_within(rows[1:2], 480, "runs/d") == [f"1 text: {end}"]
    assert describe_sizes_within([make_row("random", 0, NO_FORECAST, "")], 480, "runs/d") == []


def test_a_line_says_how_far_intervals_are_to_be_trusted():
    rows = [make_row("random", 2000, FORECAST, "")]
    never = replace(ROW, **NO_ENDS, share_never=0.7)
    (sentence,) = describe_reach(rows, [], 199)
    assert "ten times the texts of the study (1,990)" in sentence
    assert describe_reach(rows, [ROW], 600) == []
    assert describe_reach(rows, [ROW], 599) == describe_reach([], [never], 599)
    assert describe_reach(rows, [replace(never, share_never=0.3)], 600) == []


def test_random_and_a_baseline_are_told_once_for_tables_of_one_dimension():
    behind = replace(ROW, b="tfidf-linear-svm")
    rows = [ROW, behind, *(replace(row, vectors="word2vec") for row in (ROW, behind))]
    pairs = [make_pair(vectors, behind.b, -0.1) for vectors in ("glove", "word2vec")]
    sentences = describe_overtakings(rows, pairs)
    assert [sentence.partition(" at ")[0].rpartition("overtake ")[2] for sentence in sentences] == [
        "frozen (glove)", "TF-IDF + linear SVM", "frozen (word2vec)"
    ]  # fmt: skip
