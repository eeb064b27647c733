"""The tables of what embeddings learned: structure.csv, drift.csv and words.csv."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product

from embedstudy.parallel import on_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import DriftRow, StructureRow, WordRow
from embedstudy.structure import antonyms, drift, geometry, stability, word_similarity
from embedstudy.structure.alignment import TaskMeaning
from embedstudy.structure.measurement import Measured, Measurement, Place, measured_of
from embedstudy.structure.spaces import has_spaces
from embedstudy.validation import whole_number

Pair = tuple[Place, Place]

# Measures of one space: each from a place to findings. `Task.findings` comes to them.
OF_ONE = (drift.findings, word_similarity.findings, antonyms.findings, geometry.findings)


@dataclass(frozen=True)
class Structure:
    """What was measured in a study: the rows of its three tables."""

    structure: list[StructureRow]
    drift: list[DriftRow]
    words: list[WordRow]


def structure_of(
    study: StudyDirectory, min_count: int = 1, *, stop_words: bool = True
) -> Structure:
    """Measure the spaces of a study: every seed's.

    Drift word by word is that of the first seed that finished.

    Parameters
    ----------
    study : StudyDirectory
    min_count : int
        Words that the training texts have less often are left out of all but `general_meaning`
        and `opposites`.
    stop_words : bool
        Whether the English stop words of scikit-learn are measured too; if not, they are left out
        of as much.

    Raises
    ------
    InputError
        If no run has finished, or `min_count` is below 1.
    """
    from threadpoolctl import threadpool_limits

    min_count = whole_number("min_count", min_count)
    found = Structure([], [], [])
    with threadpool_limits(1):  # as many as there are would change the last digit
        for measured in measured_of(study, min_count, stop_words=stop_words):
            task = TaskMeaning(measured.words)
            found.structure.extend(_structure_rows(measured, task))
            firsts = [(places[0],) for places in measured.by_key.values()]
            found.drift.extend(chain.from_iterable(on_threads(drift.drift_rows, firsts)))
            found.words.extend(task.word_rows())
    return found


def write_structure(study: StudyDirectory) -> None:
    """Compute structure.csv, drift.csv and words.csv.

    They are empty if no run has finished but those of controls, whose spaces say nothing.
    """
    found = structure_of(study) if has_spaces(study) else Structure([], [], [])
    study.write_rows(StructureRow, found.structure)
    study.write_rows(DriftRow, found.drift)
    study.write_rows(WordRow, found.words)


def _structure_rows(measured: Measured, task: TaskMeaning) -> Iterator[StructureRow]:
    def of_one(place: Place) -> list[StructureRow]:
        found = [_rows(place, measure(place)) for measure in (task.findings, *OF_ONE)]
        _ = place.neighbors  # here, where every space has its turn; pairs share them
        place.let_go()
        return list(chain.from_iterable(found))

    places = [(place,) for place in measured.places]
    yield from chain.from_iterable(on_threads(of_one, places))
    pairs = [pair for places in measured.by_key.values() for pair in combinations(places, 2)]
    for a, b in combinations(measured.by_key, 2):
        pairs += _between_spaces(measured.by_key[a], measured.by_key[b])
    yield from chain.from_iterable(on_threads(_pair_rows, pairs))


def _between_spaces(a: list[Place], b: list[Place]) -> Iterator[Pair]:
    """Pair two spaces under every seed that both have; the pretrained one is under each."""
    for one, other in product(a, b):
        if len({one.space.seed, other.space.seed} - {None}) < 2:
            yield one, other


def _pair_rows(one: Place, other: Place) -> list[StructureRow]:
    return _rows(one, stability.findings(one, other), other)


def _rows(
    place: Place, findings: Iterable[Measurement], other: Place | None = None
) -> list[StructureRow]:
    return [
        StructureRow(
            **place.space.columns,
            metric=each.metric,
            of=each.of,
            other_kind="" if other is None else other.space.key.kind,
            other_vectors="" if other is None else other.space.key.vectors,
            other_encoder="" if other is None else other.space.key.encoder,
            other_seed=None if other is None else other.space.seed,
            value=each.value,
            n=each.n,
            note=each.note,
        )
        for each in findings
    ]
