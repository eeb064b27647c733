"""Trials of faults, counted by class, and the table of them at the end of the tests."""

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

_T = TypeVar("_T")

# The name under which a test hands its trials to the table, also across processes.
PROPERTY = "fault-trials"
# So many violations of one test say what is wrong.
SHOWN = 10
# A line of a violation is cut to so many characters.
LONGEST = 400


@dataclass
class FaultClass:
    """The trials of one class of faults."""

    trials: int = 0
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, trials: int, violations: Iterable[str], seconds: float) -> None:
        self.trials += trials
        self.violations += violations
        self.seconds += seconds


class Trials:
    """Count the trials of one test, and collect their violations; see tests/faults/conftest.py."""

    def __init__(self, seed: int, scale: float) -> None:
        self.seed = seed
        self.scale = scale
        self.classes: defaultdict[str, FaultClass] = defaultdict(FaultClass)

    def scaled(self, count: int, at_least: int = 1) -> int:
        """Return how many trials to make, where `count` are those of a whole run."""
        return max(at_least, round(count * self.scale))

    def random(self, name: str) -> random.Random:
        """Return random numbers that depend on the seed and a name alone."""
        return random.Random(f"{self.seed} {name}")

    def sample(self, name: str, values: Sequence[_T], count: int) -> list[_T]:
        """Choose at most `count` of some values, scaled, in their order; all if they are fewer."""
        positions = range(len(values))
        chosen = self.random(name).sample(positions, min(len(values), self.scaled(count)))
        return [values[position] for position in sorted(chosen)]

    @contextmanager
    def run(self, fault_class: str, trial: object) -> Iterator[None]:
        """Count a trial; an error or a failed assertion in the block is a violation."""
        started = time.perf_counter()
        violations = []
        try:
            yield
        except (Exception, pytest.fail.Exception) as error:
            lines = str(error).splitlines() or [""]
            violations = [f"{trial}: {type(error).__name__}: {lines[0]}"[:LONGEST]]
        self.classes[fault_class].add(1, violations, time.perf_counter() - started)

    def count(
        self,
        fault_class: str,
        trials: int,
        violations: Iterable[object] = (),
        seconds: float = 0.0,
    ) -> None:
        """Count trials that ran elsewhere, such as in a child process."""
        self.classes[fault_class].add(trials, map(str, violations), seconds)

    def check(self) -> None:
        """Fail the test if one of its trials was a violation."""
        violations = [
            f"{name}: {violation}"
            for name, fault_class in self.classes.items()
            for violation in fault_class.violations
        ]
        if violations:
            more = [f"and {len(violations) - SHOWN} more"] if len(violations) > SHOWN else []
            pytest.fail("\n".join([*violations[:SHOWN], *more]), pytrace=False)

    def as_property(self) -> dict[str, dict[str, object]]:
        """Return plain values, which pytest-xdist sends from process to process."""
        return {name: asdict(fault_class) for name, fault_class in self.classes.items()}


class FaultTable:
    """A plugin of pytest: gathers the trials of all tests, and prints them as a table."""

    def __init__(self) -> None:
        self.classes: defaultdict[str, FaultClass] = defaultdict(FaultClass)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        for name, content in report.user_properties:
            if name == PROPERTY:
                for fault_class, values in content.items():
                    self.classes[fault_class].add(**values)

    def lines(self) -> list[str]:
        """Return the table in Markdown: class, trials, violations, seconds."""
        total = FaultClass()
        for fault_class in self.classes.values():
            total.add(**asdict(fault_class))
        rows = [*sorted(self.classes.items()), ("**total**", total)]
        return [
            "| class | trials | violations | seconds |",
            "|---|---:|---:|---:|",
            *(
                f"| {name} | {row.trials:,} | {len(row.violations):,} | {row.seconds:.1f} |"
                for name, row in rows
            ),
        ]

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        if not self.classes:
            return
        terminalreporter.section("faults")
        for line in self.lines():
            terminalreporter.write_line(line)
        path = config.getoption("--fault-table")
        if path is not None:
            Path(path).write_text("\n".join(self.lines()) + "\n", encoding="utf-8")
