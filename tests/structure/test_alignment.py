from dataclasses import astuple, replace

import numpy as np
import pytest
from scipy.stats import rankdata

from embedstudy.results.directory import WordCounts
from embedstudy.structure.alignment import (
    HeldOutScores,
    explain_no_alignment,
    observed_alignment,
    permute_within_strata,
    task_alignment,
)
from embedstudy.structure.knn import nearest
from embedstudy.structure.measurement import MeasuredWords

RNG = np.random.default_rng(0)


def groups(n=400, dim=8):
    """Words of two classes on two sides of a space, and what the classes say of them."""
    side = np.repeat([1.0, -1.0], n // 2)
    vectors = RNG.normal(size=(n, dim)) * 0.05
    vectors[:, 0] += side
    return vectors.astype(np.float32), side[:, None]


def test_neighbours_of_one_class_agree_wholly():
    vectors, scores = groups()
    permutations = permute_within_strata(RNG.integers(1, 99, len(vectors)), 199)
    alignment = task_alignment(nearest(vectors, 10)[0], scores, permutations)
    assert alignment.observed == pytest.approx(1)
    assert alignment.p == 1 / 200
    assert abs(alignment.null_mean) < 0.02
    assert 0 < alignment.null_95 < 0.1


def test_neighbours_by_chance_agree_no_more_than_any():
    rng = np.random.default_rng(3)
    permutations = permute_within_strata(rng.integers(1, 99, 300), 99)
    p = []
    for _ in range(40):
        vectors, scores = rng.normal(size=(300, 8)), rng.normal(size=(300, 3))
        alignment = task_alignment(nearest(vectors, 10)[0], scores, permutations)
        assert abs(alignment.observed) < 0.1
        p.append(alignment.p)
    assert np.mean(np.array(p) <= 0.05) < 0.2
    assert 0.3 < np.mean(p) < 0.7


def test_neighbours_that_disagree_are_below_chance():
    scores = np.tile([1.0, -1.0], 50)[:, None]
    others = np.array([np.flatnonzero(scores[:, 0] != s)[:10] for s in scores[:, 0]])
    alignment = task_alignment(others, scores, permute_within_strata(np.ones(100), 99))
    assert alignment.observed == pytest.approx(-1)
    assert alignment.p == 1


def test_it_is_moran_s_i():
    n, k = 60, 4
    vectors, scores = RNG.normal(size=(n, 3)), RNG.normal(size=(n, 2))
    neighbors = nearest(vectors, k)[0]
    expected = []
    for x in (scores - scores.mean(axis=0)).T:
        top = sum(x[w] * x[v] / k for w in range(n) for v in neighbors[w])
        expected.append(top / (x @ x))
    alignment = task_alignment(neighbors, scores, permute_within_strata(np.ones(n), 9))
    assert alignment.observed == pytest.approx(np.mean(expected))


def test_words_without_neighbours_are_left_out_of_the_sum():
    """Moran's I divides the mean over the words that have neighbours by that over all."""
    n, k = 60, 4
    vectors, scores = RNG.normal(size=(n, 3)), RNG.normal(size=(n, 2))
    vectors[::5] = 0
    neighbors = nearest(vectors, k)[0]
    linked = [w for w in range(n) if w % 5]
    expected = []
    for x in (scores - scores.mean(axis=0)).T:
        top = np.mean([x[w] * x[v] for w in linked for v in neighbors[w]])
        expected.append(top / np.mean(x * x))
    alignment = task_alignment(neighbors, scores, permute_within_strata(np.ones(n), 9))
    assert alignment.observed == pytest.approx(np.mean(expected))
    assert observed_alignment(neighbors, scores) == alignment.observed


def test_without_directions_there_is_no_alignment():
    neighbors, scores = nearest(np.zeros((30, 2)), 4)[0], RNG.normal(size=(30, 1))
    assert task_alignment(neighbors, scores, permute_within_strata(np.ones(30), 9)) is None
    assert observed_alignment(neighbors, scores) is None
    assert explain_no_alignment(neighbors) == "fewer than two words have a direction"
    known = nearest(RNG.normal(size=(30, 2)), 4)[0]
    assert explain_no_alignment(known) == "the classes say all words equally often"


def test_scores_are_what_a_little_more_weight_on_a_word_gives():
    n, k = 80, 5
    vectors, scores = RNG.normal(size=(n, 3)), RNG.normal(size=(n, 2))
    neighbors = nearest(vectors, k)[0]
    adjacent = np.zeros((n, n))
    adjacent[np.arange(n)[:, None], neighbors] = 1

    def morans_i(weights):
        x = scores - (weights @ scores) / weights.sum()
        lagged = (adjacent * weights) @ x / (adjacent @ weights)[:, None]
        return np.mean((weights @ (x * lagged)) / (weights @ (x * x)))

    alignment = task_alignment(neighbors, scores, permute_within_strata(np.ones(n), 9))
    assert alignment.scores.mean() == pytest.approx(alignment.observed)
    step = 1e-6 * np.eye(n)
    moved = [(morans_i(1 + one) - morans_i(np.ones(n))) / 1e-6 for one in step]
    np.testing.assert_allclose(
        alignment.scores - alignment.observed, n * np.array(moved), atol=1e-3
    )


def word_counts(rng, n_texts, sharpness):
    """Return counts of words in six parts of texts; classes differ by a known sharpness."""
    lean = rng.standard_normal(300)
    words = [np.exp(sign * sharpness * lean) for sign in (-1, 1)]
    shares = np.stack([p / p.sum() for p in words], axis=1)
    return np.stack([rng.poisson(n_texts * shares) for _ in range(6)]), lean


def held_out_scores(parts):
    n, total = parts.shape[1], parts.sum(axis=0)
    counts = WordCounts(tuple(map(str, range(n))), ("neg", "pos"), total, total, parts)
    everywhere = np.ones(n, dtype=bool)
    return HeldOutScores(MeasuredWords("d", counts, everywhere, everywhere, np.arange(n), ""))


@pytest.mark.parametrize("n_texts", [500, 2000, 20000])
def test_the_ceiling_is_what_a_space_of_the_truth_has(n_texts):
    """Reliability is the square of how far scores agree with the truth."""
    rng = np.random.default_rng(1)
    parts, lean = word_counts(rng, n_texts, 0.3)
    scores = held_out_scores(parts)
    truth = np.corrcoef(scores.scores[:, 0], rankdata(lean[scores.tested]))[0, 1] ** 2
    assert scores.reliability == pytest.approx(truth, abs=0.06)


def test_without_parts_or_agreement_there_is_no_ceiling():
    rng = np.random.default_rng(2)
    parts, _ = word_counts(rng, 2000, 0.3)
    scores = held_out_scores(parts)
    assert scores.reliability > 0.5
    apart = np.stack([parts[i] if i < 3 else parts[i][:, ::-1] for i in range(6)])
    assert held_out_scores(apart).reliability is None or held_out_scores(apart).reliability < 0.2
    whole = replace(scores.words.counts, held_out_parts=None)
    assert HeldOutScores(replace(scores.words, counts=whole)).reliability is None


def test_classes_that_say_all_words_alike_say_nothing():
    neighbors = nearest(RNG.normal(size=(30, 3)), 5)[0]
    permutations = permute_within_strata(np.ones(30), 9)
    assert task_alignment(neighbors, np.full((30, 2), 0.1), permutations) is None
    scores = np.hstack([RNG.normal(size=(30, 1)), np.full((30, 1), 0.1)])
    alone = task_alignment(neighbors, scores[:, :1], permutations)
    both = task_alignment(neighbors, scores, permutations)
    assert astuple(both)[:4] == pytest.approx(astuple(alone)[:4])
    np.testing.assert_allclose(both.scores, alone.scores)


def test_words_change_places_with_words_of_like_frequency():
    frequency = RNG.permutation(np.repeat([1000, 100, 10], 50))
    permuted = permute_within_strata(frequency, 20)
    assert permuted.shape == (20, 150)
    for permutation in permuted:
        assert sorted(permutation) == list(range(150))
        assert (frequency[permutation] == frequency).mean() > 0.8  # tenths are of 15 words
        assert (permutation != np.arange(150)).mean() > 0.7
    assert len({tuple(p) for p in permuted}) == 20
    np.testing.assert_array_equal(permuted, permute_within_strata(frequency, 20))
