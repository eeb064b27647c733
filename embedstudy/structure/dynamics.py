"""Dynamics: how a space takes shape while it is trained, in dynamics.csv."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from embedstudy.parallel import limit_threads, run_on_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import DIVERGED, DynamicsRow, RunRow
from embedstudy.results.snapshots import Snapshots
from embedstudy.results.space_labels import SpaceKey
from embedstudy.strategies import STRATEGIES, uses_vectors
from embedstudy.structure.alignment import (
    HeldOutScores,
    explain_no_alignment,
    has_neighbors,
    observed_alignment,
)
from embedstudy.structure.antonyms import OPPOSITES, opposition
from embedstudy.structure.change import change_rank, change_share, relative_change
from embedstudy.structure.geometry import effective_rank, have_directions
from embedstudy.structure.knn import nearest, restrict_neighbors
from embedstudy.structure.measurement import (
    TOPN,
    MeasuredSpace,
    MeasuredWords,
    describe_left_out,
    read_measured,
)
from embedstudy.structure.moment_neighbors import find_moment_neighbors
from embedstudy.structure.spaces import has_spaces
from embedstudy.structure.stability import overlap
from embedstudy.structure.word_similarity import MIN_PAIRS, general_meaning, read_judgements
from embedstudy.wording import counted

# The judgements of which training texts have the most pairs.
JUDGEMENTS = "WordSim-353"
_OPPOSITES = tuple(pair for pairs in OPPOSITES.values() for pair in pairs)
_WITHOUT = "the run was made without snapshots"
# A number or None, and why it is None.
_Value = tuple[float | None, str]


def measure_dynamics(study: StudyDirectory) -> list[DynamicsRow]:
    """Measure the spaces of a study at every moment that it has snapshots of.

    Returns
    -------
    list of DynamicsRow
        Empty if the study keeps no snapshots. A run that should have some and has none has one
        row, which says why.

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    if not keeps_snapshots(study):
        return []
    words_by_dataset: dict[str, MeasuredWords] = {}
    spaces: dict[str, MeasuredSpace] = {}
    for dataset in read_measured(study) if has_spaces(study) else ():
        words_by_dataset[dataset.words.dataset] = dataset.words
        trained = [space for space in dataset.spaces if space.space.before is not None]
        spaces |= {space.space.vectors.name: space for space in trained}
    rows: list[DynamicsRow] = []
    with limit_threads():  # the number of threads would change the last digit
        for run in _list_first_runs(study):
            space = spaces.get(run.run)
            if space is not None and study.has_snapshots(run.run):
                words = words_by_dataset[run.dataset]
                rows += _measure_run(space, study.snapshots(run.run), words)
            elif space is not None:
                rows.append(_make_lacking_row(run, space.space.key, _WITHOUT))
            elif run.status == DIVERGED:
                key = SpaceKey(run.dataset, run.strategy, _name_vectors(run), run.encoder)
                rows.append(_make_lacking_row(run, key, f"the run diverged: {run.note}"))
    return rows


def write_dynamics(study: StudyDirectory) -> None:
    """Write dynamics.csv, if the study keeps snapshots."""
    rows = measure_dynamics(study)
    if rows or study.has_table(DynamicsRow):
        study.write_rows(DynamicsRow, rows)


def keeps_snapshots(study: StudyDirectory) -> bool:
    """Tell whether a study keeps snapshots, or has some that it took before."""
    plan = study.meta.get("snapshots")
    is_on = isinstance(plan, dict) and plan.get("kept") is True
    return is_on or any(study.has_snapshots(row.run) for row in _list_first_runs(study))


def _list_first_runs(study: StudyDirectory) -> list[RunRow]:
    """List the runs of the first seed on all training texts whose space training changes."""
    sizes: dict[str, int] = {}
    for row in study.runs:
        sizes[row.dataset] = max(row.train_size, sizes.get(row.dataset, 0))
    return [
        row
        for row in study.runs
        if row.seed == 0
        and not row.fold
        and row.train_size == sizes[row.dataset]
        and row.strategy in STRATEGIES
        and STRATEGIES[row.strategy].learns
        and not STRATEGIES[row.strategy].is_control
    ]


