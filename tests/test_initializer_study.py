"""Symmetry that is never broken, and symmetry that is."""

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyError, InputError
from embedstudy.initializer_study import (
    UNITS,
    compare_starts,
    count_distinct_units,
    format_initializer,
)
from embedstudy.initializers import INITIALIZERS

CONSTANT = ("Zeros()", "Ones()", "Constant(value=0.1)")


@pytest.fixture(scope="module")
def starts(corpus):
    return compare_starts(corpus, seeds=2, epochs=12, progress=False)


def rows(starts, name):
    return [row for row in starts.rows if row.initializer == name]


@pytest.mark.parametrize("name", CONSTANT)
def test_units_that_start_alike_stay_alike(starts, name):
    for row in rows(starts, name):
        assert row.units_before == row.units_after == 1
        assert row.rank_before == row.rank_after == (0 if name == "Zeros()" else 1)


def test_zeros_never_learn_and_a_constant_learns_what_one_unit_can(starts):
    for row in rows(starts, "Zeros()"):
        assert not row.moved
        assert row.classes_predicted == 1
        assert row.dev_accuracy <= starts.majority + 0.01
        assert np.ptp(row.losses) < 0.01
    assert all(row.moved for row in rows(starts, "Constant(value=0.1)"))


@pytest.mark.parametrize(
    "name", [format_initializer(n) for n in INITIALIZERS if format_initializer(n) not in CONSTANT]
)
def test_every_random_start_learns_with_all_its_units(starts, name):
    rows_of_name = rows(starts, name)
    for row in rows_of_name:
        assert row.units_before == row.units_after == UNITS
        assert row.rank_after > 1
        assert row.losses[-1] < 0.95 * row.losses[0]
        assert row.dev_accuracy > starts.majority + 0.1
    assert abs(rows_of_name[0].dev_accuracy - rows_of_name[1].dev_accuracy) < 0.3
    assert starts.agreement[name] > 0.6


def test_two_seeds_are_two_models(corpus, starts):
    assert any(share < 1 for share in starts.agreement.values())
    losses = [row.losses for row in rows(starts, "GlorotUniform()")]
    assert losses[0] != losses[1]


def test_units_are_told_apart_by_what_goes_in_and_what_comes_out():
    from embedstudy.nn.model import Seeds, new_model
    from embedstudy.nn.model_config import recommended

    encoder = recommended("dan", hidden_size=3).new_encoder()
    model = new_model(encoder, np.ones((2, 4), np.float32), 2, Seeds(0))
    model.parameters["hidden1"][:] = 1
    model.weights[:] = [[1, 1, 1], [2, 2, 2]]
    assert count_distinct_units(model) == 1
    model.weights[1, 2] = 3
    assert count_distinct_units(model) == 2


def test_bad_numbers_and_names(corpus):
    with pytest.raises(InputError, match="seeds is 1; it must be at least 2"):
        compare_starts(corpus, seeds=1, progress=False)
    with pytest.raises(InputError, match="no initializer 'Xavier'"):
        compare_starts(corpus, initializers=["Xavier"], progress=False)


def test_an_initializer_from_which_training_diverges_is_named_with_a_cure(corpus):
    names = ["HeNormal", "Constant(value=1e30)"]
    with pytest.raises(EmbedstudyError, match=r"Constant\(value=1e\+30\): training diverges") as e:
        compare_starts(corpus, initializers=names, seeds=2, epochs=1, progress=False)
    assert str(e.value).endswith("(leave this initializer out, or give it smaller numbers)")


def test_what_is_the_same_for_all_is_kept(corpus, starts):
    conditions = starts.conditions
    assert (conditions.train, conditions.dev, conditions.classes) == (
        len(corpus.train),
        len(corpus.dev),
        2,
    )
    assert (conditions.seeds, conditions.epochs, conditions.units) == (2, 12, UNITS)
    assert conditions.dataset_sha256 == corpus.sha256
    assert {row.learning_rate for row in starts.rows} <= set(conditions.learning_rates)


def test_an_get_initializer_twice_is_tried_once(corpus):
    names = ["Zeros", "Zeros()"]
    study = compare_starts(corpus, initializers=names, seeds=2, epochs=1, progress=False)
    assert [row.seed for row in study.rows] == [0, 1]
