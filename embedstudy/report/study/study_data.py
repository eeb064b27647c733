"""What the page is drawn from: the tables of a study, whole or of one data set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import (
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    NeighborRow,
    RunRow,
    StructureRow,
    SummaryRow,
    TuningRow,
)

# All but runs.csv.
_TABLES = (
    "tuning", "summary", "comparisons", "curve", "crossovers", "neighbors", "structure", "drift",
)  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """The tables of a study, each read once.

    Attributes
    ----------
    meta : mapping
        Of study.json.
    datasets : tuple of str
    runs, tuning, summary, comparisons, curve, crossovers, neighbors, structure, drift : tuple
        Of rows.
    damaged : tuple of str
        What could not be read, a line each.
    """

    meta: Mapping[str, Any]
    datasets: tuple[str, ...]
    runs: tuple[RunRow, ...]
    tuning: tuple[TuningRow, ...]
    summary: tuple[SummaryRow, ...]
    comparisons: tuple[ComparisonRow, ...]
    curve: tuple[CurveRow, ...]
    crossovers: tuple[CrossoverRow, ...]
    neighbors: tuple[NeighborRow, ...]
    structure: tuple[StructureRow, ...]
    drift: tuple[DriftRow, ...]
    damaged: tuple[str, ...] = ()

    def of(self, dataset: str) -> "Contents":
        """Return what belongs to one data set."""
        kept: dict[str, Any] = {
            name: tuple(row for row in getattr(self, name) if row.dataset == dataset)
            for name in ("runs", *_TABLES)
        }
        near = kept.pop("neighbors")
        probes = self.meta.get("probes", {}).get(dataset)
        if len(self.datasets) > 1 and probes is not None:
            near = tuple(row for row in near if row.word in probes)
        return replace(self, datasets=(dataset,), neighbors=near, **kept)

    @property
    def train_sizes(self) -> list[int]:
        """The train sizes that there are runs of, from the smallest."""
        return sorted({row.train_size for row in self.runs})

    @property
    def is_cross_validated(self) -> bool:
        """Whether each text is tested once."""
        return any(row.fold is not None for row in self.runs)

    def about(self, what: str) -> Any:
        """Return what study.json says of the first data set under a heading; {} if nothing."""
        return self.meta.get(what, {}).get(self.datasets[0], {})


def contents_of(study: StudyDirectory) -> Contents:
    """Read a study; a table that is damaged is taken as empty, and named in `damaged`.

    Raises
    ------
    InputError
        If study.json or runs.csv is damaged, without which nothing can be said.
    """
    meta, runs, damaged = study.meta, study.runs, []

    def rows(table: str) -> tuple[Any, ...]:
        try:
            return tuple(getattr(study, table))
        except InputError as error:
            damaged.append(str(error))
            return ()

    return Contents(
        meta=meta,
        datasets=_unique([*meta.get("data", {}), *(row.dataset for row in runs)]),
        runs=tuple(runs),
        **{table: rows(table) for table in _TABLES},
        damaged=tuple(damaged),
    )


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
