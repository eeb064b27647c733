"""What a forecast shows of random and another strategy."""

from dataclasses import replace

import pytest

from embedstudy.results.overtakings import (
    describe_never,
    judge_overtaking,
    list_shown_overtakings,
    list_vectors_to_name,
)
from embedstudy.results.rows import ForecastCrossoverRow
from tests.forecast.made_up_curves import make_summary
from tests.results.made_up_pairs import make_pair

ROW = ForecastCrossoverRow(
    "d", "glove", "mean", "random", "frozen", 2400, 1500, 6000, 900, None, 0.02, 0.03, 80_000
)
AHEAD = replace(ROW, train_size=None, low_80=None, high_80=None, share_now=0.86)
NEVER = replace(AHEAD, share_now=0.05, share_never=0.74)


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (ROW, "expected"),
        (replace(ROW, low_80=None, high_80=None), "unclear"),
        (AHEAD, "probably ahead"),
        (replace(AHEAD, share_now=0.975), "ahead"),
        (NEVER, "never"),
        (replace(NEVER, share_never=0.9), "not expected"),
        (replace(NEVER, share_never=0.4), "unclear"),
    ],
)
def test_the_outcome_of_a_row(row, outcome):
    assert judge_overtaking(row) == outcome


@pytest.mark.parametrize(
    ("row", "delta", "p_value", "outcome"),
    [
        (AHEAD, 0.1, 0.01, "ahead"),
        (AHEAD, 0.1, 0.2, "probably ahead"),
        (AHEAD, -0.1, 0.2, "unclear"),
        (NEVER, 0.1, 0.2, "unclear"),
        (NEVER, -0.1, 0.2, "never"),
        (ROW, -0.1, 0.2, "expected"),
    ],
)
def test_what_was_measured_decides_with_it(row, delta, p_value, outcome):
    pair = make_pair("glove", "frozen", delta, p_value)
    turned = replace(pair, a="frozen", b="random", delta=-delta)
    others = [
        make_pair("word2vec", "frozen", -delta, 0.001),
        replace(pair, train_size=100, delta=-delta, p_value=0.001),
        replace(pair, train_size=900, delta=None),
    ]
    assert judge_overtaking(row, [pair, *others]) == outcome
    assert judge_overtaking(row, [*others, turned]) == outcome


def test_of_the_baselines_the_best_is_shown():
    curves = {"tfidf-linear-svm": (0.6, 0.7, 0.75), "tfidf-logistic-regression": (0.7, 0.8, 0.74)}
    rows = [ROW, *(replace(ROW, b=name) for name in curves)]
    shown = list_shown_overtakings(rows, make_summary(curves))
    assert [row.b for row in shown] == ["frozen", "tfidf-linear-svm"]
    assert list_shown_overtakings(rows, []) == [ROW]


def test_vectors_are_named_where_a_comparison_depends_on_them():
    one = replace(ROW, b="tfidf-linear-svm")
    same, longer = replace(one, vectors="word2vec"), replace(one, vectors="glove-100d")
    pairs = [make_pair(v, one.b, d) for v, d in (("glove", 0.1), ("word2vec", 0.1))]
    assert list_vectors_to_name([one, same], pairs) == {one: ""}
    assert list_vectors_to_name([one, same]) == {one: "glove", same: "word2vec"}
    pairs.append(make_pair("glove-100d", one.b, 0.2))
    assert list_vectors_to_name([one, same, longer], pairs) == {
        one: "glove, word2vec", longer: "glove-100d"
    }  # fmt: skip
    assert list_vectors_to_name([ROW]) == {ROW: ""}


def test_a_forecast_of_never_has_its_probability_and_interval():
    assert describe_never(NEVER, "frozen") == (
        "may never overtake frozen: 74 % that it does not within 80,000 texts"
    )
    assert describe_never(replace(NEVER, low_80=3700), "frozen").endswith(
        "texts (80 % interval from 3,700)"
    )