def _name_vectors(run: RunRow) -> str:
    return run.vectors if uses_vectors(run.strategy) else ""


@dataclass(frozen=True, eq=False)
class _Subject:
    """The snapshots of a run, on the words that are measured.

    Attributes
    ----------
    snapshots : Snapshots
    words : MeasuredWords
        Of the words of the snapshots, those that have a place in every space of the data set. The
        note counts the others.
    places : ndarray of int64, shape (n_measured,)
        Where the snapshots have the measured words.
    pairs, ratings : ndarray
        Where they have the words of judged pairs, shape (n_pairs, 2), and what people say.
    opposites : ndarray of int64, shape (n_opposites, 2)
    """

    snapshots: Snapshots
    words: MeasuredWords
    places: np.ndarray
    pairs: np.ndarray
    ratings: np.ndarray
    opposites: np.ndarray

    def read_vectors(self, moment: int) -> np.ndarray:
        """Return the vectors of the measured words at a moment; shape (n_measured, dim)."""
        return np.asarray(self.snapshots.vectors[moment, self.places])

    def count_zeros(self, moment: int) -> str:
        """Say how many of the measured words have vectors of zeros; nothing if none has."""
        count = int((~self.read_vectors(moment).any(axis=1)).sum())
        return f"{counted(count, 'word')} without a direction" if count else ""

    def read_pairs(
        self, moment: int, pairs: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the vectors of the words of pairs at a moment, and which have two directions."""
        vectors = self.snapshots.vectors[moment]
        one, other = vectors[pairs[:, 0]], vectors[pairs[:, 1]]
        has_directions = have_directions(one, other)
        return one[has_directions], other[has_directions], has_directions


def _make_subject(snapshots: Snapshots, words: MeasuredWords) -> _Subject:
    """Choose the measured words of snapshots."""
    place_of = {word: i for i, word in enumerate(snapshots.words) if word in words.ids}
    places = np.fromiter(place_of.values(), np.int64, len(place_of))
    rows = np.fromiter((words.ids[word] for word in place_of), np.int64, len(place_of))
    usable = words.usable[rows]
    judged = [
        (place_of[a], place_of[b], rating)
        for a, b, rating in read_judgements(JUDGEMENTS)
        if a in place_of and b in place_of
    ]
    opposites = [(place_of[a], place_of[b]) for a, b in _OPPOSITES if {a, b} <= place_of.keys()]
    return _Subject(
        snapshots,
        replace(words, rows=rows[usable], note=describe_left_out(len(snapshots.words) - len(rows))),
        places[usable],
        np.array([pair[:2] for pair in judged], np.int64).reshape(-1, 2),
        np.array([pair[2] for pair in judged]),
        np.array(opposites, np.int64).reshape(-1, 2),
    )


def _measure_run(
    space: MeasuredSpace, snapshots: Snapshots, words: MeasuredWords
) -> list[DynamicsRow]:
    subject = _make_subject(snapshots, words)
    moments = range(len(snapshots.moments))
    neighbors = _find_neighbors(subject)
    measures = run_on_threads(_measure_moment, [(subject, i) for i in moments])
    rows = []
    for i, moment in enumerate(snapshots.moments):
        values = measures[i] | _measure_overlaps(neighbors, i, snapshots.chosen)
        notes = [f"{name.replace('_', ' ')}: {note}" for name, (_, note) in values.items() if note]
        columns: dict[str, Any] = {
            **space.space.columns,
            **asdict(moment),
            **{name: value for name, (value, _) in values.items()},
            "note": "; ".join(
                [*filter(None, [subject.words.note, subject.count_zeros(i)]), *notes]
            ),
        }
        is_chosen = i == snapshots.chosen
        rows.append(DynamicsRow(**columns, chosen=is_chosen, n=len(subject.places)))
    return rows


def _measure_overlaps(
    neighbors: Sequence[np.ndarray], moment: int, chosen: int
) -> dict[str, _Value]:
    """Measure the overlaps of a moment; nothing where fewer than two words are measured."""
    if not neighbors:
        return {"overlap_before": (None, ""), "overlap_end": (None, "")}
    before = _share(neighbors[moment], neighbors[moment - 1]) if moment else (None, "")
    return {
        "overlap_before": before,
        "overlap_end": _share(neighbors[moment], neighbors[chosen]),
    }


def _share(one: np.ndarray, other: np.ndarray) -> _Value:
    """Return the share of neighbours in common, which a moment without directions has not."""
    if not (has_neighbors(one) and has_neighbors(other)):
        return None, "fewer than two words have a direction"
    return overlap(one, other), ""


def _find_neighbors(subject: _Subject) -> list[np.ndarray]:
    """Return the neighbours of the measured words at each moment; none of fewer than two words."""
    if len(subject.places) < 2:
        return []
    snapshots = subject.snapshots
    is_measured = np.zeros(len(snapshots.words), dtype=bool)
    is_measured[subject.places] = True
    matrices = zip(snapshots.vectors, find_moment_neighbors(snapshots), strict=True)
    return run_on_threads(
        restrict_neighbors,
        [(matrix, neighbors, is_measured, TOPN) for matrix, neighbors in matrices],
    )


def _measure_moment(subject: _Subject, moment: int) -> dict[str, _Value]:
    """Return the measures of a moment by column."""
    pairs = {
        "opposites": _measure_opposites(subject, moment),
        "general_meaning": _measure_general_meaning(subject, moment),
    }
    if len(subject.places) < 2:
        nothing = None, "fewer than two words to measure"
        names = ("task_alignment", "effective_rank", *_CHANGES)
        return {**dict.fromkeys(names, nothing), **pairs}
    vectors = subject.read_vectors(moment)
    return {
        "task_alignment": _measure_alignment(subject, vectors),
        "effective_rank": (effective_rank(vectors), ""),
        **_measure_change(subject, vectors),
        **pairs,
    }


def _measure_alignment(subject: _Subject, vectors: np.ndarray) -> _Value:
    held_out = subject.words.derive(HeldOutScores)
    if not held_out.has_enough_words:
        return None, held_out.explain_lack()
    neighbors = nearest(vectors[held_out.tested], TOPN)[0]
    value = observed_alignment(neighbors, held_out.scores)
    return value, "" if value is not None else explain_no_alignment(neighbors)


_CHANGES = ("change_rank", "change_share", "change_norm")


def _measure_change(subject: _Subject, vectors: np.ndarray) -> dict[str, _Value]:
    before = subject.read_vectors(0)
    n_directions = len(subject.words.counts.classes) - 1
    share, norm = change_share(before, vectors, n_directions), relative_change(before, vectors)
    values = (
        (change_rank(before, vectors), ""),
        (share, "nothing has changed" if share is None else ""),
        (norm, "the space starts at zero" if norm is None else ""),
    )
    return dict(zip(_CHANGES, values, strict=True))


def _measure_opposites(subject: _Subject, moment: int) -> _Value:
    if not len(subject.opposites):
        return None, f"none of {len(_OPPOSITES)} pairs is among the words"
    one, other, has_directions = subject.read_pairs(moment, subject.opposites)
    if not has_directions.any():
        return None, "no pair has two directions"
    return opposition(one, other), ""


def _measure_general_meaning(subject: _Subject, moment: int) -> _Value:
    one, other, has_directions = subject.read_pairs(moment, subject.pairs)
    if len(one) < MIN_PAIRS:
        among = "the words" if len(one) == len(subject.pairs) else "those with a direction"
        note = f"only {len(one)} pairs of {JUDGEMENTS} among {among}, and {MIN_PAIRS} are needed"
        return None, note
    value = general_meaning(one, other, subject.ratings[has_directions])
    return value, "all pairs have the same cosine" if value is None else ""


def _make_lacking_row(run: RunRow, key: SpaceKey, reason: str) -> DynamicsRow:
    columns: dict[str, Any] = dict.fromkeys(field.name for field in fields(DynamicsRow))
    columns |= {**asdict(key), "seed": run.seed, "note": reason}
    return DynamicsRow(**{**columns, "epoch": 0.0, "chosen": False, "n": 0})
