"""Read finished studies into the small tables of the reference study."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from statistics import fmean

from benchmarks.reference import (
    ENCODERS,
    VECTORS,
    is_finished,
    is_short_enough,
    measure_seconds,
)
from benchmarks.reference_structure import FOLDER as STRUCTURE
from benchmarks.reference_structure import SIZES as SAMPLE_SIZES
from benchmarks.reference_structure import Sample
from benchmarks.reference_study.tables import (
    CostRow,
    CoverageRow,
    CrossingRow,
    MeasureRow,
    PairRow,
    PointRow,
    StudyRow,
    Tables,
)
from embedstudy import registry
from embedstudy.baselines import BASELINES, is_chance
from embedstudy.results.directory import LOG, StudyDirectory
from embedstudy.results.rows import CROSSING, CrossoverRow, StructureRow
from embedstudy.statistics.estimates import difference_interval
from embedstudy.statistics.pairs import CellResults, Pair, PredictionReader, group_cells
from embedstudy.strategies import REFERENCE, USUAL

NOT_FINISHED = "not finished"
# The sizes at which baselines and tables of vectors are compared, apart from all texts.
FEW_SIZES = (100, 1000)
# Tables of vectors that are compared with the first one.
FIRST, *OTHERS = VECTORS
# The measures of structure.csv that the pages tell, and which part of each.
MEASURES = {"task_alignment": "observed", "general_meaning": "WordSim-353"}
ALWAYS, NEVER, LEVEL = "always", "never", "level"


def collect_tables(
    folders: Sequence[Path], datasets: Sequence[str] | None = None, structure: Path | None = None
) -> Tables:
    """Read the studies in ENCODER/DATASET; one that is not finished has a row that says so.

    Parameters
    ----------
    folders : sequence of Path
        Folders that `benchmarks/reference.py` had as ``--out``; of two finished studies the first.
    datasets : sequence of str, optional
        All built-in data sets by default.
    structure : Path, optional
        The studies of small samples; ``structure`` in the first folder by default.
    """
    tables = Tables()
    for encoder in ENCODERS:
        for dataset in datasets or registry.dataset_names():
            paths = [folder / encoder / dataset for folder in folders]
            finished = list(filter(is_finished, paths))
            if finished:
                study = StudyDirectory(finished[0])
                tables = _add(tables, ReferenceStudy(encoder, dataset, study))
            elif any(path.exists() for path in paths) or _is_asked(tables, encoder, dataset):
                row = StudyRow(encoder, dataset, NOT_FINISHED)
                tables = replace(tables, studies=(*tables.studies, row))
    samples = list_sample_measures(structure or folders[0] / STRUCTURE, datasets)
    return replace(
        tables,
        coverage=tuple(dict.fromkeys(tables.coverage)),
        structure=(*tables.structure, *samples),
    )


def list_sample_measures(
    folder: Path, datasets: Sequence[str] | None = None
) -> Iterator[MeasureRow]:
    """Give the measures of spaces in the studies of small samples that are finished."""
    for dataset in datasets or registry.dataset_names():
        for size in SAMPLE_SIZES:
            path = folder / Sample(dataset, size).name
            if is_finished(path):
                yield from list_measures("mean", dataset, size, StudyDirectory(path))


def _is_asked(tables: Tables, encoder: str, dataset: str) -> bool:
    known = {row.dataset: row.tokens_per_text for row in tables.studies if row.is_finished}
    return is_short_enough(encoder, known.get(dataset, float("inf")))


def _add(tables: Tables, study: "ReferenceStudy") -> Tables:
    return Tables(
        studies=(*tables.studies, study.describe()),
        coverage=(*tables.coverage, *study.list_coverage()),
        curves=(*tables.curves, *study.list_points()),
        pairs=(*tables.pairs, *study.list_pairs(), *study.compare_vectors()),
        crossings=(*tables.crossings, *study.list_crossings()),
        structure=(*tables.structure, *study.list_measures()),
        costs=(*tables.costs, *study.list_costs()),
    )


@dataclass(frozen=True)
class ReferenceStudy:
    """A finished study of one data set and encoder, by the names of its folders."""

    encoder: str
    dataset: str
    directory: StudyDirectory

    @cached_property
    def _all_texts(self) -> int:
        return max(row.train_size for row in self.directory.summary)

    @cached_property
    def _baseline(self) -> str:
        """The baseline with the best dev accuracy where all texts are used."""
        scores: dict[str, list[float]] = {}
        for row in self.directory.runs:
            is_candidate = row.strategy in BASELINES and not is_chance(row.strategy)
            if is_candidate and row.train_size == self._all_texts and row.dev_accuracy is not None:
                scores.setdefault(row.strategy, []).append(row.dev_accuracy)
        return max(scores, key=lambda name: fmean(scores[name])) if scores else ""

    def describe(self) -> StudyRow:
        meta = self.directory.meta
        (facts,) = meta["data"].values()
        majority = [
            row.mean
            for row in self.directory.summary
            if is_chance(row.strategy) and row.train_size == self._all_texts
        ]
        return StudyRow(
            self.encoder, self.dataset, meta["status"], len(facts["classes"]), facts["train"],
            facts["test"], facts["tokens"], majority[0] if majority else None, self._baseline,
            meta["identity"]["seeds"], len(self.directory.runs), len(self.directory.tuning),
            measure_seconds(self.directory.path),
        )  # fmt: skip

    def list_coverage(self) -> Iterator[CoverageRow]:
        (coverage,) = self.directory.meta["coverage"].values()
        for name, shares in coverage.items():
            yield CoverageRow(self.dataset, name, shares["types"], shares["tokens"])

    def list_points(self) -> Iterator[PointRow]:
        for row in self.directory.curve:
            yield PointRow(self.encoder, self.dataset, row.vectors, row.strategy, row.train_size,
                           row.mean, row.ci_low, row.ci_high)  # fmt: skip

    def list_pairs(self) -> Iterator[PairRow]:
        """Give the pairs of strategies, and of each strategy with the best baseline."""
        for row in self.directory.comparisons:
            if row.delta is None or row.ci_low is None or row.ci_high is None or not row.encoder:
                continue
            names = {row.a, row.b}
            is_few = row.train_size in (*FEW_SIZES, self._all_texts)
            if names <= {*USUAL} or (is_few and names <= {*USUAL, self._baseline}):
                yield PairRow(
                    self.encoder, self.dataset, row.vectors, row.train_size, row.a, row.b, "",
                    row.delta, row.ci_low, row.ci_high, row.p_value,
                )  # fmt: skip

    def compare_vectors(self) -> Iterator[PairRow]:
        """Compare each strategy with other tables of vectors with the same and the first table.

        Random is compared too: its table has the number of dimensions of the vectors.
        """
        cells = {
            (cell.place[1], cell.strategy, cell.train_size): cell
            for cell in group_cells(self.directory.runs)
            if not cell.is_baseline
        }
        reader = PredictionReader(self.directory)
        for (vectors, strategy, size), cell in cells.items():
            with_first = cells.get((FIRST, strategy, size))
            is_few = size in (*FEW_SIZES, self._all_texts)
            if vectors in OTHERS and is_few and with_first is not None:
                yield from self._compare(reader, cell, with_first)

    def _compare(
        self, reader: PredictionReader, cell: CellResults, reference: CellResults
    ) -> Iterator[PairRow]:
        pair = Pair(cell.place, cell, reference)
        losses, reference_losses = ([run.train_loss for run in c.runs] for c in (cell, reference))
        # Random with the same number of dimensions is the same, and so is each of its runs.
        if not pair.seeds or (cell.strategy == REFERENCE and losses == reference_losses):
            return
        advantages = reader.advantages(pair, pair.seeds)
        result = reader.tested(cell, pair.seeds).estimate_and_test(advantages)
        low, high = difference_interval(result, advantages.shape[1])
        yield PairRow(
            self.encoder, self.dataset, cell.place[1], cell.train_size, cell.strategy,
            reference.strategy, reference.place[1], float(advantages.mean()), low, high,
            result.p_value,
        )  # fmt: skip

    def list_crossings(self) -> Iterator[CrossingRow]:
        for row in self.directory.crossovers:
            names = {row.a, row.b}
            if REFERENCE in names and row.encoder and names <= {*USUAL, self._baseline}:
                (strategy,) = names - {REFERENCE}
                status = read_crossing(row)
                place = row.train_size, row.low, row.high
                yield CrossingRow(self.encoder, self.dataset, row.vectors, strategy, status,
                                  *(place if status == CROSSING else (None,) * 3))  # fmt: skip

    def list_measures(self) -> Iterator[MeasureRow]:
        yield from list_measures(self.encoder, self.dataset, None, self.directory)

    def list_costs(self) -> Iterator[CostRow]:
        trials = [row for row in self.directory.tuning if row.train_size == self._all_texts]
        runs = [
            row
            for row in self.directory.runs
            if row.train_size == self._all_texts and not is_chance(row.strategy) and row.seconds
        ]
        log = (self.directory.path / LOG).read_text(encoding="utf-8").splitlines()
        for vectors, strategy in dict.fromkeys((row.vectors, row.strategy) for row in runs):
            place = (vectors, strategy)
            members = [row for row in runs if (row.vectors, row.strategy) == place]
            first = members[0]
            yield CostRow(
                self.encoder, self.dataset, vectors, strategy,
                sum((row.vectors, row.strategy) == place for row in trials),
                sum_tuning_seconds(log, self._all_texts, vectors, strategy),
                min(row.seconds or 0 for row in members),
                f"C {first.c:.2g}" if first.c is not None else f"x{first.scale or 1:.2g}",
            )  # fmt: skip


def read_crossing(row: CrossoverRow) -> str:
    """Return from where random is ahead of the other strategy of a row of crossovers.csv.

    Its `a` is ahead at the largest size.
    """
    if row.note.startswith("level"):
        return LEVEL
    if row.a != REFERENCE:
        return NEVER
    return CROSSING if row.status == CROSSING else ALWAYS


def list_measures(
    encoder: str, dataset: str, train_size: int | None, directory: StudyDirectory
) -> Iterator[MeasureRow]:
    """Give the measures of each kind of space, and the differences of every two kinds."""
    full = max((run.train_size for run in directory.runs), default=0)
    scales = {
        (run.vectors or FIRST, run.strategy): run.scale
        for run in directory.runs
        if run.train_size == full
    }
    spaces: dict[tuple[str, str, str], list[StructureRow]] = {}
    for row in directory.structure:
        if MEASURES.get(row.metric) == row.of and row.value is not None:
            # If a study has one table of vectors alone, random is not named after it.
            spaces.setdefault((row.vectors or FIRST, row.metric, row.kind), []).append(row)
    for (vectors, measure, kind), rows in spaces.items():
        value = fmean(row.value or 0 for row in rows)
        yield MeasureRow(encoder, dataset, train_size, vectors, measure, kind, "", value,
                         rows[0].ci_low, rows[0].ci_high, rows[0].n,
                         scales.get((vectors, kind)))  # fmt: skip
    for pair in directory.structure_differences:
        if MEASURES.get(pair.metric) == pair.of:
            vectors = pair.vectors or pair.other_vectors or FIRST
            yield MeasureRow(encoder, dataset, train_size, vectors, pair.metric, pair.kind,
                             pair.other_kind, pair.value, pair.ci_low, pair.ci_high,
                             pair.n)  # fmt: skip


def sum_tuning_seconds(
    log: Sequence[str], train_size: int, vectors: str, strategy: str
) -> float | None:
    """Return the seconds of all trials of a strategy with so many texts; None if none is logged.

    Examples
    --------
    >>> line = "INFO finished: tuning 1,000 texts, glove, frozen, C 1, seed 7: dev 9.1 %, 0.25 s"
    >>> sum_tuning_seconds([line, line], 1000, "glove", "frozen")
    0.5
    """
    name = ", ".join(filter(None, (vectors, strategy)))
    begin = f" finished: tuning {train_size:,} texts, {name}, "
    ends = (re.search(r"([\d.,]+) s$", line) for line in log if begin in line)
    seconds = [float(end[1].replace(",", "")) for end in ends if end]
    return sum(seconds) if seconds else None
