"""Small starts, large ones, and starts that explode."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.model import Seeds
from embedstudy.scale_study import UNIFORM, ScalePlan, compare_scales, make_start

PLAN = ScalePlan(scales=(0.01, 3.0), seeds=2, epochs=4, dim=10, learning_rate=0.3, jobs=1)


def select(results, scale):
    return [row for row in results.rows if row.scale == scale]


@pytest.fixture(scope="module")
def results(corpus):
    return compare_scales(corpus, PLAN, progress=False)


def test_a_small_start_learns_one_direction_and_a_large_one_stays(results):
    for small, large in zip(select(results, 0.01), select(results, 3.0), strict=True):
        assert small.seed == large.seed
        assert small.change_share > 0.99
        assert small.change_rank < 1.5 < large.change_rank
        assert small.change_norm > 1 > large.change_norm
        assert small.cka > large.cka
        assert small.effective_rank < large.effective_rank
        assert small.dev_accuracy > results.majority


def test_a_row_has_everything(results):
    row = results.rows[0]
    assert (row.initializer, row.scale, row.seed, row.learning_rate) == (UNIFORM, 0.01, 0, 0.3)
    assert (row.status, row.note, row.n) == ("ok", "", 80)
    assert 0 <= row.overlap <= 1
    assert 0.5 < row.agreement <= 1
    assert row.agreement == results.rows[1].agreement  # of two seeds there is one pair
    assert row.general_meaning is None  # no such pairs of words
    assert row.task_alignment > 0.1
    assert row.epoch <= 4


def test_the_conditions_are_kept(corpus, results):
    how = results.conditions
    assert [how.train, how.dev, how.test] == [len(part) for part in corpus.splits.values()]
    assert (how.classes, how.vocabulary, how.dim, how.seeds, how.epochs) == (2, 80, 10, 2, 4)
    assert (how.encoder, how.optimizer, how.batch_size) == ("mean", "sgd", 1)
    assert how.learning_rates == (0.3,)
    assert how.dataset_sha256 == corpus.sha256


def test_threads_change_nothing(corpus, results):
    assert compare_scales(corpus, replace(PLAN, jobs=2), progress=False) == results


def test_each_scale_has_the_rate_that_dev_chooses(corpus):
    plan = replace(PLAN, scales=(0.01,), learning_rate=None)
    results = compare_scales(corpus, plan, progress=False)
    assert len({row.learning_rate for row in results.rows}) == 1
    assert len(results.conditions.learning_rates) > 2
    assert results.notes == ()  # the search went on until the best rate was at no edge


def test_a_start_that_explodes_has_its_status(corpus):
    results = compare_scales(corpus, replace(PLAN, scales=(1e15,)), progress=False)
    assert {row.status for row in results.rows} <= {"unstable", "diverged"}
    assert all(row.note for row in results.rows)


def test_a_sound_rate_is_chosen_before_one_that_explodes(corpus):
    exploded = compare_scales(
        corpus, replace(PLAN, scales=(3.0,), learning_rate=9.0), progress=False
    )
    assert {row.status for row in exploded.rows} <= {"unstable", "diverged"}
    plan = replace(PLAN, scales=(3.0,), learning_rate=None)
    tuned = compare_scales(corpus, plan, progress=False)
    assert {row.status for row in tuned.rows} == {"ok"}


@pytest.mark.parametrize("name", ["GlorotUniform", "Orthogonal", "Constant(value=3)", "HeNormal"])
def test_initializers_are_brought_to_a_scale(name):
    start = make_start(name, 0.2, (500, 20))
    table = start.factor * get_initializer(start.draws)((500, 20), Seeds(0).embedding)
    assert np.sqrt((table.astype(float) ** 2).mean()) == pytest.approx(0.2 / 3**0.5, rel=1e-5)


def test_the_default_is_uniform_within_the_scale():
    start = make_start(UNIFORM, 0.2, (500, 20))
    table = start.factor * get_initializer(start.draws)((500, 20), Seeds(0).embedding)
    assert 0.19 < np.abs(table).max() <= 0.2


def test_several_initializers_stand_one_after_the_other(corpus):
    plan = replace(PLAN, initializers=("HeNormal", UNIFORM, "HeNormal()"), scales=(1.0, 0.1))
    rows = compare_scales(corpus, plan, progress=False).rows
    assert [(row.initializer, row.scale, row.seed) for row in rows] == [
        (name, scale, seed)
        for name in ("HeNormal()", UNIFORM)
        for scale in (0.1, 1.0)
        for seed in (0, 1)
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"seeds": 1}, "seeds is 1; it must be at least 2"),
        ({"scales": ()}, "scales is empty"),
        ({"scales": (0.0,)}, "scales is 0.0"),
        ({"encoder": "means"}, "no encoder 'means'"),
        ({"epochs": 0}, "epochs is 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"initializers": ("Xavier",)}, "no initializer 'Xavier'"),
        ({"initializers": ("Zeros",)}, "cannot be brought to a scale: all its numbers are 0"),
        ({"initializers": ("Identity",)}, "only a square matrix has an identity"),
    ],
)
def test_bad_plans(corpus, changes, problem):
    with pytest.raises(InputError, match=problem):
        compare_scales(corpus, replace(PLAN, **changes), progress=False)
