"""The small tables that the pages of the reference study are written from, as CSV files."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from embedstudy.results.row_format import format_row, list_columns, parse_rows

Row = TypeVar("Row")


@dataclass(frozen=True)
class StudyRow:
    """A study: what it was made on, and how long it took.

    `status` is ``complete``, ``incomplete`` (a run failed) or ``not finished``; a study that is not
    finished has no numbers. `tokens` are the running words of the training texts, `majority` is the
    test accuracy of the most frequent class, and `baseline` the one that is best on dev with all
    texts. `seconds` is the wall time, without the pauses of a study that was resumed.
    """

    encoder: str
    dataset: str
    status: str
    classes: int | None = None
    train: int | None = None
    test: int | None = None
    tokens: int | None = None
    majority: float | None = None
    baseline: str = ""
    seeds: int | None = None
    runs: int | None = None
    trials: int | None = None
    seconds: float | None = None

    @property
    def is_finished(self) -> bool:
        return self.train is not None

    @property
    def tokens_per_text(self) -> float:
        return (self.tokens or 0) / (self.train or 1)


@dataclass(frozen=True)
class CoverageRow:
    """The share of the words of a data set's training texts, and of its tokens, with a vector."""

    dataset: str
    vectors: str
    types: float
    tokens: float


@dataclass(frozen=True)
class PointRow:
    """A point of a learning curve: test accuracy with its 95 % interval over seeds and texts."""

    encoder: str
    dataset: str
    vectors: str
    strategy: str
    train_size: int
    mean: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class PairRow:
    """By how much `a` is better than `b`, with the 95 % interval over seeds and texts.

    `b_vectors` is empty where both have the vectors `vectors`, or none.
    """

    encoder: str
    dataset: str
    vectors: str
    train_size: int
    a: str
    b: str
    b_vectors: str
    delta: float
    ci_low: float
    ci_high: float
    p_value: float | None


@dataclass(frozen=True)
class CrossingRow:
    """From what train size random is ahead of `strategy` for good.

    `status` is ``crossing`` (at `train_size`, with the interval from `low` to `high`, empty where
    it is open), ``always`` (ahead at every size), ``never`` (behind at the largest) or ``level``.
    """

    encoder: str
    dataset: str
    vectors: str
    strategy: str
    status: str
    train_size: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class MeasureRow:
    """A measure of a kind of space, or by how much it lies above that of `other_kind`.

    `measure` is ``task_alignment`` or ``general_meaning`` (WordSim-353). `train_size` is empty
    where the space was trained on all texts. `n` are words, or pairs of words. `scale` is that of
    the start, which tuning chose; a difference has none.
    """

    encoder: str
    dataset: str
    train_size: int | None
    vectors: str
    measure: str
    kind: str
    other_kind: str
    value: float
    ci_low: float | None
    ci_high: float | None
    n: int
    scale: float | None = None


@dataclass(frozen=True)
class CostRow:
    """The seconds of a strategy with all texts: its trials together, and the fastest run.

    `setting` is what tuning chose: a scale of the start such as ``x0.1``, or a value of C.
    """

    encoder: str
    dataset: str
    vectors: str
    strategy: str
    trials: int
    tuning: float | None
    run: float
    setting: str = ""


@dataclass(frozen=True)
class Tables:
    """All tables of the reference study."""

    studies: tuple[StudyRow, ...] = ()
    coverage: tuple[CoverageRow, ...] = ()
    curves: tuple[PointRow, ...] = ()
    pairs: tuple[PairRow, ...] = ()
    crossings: tuple[CrossingRow, ...] = ()
    structure: tuple[MeasureRow, ...] = ()
    costs: tuple[CostRow, ...] = ()

    def find_study(self, encoder: str, dataset: str) -> StudyRow:
        return next(row for row in self.studies if (row.encoder, row.dataset) == (encoder, dataset))

    def list_datasets(self, encoder: str) -> list[str]:
        """List the data sets of the finished studies, those with the fewest tokens first."""
        rows = [row for row in self.studies if row.encoder == encoder and row.is_finished]
        return [row.dataset for row in sorted(rows, key=lambda row: row.tokens or 0)]


KINDS: dict[str, type[Any]] = {
    "studies": StudyRow,
    "coverage": CoverageRow,
    "curves": PointRow,
    "pairs": PairRow,
    "crossings": CrossingRow,
    "structure": MeasureRow,
    "costs": CostRow,
}


def write_tables(tables: Tables, folder: Path) -> None:
    """Write a CSV file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in KINDS.items():
        write_rows(folder / f"{name}.csv", kind, getattr(tables, name))


def read_tables(folder: Path) -> Tables:
    """Read what `write_tables` wrote."""
    return Tables(**{
        name: tuple(read_rows(folder / f"{name}.csv", kind)) for name, kind in KINDS.items()
    })  # fmt: skip


def write_rows(path: Path, kind: type[Any], rows: Iterable[Any]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list_columns(kind), lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(format_row, rows))


def read_rows(path: Path, kind: type[Row]) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return parse_rows(kind, csv.DictReader(file))
