"""Train sizes that a forecast takes where none are named."""

import pytest

from embedstudy.errors import InputError
from embedstudy.options.study import StudyOptions
from embedstudy.study.plan.pilot_sizes import choose_pilot_sizes, needs_pilot_sizes


@pytest.mark.parametrize(
    ("n_texts", "n_classes", "sizes"),
    [
        (6824, 2, (100, 300, 1000, 3000, "all")),
        (20_000, 2, (100, 300, 1000, 3000, 10_000, "all")),
        (650, 2, (100, 300, "all")),
        (200, 2, (50, 100, "all")),
        (5000, 400, (1250, 2500, "all")),
    ],
)
def test_sizes_grow_threefold_up_to_half_of_the_texts(n_texts, n_classes, sizes):
    assert choose_pilot_sizes(n_texts, n_classes) == sizes


def test_sizes_are_chosen_only_where_a_forecast_is_asked_for_and_none_are_named():
    assert needs_pilot_sizes(StudyOptions(forecast=True))
    assert not needs_pilot_sizes(StudyOptions())
    assert not needs_pilot_sizes(StudyOptions(forecast=False))
    assert not needs_pilot_sizes(StudyOptions(forecast=True, train_sizes=(100, 300, "all")))


@pytest.mark.parametrize("sizes", [(100,), (100, "all")])
def test_too_few_sizes_are_refused(sizes):
    with pytest.raises(InputError, match=r"forecast needs 3 or more, as in --train-sizes"):
        needs_pilot_sizes(StudyOptions(forecast=True, train_sizes=sizes))
