import math

import pytest

from benchmarks.reference_study.questions import (
    find_accuracy,
    find_crossings,
    find_measure,
    list_differences,
    list_measure_differences,
    list_vector_differences,
    measure_spread,
    rank_strategies,
)
from tests.benchmarks.made_up_reference import VECTORS, accuracy, make_tables

GLOVE = VECTORS[0]
NAMES = {"a": 50, "b": 200, "c": 400, "d": 800, "e": 1600, "f": 9000}


@pytest.fixture(scope="module")
def tables():
    return make_tables(NAMES)


def test_differences_are_those_of_a_size(tables):
    rows = list_differences(tables, "frozen", "random", vectors=GLOVE, size=100)
    assert [row.dataset for row in rows] == list(NAMES)
    for row in rows:
        assert row.value == pytest.approx(0.7 - accuracy("random", 100, NAMES[row.dataset]))
    full = list_differences(tables, "frozen", "random", vectors=GLOVE)
    assert full[0].value == pytest.approx(0.7 - accuracy("random", 4000, 50))


def test_a_difference_turned_round_keeps_its_interval(tables):
    forth = list_differences(tables, "finetuned", "frozen", vectors=GLOVE)[0]
    back = list_differences(tables, "frozen", "finetuned", vectors=GLOVE)[0]
    assert (back.value, back.ci_low, back.ci_high) == (-forth.value, -forth.ci_high, -forth.ci_low)


def test_the_best_baseline_is_that_of_the_study(tables):
    rows = list_differences(tables, "baseline", "finetuned", vectors=GLOVE)
    assert [row.value for row in rows] == pytest.approx([0.01] * 6)
    assert find_accuracy(tables, "a", "baseline", vectors=GLOVE) == 0.73


def test_tables_of_vectors_are_compared_with_the_first(tables):
    assert len(list_vector_differences(tables, "frozen", vectors=VECTORS[1], size=1000)) == 6
    assert len(list_vector_differences(tables, "frozen", vectors=VECTORS[1])) == 6
    assert list_vector_differences(tables, "frozen", vectors=GLOVE) == []


def test_crossings_beyond_the_sizes_count(tables):
    crossings = find_crossings(tables, "frozen", vectors=GLOVE)
    assert (crossings.n_always, crossings.n_crossing, crossings.n_never) == (1, 4, 1)
    assert crossings.texts.value == 400
    assert (crossings.texts.low, crossings.texts.high) == (-math.inf, math.inf)
    assert crossings.tokens.value == 400 * 20
    assert find_crossings(tables, "multichannel", vectors=GLOVE) is None


def test_the_spread_is_of_finite_sizes():
    assert measure_spread([100, 400, math.inf, -math.inf]) == 4
    assert measure_spread([100, math.inf]) is None


def test_ranks(tables):
    names = ("random", "frozen", "finetuned", "tfidf-linear-svm")
    ranking = rank_strategies(tables, names, vectors=GLOVE, size=100)
    assert (ranking.ranks["tfidf-linear-svm"], ranking.n) == (pytest.approx(7 / 6), 6)


def test_alignment(tables):
    row = find_measure(tables, "b", "random", vectors=GLOVE)
    assert (row.value, row.n) == (0.4, 900)
    above = find_measure(tables, "b", "random", vectors=GLOVE, minus="pretrained")
    assert (above.value, above.ci_low, above.ci_high) == pytest.approx((0.2, 0.18, 0.22))
    assert find_measure(tables, "b", "random", vectors=GLOVE, size=100) is None
    rows = list_measure_differences(tables, "random", "pretrained", vectors=GLOVE)
    assert [row.is_shown_above for row in rows] == [True] * 6
    rows = list_measure_differences(
        tables, "pretrained", "random", vectors=GLOVE, measure="general_meaning"
    )
    assert [row.value for row in rows] == [0.5] * 6
