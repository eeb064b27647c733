import pytest

from embedstudy.tuning.neighborhood import (
    AXES,
    find_edges,
    list_midpoints,
    list_values_of,
    with_value,
)
from embedstudy.tuning.values import TunedValues


def try_rates(*rates):
    return [TunedValues(rate) for rate in rates]


def test_an_edge_is_the_first_or_last_of_three_or_more():
    tried = try_rates(0.1, 0.3, 0.9)
    assert find_edges(TunedValues(0.9), tried) == {"learning_rate": (2.7, "highest")}
    assert find_edges(TunedValues(0.1), tried) == {
        "learning_rate": (pytest.approx(0.0333), "lowest")
    }
    assert find_edges(TunedValues(0.3), tried) == {}
    assert find_edges(TunedValues(0.9), tried[1:]) == {}


@pytest.mark.parametrize(
    ("name", "values", "beyond"),
    [
        ("dropout", (0.1, 0.3, 0.5), 0.7), ("dropout", (0.1, 0.5, 0.8), 0.9),
        ("epochs", (2, 5, 10), 20), ("c", (1.0, 10.0, 100.0), 1000.0),
        ("c", (1.0, 10.0, 5000.0), 1e4), ("scale", (1.0, 0.1, 10.0), 100.0),
    ],
)  # fmt: skip
def test_each_value_has_steps_of_its_own_within_its_limits(name, values, beyond):
    tried = [with_value(TunedValues(), name, value) for value in values]
    assert find_edges(tried[-1], tried) == {name: (pytest.approx(beyond), "highest")}


@pytest.mark.parametrize("name", AXES)
def test_nothing_lies_beyond_a_limit(name):
    axis = AXES[name]
    for limit, inner in ((axis.low, axis.low + 1), (axis.high, axis.high / 2)):
        tried = [with_value(TunedValues(), name, value) for value in (limit, inner, inner + 0.01)]
        assert find_edges(tried[0], tried) == {}


def test_midpoints_lie_between_a_choice_and_its_neighbours():
    tried = [TunedValues(rate, scale=scale) for rate in (0.1, 0.4, 1.6) for scale in (0.25, 1.0)]
    midpoints = list(list_midpoints(TunedValues(0.4, scale=1.0), tried))
    assert midpoints == [
        TunedValues(0.2, scale=1.0), TunedValues(0.8, scale=1.0), TunedValues(0.4, scale=0.5),
    ]  # fmt: skip
    epochs = [TunedValues(epochs=n) for n in (2, 3)]
    assert list(list_midpoints(epochs[0], epochs)) == []  # there is no whole number between
    assert list_values_of("learning_rate", tried) == [0.1, 0.4, 1.6]
