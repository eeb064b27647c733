"""The fault suite: many small trials, counted by class.

A test asks for the fixture `trials` and runs each trial in a block of its own. An exception or a
failed assertion ends the block, is a violation of that class, and lets the next trial run. The
test fails at its end if there was a violation. ::

    def test_a_kill_loses_nothing(trials, tmp_path):
        numbers = trials.random("kills")  # depends on --fault-seed alone
        for trial in range(trials.scaled(200)):  # 200 in a whole run, fewer with --fault-scale
            write = numbers.randrange(50)
            with trials.run("kill -9", f"write {write}"):
                ...
                assert contents(again) == contents(unbroken)

`trials.count(CLASS, 500, violations)` counts trials that ran in another process.

A name of a class is what a user would call the fault: "kill -9", "bit flip in a cache". It is a
row of the table at the end of the tests: class, trials, violations, seconds. `make faults` runs
the whole suite. `make test` runs the tests that are marked `quick_faults` too, with few trials
(`--fault-scale`); together they take less than 60 s. All tests of this folder have the mark
`faults` by themselves.
"""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.faults.trials import PROPERTY, Trials

FOLDER = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before tests are selected by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Trials:
    """Count the trials of a test; the test fails at its end if one was a violation."""
    return Trials(
        request.config.getoption("--fault-seed"), request.config.getoption("--fault-scale")
    )


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Hand the trials of a test to the table, and fail the test for its violations."""
    trials = pyfuncitem.funcargs.get("trials")
    if not isinstance(trials, Trials):
        return (yield)
    try:
        outcome = yield
    finally:
        pyfuncitem.user_properties.append((PROPERTY, trials.as_property()))
    trials.check()
    return outcome
