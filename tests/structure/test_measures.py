import pytest

from embedstudy.structure.measures import MEASURES, list_measures


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_how_it_is_computed_and_shown(name):
    measure = MEASURES[name]
    assert (measure.measure_space is None) != (measure.measure_pair is None)
    assert measure.title
    assert measure.caption
    assert measure.heading or measure.group in ("general meaning", "opposites", "drift")


def test_measures_of_groups_are_in_the_order_of_the_table():
    assert list_measures(["geometry", "task alignment"]) == [
        "task_alignment", "effective_rank", "mean_cosine", "norm_frequency",
    ]  # fmt: skip
    every = list_measures({measure.group for measure in MEASURES.values()})
    assert every == list(MEASURES)
