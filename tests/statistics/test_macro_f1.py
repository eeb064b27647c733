"""The interval of macro F1, against a known truth."""

import numpy as np
import pytest

from embedstudy.metrics import Outputs
from embedstudy.metrics.macro_f1 import compute_macro_f1
from embedstudy.statistics.macro_f1 import estimate_macro_f1
from tests.statistics.simulated import predictions

RARE = [200, 100, 50, 25, 12, 6, 4, 3, 2, 2]


def macro_f1(predicted, labels):
    return np.mean([compute_macro_f1(Outputs(labels, row)) for row in predicted])


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
