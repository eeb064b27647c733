"""Which curves of a study allow a forecast, and what is said of the others."""

import dataclasses

import numpy as np
import pytest

from embedstudy.forecast.study_curves import list_curves
from tests.forecast.made_up_curves import META, make_summary

DATA = META["data"]["d"]
RANDOM = ("d", "glove", "mean", "random")


def test_a_curve_is_read_with_its_chance_and_its_errors():
    curves = list_curves(make_summary({"random": (0.6, 0.7, 0.8)}, majority=0.55), DATA)
    curve = curves.observed[RANDOM]
    assert not curves.lacks
    assert curve.chance == pytest.approx(0.45)
    np.testing.assert_allclose(curve.sizes, (100, 300, 1000))
    np.testing.assert_allclose(curve.errors, (0.4, 0.3, 0.2))
    assert curve.n_test == 1000
    relative = curve.errors / curve.chance
    slopes = relative * (1 - relative)
    pooled = 3 * (0.01 / 0.45) ** 2 / (slopes**2).sum() * slopes**2
    expected = 0.45 * np.sqrt(((0.01 / 0.45) ** 2 + pooled) / 2 / 5)
    np.testing.assert_allclose(curve.standard_errors, expected, rtol=1e-9)


def test_a_baseline_that_is_the_same_with_every_seed_has_the_spread_of_smaller_sizes():
    summary = make_summary({"tfidf-linear-svm": (0.6, 0.7, 0.8)})
    summary[2] = dataclasses.replace(summary[2], n=1, std=None)
    curve = list_curves(summary, DATA).observed["d", "", "", "tfidf-linear-svm"]
    assert curve.standard_errors[2] == pytest.approx(0.01 * np.sqrt(300 / 1000))


def test_without_a_majority_baseline_the_classes_give_chance():
    rows = [r for r in make_summary({"random": (0.6, 0.7, 0.8)}) if r.strategy == "random"]
    counts = {"train": [10, 90], "test": [40, 60]}
    curves = list_curves(rows, {"test": 100, "class_counts": counts})
    assert curves.observed[RANDOM].chance == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("summary", "reason"),
    [
        ({"accuracies": {"random": (0.6, 0.7)}, "sizes": (100, 300)}, "2 train sizes, and"),
        ({"accuracies": {"random": (0.6,)}, "sizes": (100,)}, "1 train size, and"),
        ({"accuracies": {"random": (0.8, 0.75, 0.7)}}, "the curve falls: 80.0 % with 100 texts"),
        ({"accuracies": {"random": (0.6, 0.7, 0.8)}, "std": None}, "one seed does not show"),
        ({"accuracies": {"random": (0.6, 0.7, 0.8)}, "metric": "macro-f1"}, "by macro-f1"),
        (
            {"accuracies": {"random": (0.6, 0.7, 0.8)}, "sizes": (100, 101, 102)},
            "its train sizes lie too close together (100 to 102)",
        ),
        ({"accuracies": {"random": (0.6, 0.7, 1.8)}}, "summary.csv holds numbers that no study"),
        ({"accuracies": {"random": (0.6, 0.7, 0.8)}, "sizes": (-9, 1, 9)}, "numbers that no study"),
        ({"accuracies": {"random": (0.6, 0.7, 0.8)}, "std": 1e308}, "numbers that no study"),
        ({"accuracies": {"random": (1.0, 1.0, 1.0)}, "majority": 1.0}, "it is 100 %"),
        ({"accuracies": {"random": (0.5, 0.51, 0.52)}}, "hardly better (52.0 %) than"),
        ({"accuracies": {"random": (0.6, None, 0.8)}}, "left out, as runs failed: 300 texts"),
    ],
)
def test_what_allows_no_forecast_is_said(summary, reason):
    curves = list_curves(make_summary(**summary), DATA)
    assert RANDOM not in curves.observed
    assert reason in curves.lacks[RANDOM]


def test_a_size_whose_runs_failed_is_left_out():
    sizes = (100, 300, 1000, 3000)
    summary = make_summary({"random": (0.6, None, 0.7, 0.8)}, sizes=sizes)
    curves = list_curves(summary, DATA)
    np.testing.assert_allclose(curves.observed[RANDOM].sizes, (100, 1000, 3000))
    assert curves.remarks[RANDOM] == "left out, as runs failed: 300 texts"


def test_with_folds_every_text_is_tested():
    summary = make_summary({"random": (0.6, 0.7, 0.8)})
    curves = list_curves(summary, {**DATA, "examples": 5000}, has_folds=True)
    assert curves.observed[RANDOM].n_test == 5000


def test_a_dip_within_chance_is_no_fall():
    curves = list_curves(make_summary({"random": (0.6, 0.59, 0.65)}), DATA)
    assert RANDOM in curves.observed
