"""Macro F1, against scikit-learn and a known truth."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from embedstudy.statistics.macro_f1 import estimate_macro_f1, macro_f1, macro_f1_scores
from tests.statistics.simulated import predictions

RARE = [200, 100, 50, 25, 12, 6, 4, 3, 2, 2]


def test_it_is_that_of_scikit_learn_over_the_classes_that_texts_have():
    rng = np.random.default_rng(6)
    labels, predicted = rng.choice(list("abd"), 50), rng.choice(list("abce"), (3, 50))
    expected = [
        f1_score(labels, row, labels=np.unique(labels), average="macro", zero_division=0)
        for row in predicted
    ]
    np.testing.assert_allclose(macro_f1(predicted, labels), expected)


def test_scores_are_what_a_little_more_weight_on_a_text_gives():
    rng = np.random.default_rng(2)
    predicted, labels = predictions(rng, 2, RARE)
    predicted[0, :3] = 99  # a class that no text has
    scores, n = macro_f1_scores(predicted, labels), len(labels)
    np.testing.assert_allclose(scores.mean(axis=1), macro_f1(predicted, labels))
    for text in (0, 210, n - 1):
        weights = np.ones(n)
        weights[text] += 1e-6
        for seed in range(2):
            moved = f1_score(labels, predicted[seed], labels=np.unique(labels), average="macro",
                             sample_weight=weights)  # fmt: skip
            whole = macro_f1(predicted[seed][None], labels)[0]
            assert scores[seed, text] - whole == pytest.approx(n * (moved - whole) / 1e-6, abs=1e-2)


@pytest.mark.parametrize(("n_seeds", "support"), [(5, RARE), (1, [100, 100]), (3, [150, 40, 10])])
def test_the_interval_covers_the_mean_over_new_seeds_and_texts(n_seeds, support):
    rng = np.random.default_rng(0)
    spread = 0.3 if n_seeds > 1 else 0.0
    truth = np.mean([macro_f1(*predictions(rng, 5, support, spread)) for _ in range(800)])
    covered = 0
    for _ in range(300):
        low, high = estimate_macro_f1(*predictions(rng, n_seeds, support, spread), 199).interval
        covered += low <= truth <= high
    assert 0.91 <= covered / 300 <= 0.985


def test_a_class_of_one_text_does_not_double_the_interval():
    rng = np.random.default_rng(1)
    predicted, labels = predictions(rng, 3, [200, 100, 50])
    alone = np.column_stack([predicted, [3, 3, 3]]), np.append(labels, 3)
    without, with_it = estimate_macro_f1(predicted, labels), estimate_macro_f1(*alone)
    assert with_it.reach < 1.1 * without.reach


def test_many_texts_are_drawn_in_groups_to_the_same_effect(monkeypatch):
    predicted, labels = predictions(np.random.default_rng(3), 3, [1500, 600, 250, 40, 10])
    grouped = estimate_macro_f1(predicted, labels)
    assert estimate_macro_f1(predicted, labels) == grouped
    monkeypatch.setattr("embedstudy.statistics.macro_f1.GROUPS", 10**6)
    assert estimate_macro_f1(predicted, labels).reach == pytest.approx(grouped.reach, rel=0.1)
