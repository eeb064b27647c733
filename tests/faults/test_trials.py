import pytest

from tests.faults.trials import PROPERTY, FaultTable, Trials


@pytest.mark.quick_faults
def test_a_violation_is_counted_and_the_next_trial_runs():
    trials = Trials(seed=1, scale=1.0)
    for number in range(4):
        with trials.run("odd", number):
            assert number % 2, f"{number} is even"
    with trials.run("fine", "the only one"):
        pass
    assert (trials.classes["odd"].trials, len(trials.classes["odd"].violations)) == (4, 2)
    with pytest.raises(pytest.fail.Exception, match="odd: 0: AssertionError: 0 is even"):
        trials.check()


@pytest.mark.quick_faults
def test_the_table_adds_up_what_tests_report():
    trials = Trials(seed=1, scale=1.0)
    trials.count("kill -9", 1200, ["at the third write"], seconds=2.0)
    table = FaultTable()
    for _ in range(2):
        report = pytest.TestReport(
            "a", ("a", 0, "a"), {}, "passed", None, "call",
            user_properties=[(PROPERTY, trials.as_property())],
        )  # fmt: skip
        table.pytest_runtest_logreport(report)
    assert table.lines()[2:] == ["| kill -9 | 2,400 | 2 | 4.0 |", "| **total** | 2,400 | 2 | 4.0 |"]


@pytest.mark.quick_faults
def test_random_numbers_depend_on_the_seed_and_the_name_alone():
    numbers = [Trials(seed, 1.0).random(name).random() for seed in (1, 2) for name in ("a", "b")]
    assert len(set(numbers)) == 4
    assert Trials(1, 1.0).random("a").random() == numbers[0]


@pytest.mark.quick_faults
def test_fewer_trials_are_still_one():
    assert (Trials(1, 0.02).scaled(2000), Trials(1, 0.02).scaled(3)) == (40, 1)
