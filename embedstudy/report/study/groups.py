"""The cells of a data set at one train size, in groups that share vectors and encoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.report.study.study_data import Contents
from embedstudy.report.styles import Look, look_of
from embedstudy.results.rows import RunRow, SummaryRow


@dataclass(frozen=True)
class Entry:
    """A cell: a strategy or a baseline, with the runs of its seeds.

    Attributes
    ----------
    strategy : str
    runs : tuple of RunRow
    summary : SummaryRow or None
        None in a study that is not finished.
    """

    strategy: str
    runs: tuple[RunRow, ...]
    summary: SummaryRow | None

    @property
    def look(self) -> Look:
        """How it is drawn."""
        return look_of(self.strategy)

    @property
    def by_seed(self) -> dict[int, float]:
        """Test accuracy in percent by seed, that of folds averaged; finished seeds alone."""
        found: dict[int, list[float | None]] = {}
        for run in self.runs:
            found.setdefault(run.seed, []).append(run.test_accuracy)
        return {
            seed: 100 * fmean(known)
            for seed, values in found.items()
            if len(known := [value for value in values if value is not None]) == len(values)
        }

    @property
    def accuracies(self) -> list[float]:
        """Test accuracy in percent, of each seed."""
        return list(self.by_seed.values())

    @property
    def failed(self) -> int:
        """How many runs did not finish."""
        return sum(run.status != "ok" for run in self.runs)

    @property
    def mean(self) -> float | None:
        """Mean test accuracy in percent."""
        if self.summary is not None and self.summary.mean is not None:
            return 100 * self.summary.mean
        return fmean(self.accuracies) if self.accuracies else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval, in percent."""
        row = self.summary
        if row is None or row.ci_low is None or row.ci_high is None:
            return None
        return 100 * row.ci_low, 100 * row.ci_high


@dataclass(frozen=True)
class Group:
    """Entries that share vectors and encoder; baselines have neither."""

    vectors: str
    encoder: str
    entries: tuple[Entry, ...]

    @property
    def is_baselines(self) -> bool:
        """Whether these have no embedding."""
        return not self.encoder

    @property
    def label(self) -> str:
        """What it is of."""
        if self.is_baselines:
            return "no embedding"
        return ", ".join(name for name in (self.vectors, self.encoder) if name)


def groups_of(contents: Contents, train_size: int | None = None) -> list[Group]:
    """Sort the cells of one data set into groups, baselines last.

    Parameters
    ----------
    contents : Contents
        Of one data set.
    train_size : int, optional
        The largest by default.
    """
    sizes = contents.train_sizes
    if not sizes:
        return []
    size = sizes[-1] if train_size is None else train_size
    cells: dict[tuple[str, str, str], list[RunRow]] = {}
    for run in contents.runs:
        if run.train_size == size:
            cells.setdefault((run.vectors, run.encoder, run.strategy), []).append(run)
    summaries = {
        (row.vectors, row.encoder, row.strategy): row
        for row in contents.summary
        if row.train_size == size
    }
    groups: dict[tuple[str, str], list[Entry]] = {}
    for key, runs in cells.items():
        vectors, encoder, strategy = key
        entry = Entry(strategy, tuple(runs), summaries.get(key))
        groups.setdefault((vectors, encoder), []).append(entry)
    found = [Group(*key, tuple(entries)) for key, entries in groups.items()]
    return sorted(found, key=lambda group: group.is_baselines)


def small_label(group: Group, groups: Sequence[Group]) -> str:
    """Return what tells a group's entries from those of others; empty where nothing need do so."""
    several = sum(not each.is_baselines for each in groups) > 1
    return group.label if several and not group.is_baselines else ""


def strategies_of(groups: Sequence[Group]) -> list[str]:
    """List the strategies and baselines of groups, each once."""
    return list(dict.fromkeys(entry.strategy for group in groups for entry in group.entries))
