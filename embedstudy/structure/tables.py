"""The tables of what embeddings learned: structure.csv, its differences, drift.csv, words.csv."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, product

from embedstudy.parallel import limit_threads, run_on_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import DriftRow, StructureDifferenceRow, StructureRow, WordRow
from embedstudy.structure.alignment import HeldOutScores
from embedstudy.structure.drift import make_drift_rows
from embedstudy.structure.intervals import MeasuredRow, add_intervals, list_differences
from embedstudy.structure.measurement import (
    MeasuredDataset,
    MeasuredSpace,
    Measurement,
    SpacePair,
    read_measured,
)
from embedstudy.structure.measures import MEASURES
from embedstudy.structure.spaces import has_spaces
from embedstudy.validation import whole_number


@dataclass(frozen=True)
class Structure:
    """The rows of the four tables of a study."""

    structure: list[StructureRow] = field(default_factory=list)
    differences: list[StructureDifferenceRow] = field(default_factory=list)
    drift: list[DriftRow] = field(default_factory=list)
    words: list[WordRow] = field(default_factory=list)


def measure_structure(
    study: StudyDirectory, min_count: int = 1, *, stop_words: bool = True
) -> Structure:
    """Measure the spaces of a study under every seed.

    The drift of each word is that under the first seed that finished.

    Parameters
    ----------
    study : StudyDirectory
    min_count : int
        Words that the training texts have less often are left out of all but `general_meaning`
        and `opposites`.
    stop_words : bool
        Whether to measure the English stop words of scikit-learn too; if not, they are left out in
        the same way.

    Raises
    ------
    InputError
        If no run has finished, or `min_count` is below 1.
    """
    min_count = whole_number("min_count", min_count)
    tables = Structure()
    with limit_threads():  # the number of threads would change the last digit
        for dataset in read_measured(study, min_count, stop_words=stop_words):
            measured = _measure_dataset(dataset)
            tables.structure.extend(add_intervals(measured))
            tables.differences.extend(list_differences(measured))
            first_seeds = [(seeds[0],) for seeds in dataset.by_key.values()]
            tables.drift.extend(chain.from_iterable(run_on_threads(make_drift_rows, first_seeds)))
            tables.words.extend(dataset.words.derive(HeldOutScores).make_word_rows())
    return tables


def write_structure(study: StudyDirectory) -> None:
    """Write structure.csv, structure_differences.csv, drift.csv and words.csv.

    They are empty if only controls have finished, whose spaces say nothing.
    """
    tables = measure_structure(study) if has_spaces(study) else Structure()
    study.write_rows(StructureRow, tables.structure)
    study.write_rows(StructureDifferenceRow, tables.differences)
    study.write_rows(DriftRow, tables.drift)
    study.write_rows(WordRow, tables.words)


def _measure_dataset(dataset: MeasuredDataset) -> list[MeasuredRow]:
    spaces = [(space,) for space in dataset.spaces]
    rows = list(chain.from_iterable(run_on_threads(_measure_space, spaces)))
    seeds = dataset.by_key.values()
    pairs = [pair for spaces in seeds for pair in combinations(spaces, 2)]
    pairs += [pair for a, b in combinations(seeds, 2) for pair in _pair_seeds(a, b)]
    return [*rows, *chain.from_iterable(run_on_threads(_measure_pair, pairs))]


def _pair_seeds(
    a: Iterable[MeasuredSpace], b: Iterable[MeasuredSpace]
) -> Iterator[tuple[MeasuredSpace, MeasuredSpace]]:
    """Pair two spaces under every seed that both have; the pretrained space goes with each."""
    for one, other in product(a, b):
        if len({one.space.seed, other.space.seed} - {None}) < 2:
            yield one, other


def _measure_space(space: MeasuredSpace) -> list[MeasuredRow]:
    space.hold()
    rows = [
        (_make_structure_row(name, measurement, space), measurement.scores)
        for name, measure in MEASURES.items()
        if measure.measure_space is not None
        for measurement in measure.measure_space(space)
    ]
    _ = space.neighbors  # found here, on the thread of the space; pairs share them
    space.release()
    return rows


def _measure_pair(one: MeasuredSpace, other: MeasuredSpace) -> list[MeasuredRow]:
    pair = SpacePair(one, other)
    return [
        (_make_structure_row(name, measurement, one, other), None)
        for name, measure in MEASURES.items()
        if measure.measure_pair is not None
        for measurement in measure.measure_pair(pair)
    ]


def _make_structure_row(
    metric: str, measurement: Measurement, space: MeasuredSpace, other: MeasuredSpace | None = None
) -> StructureRow:
    key = None if other is None else other.space.key
    return StructureRow(
        **space.space.columns,
        metric=metric,
        of=measurement.of,
        value=measurement.value,
        n=measurement.n,
        note=measurement.note,
        other_kind="" if key is None else key.kind,
        other_vectors="" if key is None else key.vectors,
        other_encoder="" if key is None else key.encoder,
        other_seed=None if other is None else other.space.seed,
    )
