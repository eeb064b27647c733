"""The spaces of the explorer at the moments of their training, from the snapshots of a study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.parallel import run_on_threads
from embedstudy.report.explorer.deltas import code_lists, code_steps, pack_planes, split_bytes
from embedstudy.report.explorer.maps import Projection, fit_joint_axes
from embedstudy.report.explorer.packing import NOTHING_8
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.snapshots import Snapshots
from embedstudy.structure.drift import drift
from embedstudy.structure.knn import compute_cosines, restrict_neighbors
from embedstudy.structure.moment_neighbors import find_moment_neighbors
from embedstudy.structure.spaces import Space

# The moments of a space on the page: with more, some epochs are left out.
MOST_MOMENTS = 30
# Neighbours of a word at the moments between: the most that fit the page.
COUNTS = (10, 5, 3)
_HALF = 32767


@dataclass(frozen=True, eq=False)
class ShownWords:
    """The shown words in a space as training left it.

    Attributes
    ----------
    neighbors, cosines : ndarray, shape (n_words, topn)
        By the numbers of the shown words; -1 for none.
    start_neighbors : ndarray, optional
        Those in the space that the training started from, where the page has it.
    """

    neighbors: np.ndarray
    cosines: np.ndarray
    start_neighbors: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Course:
    """A space at the moments of its training.

    Attributes
    ----------
    snapshots : Snapshots
    moments : ndarray of int64, shape (n_moments,)
        Those on the page.
    words : ShownWords
    neighbors, cosines : ndarray, shape (n_moments, n_words, topn)
        As in `ShownWords`.
    drift : ndarray of float64, shape (n_moments, n_words)
        The cosine of each word with itself at the start; not-a-number for a vector of zeros.
    joint, common : ndarray of float64, shape (n_moments, n_words, 2)
        Places on the principal components of all moments together, and on the common axes.
    """

    snapshots: Snapshots
    moments: np.ndarray
    words: ShownWords
    neighbors: np.ndarray
    cosines: np.ndarray
    drift: np.ndarray
    joint: np.ndarray
    common: np.ndarray


def read_snapshots(study: StudyDirectory, run: str, words: Sequence[str]) -> Snapshots | None:
    """Return the snapshots of a run, if it has them for all of some words.

    A study that takes note of its damage does so here; such snapshots count as missing.

    Raises
    ------
    InputError
        If they are damaged.
    """
    if not study.has_snapshots(run):
        return None
    try:
        snapshots = study.snapshots(run)
    except InputError as error:
        if study.damage is None:
            raise
        study.damage.add(error)
        return None
    return snapshots if set(words) <= set(snapshots.words) else None


def follow_words(
    snapshots: Snapshots,
    words: Sequence[str],
    shown: ShownWords,
    projection: Projection,
    towards: np.ndarray | None,
) -> Course:
    """Return the neighbours, the drift and the places of words at the moments of a training.

    Parameters
    ----------
    snapshots : Snapshots
    words : sequence of str
        Those of the page.
    shown : ShownWords
    projection : Projection
        The common axes.
    towards : ndarray, shape (n_words,), optional
        As in `fit_joint_axes`.
    """
    row_of_word = {word: row for row, word in enumerate(snapshots.words)}
    rows = np.array([row_of_word[word] for word in words], dtype=np.int64)
    moments = choose_moments(snapshots)
    matrices = [np.asarray(snapshots.vectors[moment][rows]) for moment in moments]
    neighbors = _find_neighbors(snapshots, moments, rows, shown.neighbors.shape[1])
    known = np.ones(len(words), dtype=bool)  # snapshots have all of them
    axes = fit_joint_axes(matrices, known, towards)
    start = matrices[0]
    has_start = start.any(axis=1)
    return Course(
        snapshots,
        moments,
        shown,
        np.stack(neighbors),
        np.stack(run_on_threads(compute_cosines, zip(matrices, neighbors, strict=True))),
        np.stack(
            [
                np.where(has_start & matrix.any(axis=1), drift(start, matrix), np.nan)
                for matrix in matrices
            ]
        ),
        np.stack([axes.place(matrix, known) for matrix in matrices]),
        np.stack([projection.place(matrix, known) for matrix in matrices]),
    )


def _find_neighbors(
    snapshots: Snapshots, moments: np.ndarray, rows: np.ndarray, topn: int
) -> list[np.ndarray]:
    """Return the neighbours of some words of snapshots among themselves, at some moments.

    Returns
    -------
    list of ndarray of int32, shape (n_words, topn)
        Places in `rows`.
    """
    is_shown = np.zeros(len(snapshots.words), dtype=bool)
    is_shown[rows] = True
    order = np.argsort(rows)
    place = np.append(order, -1).astype(np.int32)  # -1, no word, has the last place
    neighbors = find_moment_neighbors(snapshots)

    def restrict(moment: int) -> np.ndarray:
        matrix = snapshots.vectors[moment]
        ids = np.empty((len(rows), topn), dtype=np.int32)
        ids[order] = place[restrict_neighbors(matrix, neighbors[moment], is_shown, topn)]
        return ids

    return run_on_threads(restrict, [(moment,) for moment in moments.tolist()])


def choose_moments(snapshots: Snapshots) -> np.ndarray:
    """Return the moments that the page has: all, or the first epoch and some of the others.

    The chosen moment and the last one are always there.
    """
    count = len(snapshots.moments)
    if count <= MOST_MOMENTS:
        return np.arange(count)
    epochs = np.array([moment.epoch for moment in snapshots.moments])
    first = np.flatnonzero(epochs <= 1)[: MOST_MOMENTS // 3]
    others = np.linspace(first[-1] + 1, count - 1, MOST_MOMENTS - len(first) - 1)
    return np.unique([*first, *np.rint(others).astype(np.int64), snapshots.chosen])


def find_reach(courses: Sequence[Course], largest: np.ndarray) -> np.ndarray:
    """Return how far words move beyond the common maps, along each axis; at least 1."""
    reach = np.ones(2)
    scale = np.where(largest > 0, largest, 1)
    for course in courses:
        reach = np.maximum(reach, np.abs(course.common).max(axis=(0, 1), initial=0) / scale)
    return reach


def pack_courses(
    courses: Sequence[Course], largest: np.ndarray, budget: float
) -> list[tuple[int, str] | None]:
    """Return courses with as many neighbours as fit into so many bytes.

    Parameters
    ----------
    courses : sequence of Course
    largest : ndarray, shape (2,)
        The ends of the common maps, `find_reach` in it.
    budget : float

    Returns
    -------
    list of (int, str) or None
        How many neighbours it has, and the packed course. None for those that do not fit, the last
        ones first.
    """
    packed: list[str] = []
    for count in COUNTS:
        packed = run_on_threads(_pack, [(course, largest, count) for course in courses])
        if sum(map(len, packed)) <= budget:
            break
    ends = np.cumsum([len(text) for text in packed])
    return [
        (count, text) if end <= budget else None for text, end in zip(packed, ends, strict=True)
    ]


def _pack(course: Course, largest: np.ndarray, count: int) -> str:
    words = course.words
    is_chosen = (course.moments == course.snapshots.chosen)[:, None, None]
    between = np.flatnonzero(~is_chosen)
    start = words.neighbors if words.start_neighbors is None else words.start_neighbors
    lists = np.where(is_chosen, words.neighbors, course.neighbors)[:, :, :count]
    cosines = np.where(is_chosen, words.cosines, course.cosines)[:, :, :count]
    before = np.concatenate([start[None, :, :count], lists[:-1]])
    coded = [code_lists(lists[moment], before[moment]) for moment in between]
    turned = np.where(np.isnan(course.drift), NOTHING_8, _round(course.drift))
    joint_scale = np.abs(course.joint).max(axis=(0, 1), initial=0)
    return pack_planes(
        [
            *(codes for codes, _ in coded),
            *split_bytes(np.concatenate([np.zeros(0, np.uint16), *(new for _, new in coded)])),
            code_steps(_round(cosines), 8).astype(np.uint8)[between],
            code_steps(turned, 8).astype(np.uint8),
            *split_bytes(code_steps(_scale(course.common, largest), 16)),
            *split_bytes(code_steps(_scale(course.joint, joint_scale), 16)),
        ]
    )


def _round(cosines: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(np.rint(100 * np.nan_to_num(cosines)), -100, 100), np.int64)


def _scale(places: np.ndarray, largest: np.ndarray) -> np.ndarray:
    scaled = np.rint(places / np.where(largest > 0, largest, 1) * _HALF)
    return np.asarray(np.clip(scaled, -_HALF, _HALF), np.int64)


def describe_course(
    course: Course, space: Space, rows: Sequence[DynamicsRow]
) -> dict[str, list[Any] | int]:
    """Return the numbers of the curves, a number for each moment; None where there is none."""
    alignments: Mapping[str, float | None] = {
        _name_epoch(row.epoch): row.task_alignment for row in rows if row.space == space.key
    }
    moments = [course.snapshots.moments[moment] for moment in course.moments.tolist()]
    return {
        "epochs": [moment.epoch for moment in moments],
        "chosen": int(np.flatnonzero(course.moments == course.snapshots.chosen)[0]),
        "total": len(course.snapshots.moments),
        "train_loss": [round(moment.train_loss, 4) for moment in moments],
        "dev_accuracy": [_round_or_none(moment.dev_accuracy) for moment in moments],
        "task_alignment": [
            _round_or_none(alignments.get(_name_epoch(moment.epoch))) for moment in moments
        ],
    }


def _name_epoch(epoch: float) -> str:
    """Return an epoch with the digits that the table has of it."""
    return f"{epoch:.6g}"


def _round_or_none(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
