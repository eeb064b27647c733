"""Intervals of measures, against populations with a known truth."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from embedstudy.results.rows import StructureRow
from embedstudy.statistics.estimates import estimate
from embedstudy.structure.geometry import spearman_scores
from embedstudy.structure.intervals import add_intervals, list_differences
from tests.structure.simulated import alignment_scores, similarity_scores


def row(kind, seed, metric="general_meaning", vectors="v", encoder="mean"):
    return StructureRow(
        "d", kind, vectors, encoder, seed, metric, "x", "", "", "", None, 0.5, 40, ""
    )


def test_spearman_scores_are_those_of_the_jackknife():
    rng = np.random.default_rng(0)
    a = rng.standard_normal(150)
    b = (a + rng.standard_normal(150)).round(1)  # with ties
    scores, whole = spearman_scores(a, b), spearmanr(a, b).statistic
    assert scores.mean() == pytest.approx(whole)
    left = [spearmanr(np.delete(a, i), np.delete(b, i)).statistic for i in range(150)]
    pseudo = 150 * whole - 149 * np.array(left)
    assert np.corrcoef(scores, pseudo)[0, 1] > 0.999
    assert scores.std() == pytest.approx(pseudo.std(), rel=0.03)


@pytest.mark.parametrize("draw", [
    lambda rng: similarity_scores(rng, 5, 200, (1.5, 1.5)),
    lambda rng: alignment_scores(rng, 2, 150, (1.5, 1.5), spread=0.0),
])  # fmt: skip
def test_intervals_cover_and_equal_spaces_are_seldom_found_to_differ(draw):
    rng = np.random.default_rng(1)
    tables = [draw(rng) for _ in range(200)]
    truth = np.mean([table[1] for table in tables])
    covered = rejected = 0
    for first, second in tables:
        low, high = estimate(second).interval
        covered += low <= truth <= high
        low, high = estimate(second - first).interval
        rejected += low > 0 or high < 0
    assert covered >= 0.9 * 200
    assert rejected <= 0.1 * 200


def test_an_interval_is_of_all_seeds_and_stands_in_the_row_of_each():
    rng = np.random.default_rng(2)
    scores = rng.standard_normal((3, 40))
    measured = [(row("random", k), scores[k]) for k in range(3)] + [(row("random", 3), None)]
    rows = add_intervals(measured)
    assert [(r.ci_low, r.ci_high) for r in rows[:3]] == [estimate(scores).interval] * 3
    assert rows[3].ci_low is None


def test_too_few_words_have_no_interval():
    (alone,) = add_intervals([(row("random", 0), np.arange(4.0))])
    assert alone.ci_low is None
    assert list_differences([(row("random", 0), np.arange(4.0))] * 2) == []


def test_differences_are_of_the_same_seeds_and_of_spaces_that_stand_together():
    rng = np.random.default_rng(3)
    scores = rng.standard_normal((6, 40))
    measured = [
        (row("random", 0, vectors=""), scores[0]), (row("random", 1, vectors=""), scores[1]),
        (row("pretrained", None, encoder=""), scores[2]),
        (row("finetuned", 1), scores[3]), (row("finetuned", 2), scores[4]),
        (row("finetuned", 1, vectors="w"), scores[5]),
    ]  # fmt: skip
    rows = {(r.kind, r.vectors, r.other_kind): r for r in list_differences(measured)}
    assert {key: r.n_seeds for key, r in rows.items()} == {
        ("pretrained", "v", "random"): 2, ("finetuned", "v", "random"): 1,
        ("finetuned", "w", "random"): 1, ("finetuned", "v", "pretrained"): 2,
    }  # fmt: skip
    paired = rows["finetuned", "v", "random"]
    assert paired.value == pytest.approx((scores[3] - scores[1]).mean())
    assert paired.ci_low < paired.value < paired.ci_high
