import pytest

from embedstudy.nn.model_config import recommended
from embedstudy.study.execution.eta import TimeLeft
from embedstudy.study.plan.config import TUNING_SEEDS
from embedstudy.study.plan.grid import RunSpec
from embedstudy.tuning.values import TunedValues


def spec(strategy="random", seed=0, size=100, encoder="mean", dataset="d"):
    model_config = recommended(encoder) if encoder else None
    return RunSpec(dataset, "", strategy, model_config, size, None, seed, TunedValues(0.1))


def test_nothing_is_said_before_anything_is_finished():
    left = TimeLeft([spec()])
    assert left.estimate(5.0, {}) is None
    assert left.estimate(0.0, {}) is None


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_equal_runs_take_as_long_as_the_finished_ones_did(at_once):
    specs = [spec(seed=seed) for seed in range(20)]
    left = TimeLeft(specs)
    for run_spec in specs[:8]:
        left.add(run_spec, 3.0)
    # 8 runs of 3 s, so many at once; 12 are left.
    assert left.estimate(8 * 3.0 / at_once, {}) == pytest.approx(12 * 3.0 / at_once)


def test_short_trials_do_not_make_long_runs_look_short():
    """A simple count of what is done would say: 90 in 90 s, so 10 more take 10 s."""
    trials = [spec("random", TUNING_SEEDS[0], size=100) for _ in range(90)]
    runs = [spec("random", seed, size=10_000) for seed in range(10)]
    left = TimeLeft([*trials, *runs])
    for run_spec in trials:
        left.add(run_spec, 1.0)
    assert left.estimate(90.0, {}) == pytest.approx(10 * 100.0)


def test_what_is_most_alike_counts():
    slow, fast = [spec("random", seed, encoder="cnn") for seed in range(4)], [
        spec("random", seed) for seed in range(4)
    ]  # fmt: skip
    left = TimeLeft([*slow, *fast])
    left.add(slow[0], 60.0)
    left.add(fast[0], 1.0)
    assert left.estimate(61.0, {}) == pytest.approx(3 * 60.0 + 3 * 1.0)


def test_trials_that_nobody_needs_take_no_time():
    trials = [spec("random", TUNING_SEEDS[0]) for _ in range(10)]
    left = TimeLeft([*trials, spec()])
    for run_spec in trials[:4]:
        left.add(run_spec, 2.0)
    assert left.estimate(8.0, {}) == pytest.approx(7 * 2.0)
    left.drop_trials()
    assert left.estimate(8.0, {}) == pytest.approx(2.0)
    left.expect([spec(seed=1), spec(seed=2)])
    assert left.estimate(8.0, {}) == pytest.approx(3 * 2.0)


def test_a_run_on_its_way_counts_for_what_is_left_of_it():
    specs = [spec(seed=seed) for seed in range(3)]
    left = TimeLeft(specs)
    left.add(specs[0], 10.0)
    assert left.estimate(14.0, {specs[1]: (4.0, 0.4)}) == pytest.approx(16.0)
    # Never less than nothing.
    assert left.estimate(110.0, {specs[1]: (100.0, 0.9)}) == pytest.approx(10.0)


def test_those_on_their_way_tell_of_what_is_unlike_all_that_is_finished():
    fast, slow = [spec(seed=seed) for seed in range(2)], [
        spec(seed=seed, encoder="cnn") for seed in range(3)
    ]  # fmt: skip
    left = TimeLeft([*fast, *slow])
    assert left.estimate(5.0, {slow[0]: (5.0, 0.1)}) == pytest.approx(5 * 50.0 - 5.0)
    left.add(fast[0], 1.0)
    assert left.estimate(6.0, {slow[0]: (5.0, 0.1)}) == pytest.approx(1.0 + 3 * 50.0 - 5.0)


def test_one_too_many_is_no_time_gained():
    left = TimeLeft([spec(seed=0), spec("frozen")])
    for _ in range(5):  # as when a lost worker's run is made again
        left.add(spec(seed=0), 2.0)
    assert left.estimate(10.0, {}) == pytest.approx(2.0)
