"""The spaces of a study: its embedding tables before and after training."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.results.space_labels import SpaceKey
from embedstudy.vectors.word_vectors import WordVectors

# Their spaces are random, or nothing, and do not learn.
_CONTROLS = ("random-frozen", "zeros")


@dataclass(frozen=True)
class Space:
    """A space of a study.

    Attributes
    ----------
    key : SpaceKey
        What tells it from the others, whatever the seed.
    vectors : WordVectors
        Its words and their vectors, named after the run.
    known : ndarray of bool, shape (n_words,), optional
        The words that have a place in it; all by default. The pretrained space has no place for a
        word without a pretrained vector.
    seed : int, optional
        The seed of its run; None for the pretrained space, which is the same under every seed.
    before : WordVectors, optional
        The vectors that training started from; None if nothing was trained.
    """

    key: SpaceKey
    vectors: WordVectors
    known: np.ndarray | None = None
    seed: int | None = None
    before: WordVectors | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that name the space in the tables of a study."""
        return {**asdict(self.key), "seed": self.seed}

    def neighbors(self, word: str, topn: int) -> list[tuple[str, float]]:
        """Return the nearest words, with their cosines; none if the word has no place here."""
        if self.known is not None and not self.known[self.vectors.ids[word]]:
            return []
        return self.vectors.neighbors(word, topn, among=self.known)


def has_spaces(study: StudyDirectory) -> bool:
    """Tell whether a study has a space to look into; the spaces of controls say nothing."""
    return any(_is_shown(study, row) for row in study.runs)


def list_spaces(study: StudyDirectory, *, every_seed: bool = False) -> list[Space]:
    """List the spaces of a study in the order of its runs, each after the space it began as.

    Parameters
    ----------
    study : StudyDirectory
    every_seed : bool
        Whether to list a space once for every seed; by default only under the first seed that
        finished. The pretrained space is listed once.

    Raises
    ------
    InputError
        If no run has finished, or a file of a space is damaged.
    """
    rows_by_cell: dict[tuple[str, str, str, str], list[RunRow]] = {}
    for row in study.runs:
        if _is_shown(study, row):
            cell = (row.dataset, row.vectors, row.encoder, row.strategy)
            rows_by_cell.setdefault(cell, []).append(row)
    if not rows_by_cell:
        raise InputError(f"{study.path}: no finished run to look into")
    rows_by_first = {rows[0].run: rows for rows in rows_by_cell.values()}
    firsts = _without_twins(study, [rows[0] for rows in rows_by_cell.values()])
    has_frozen = {(row.dataset, row.vectors) for row in firsts if row.strategy == "frozen"}
    pretrained: dict[SpaceKey, Space] = {}
    spaces: list[Space] = []
    for first in firsts:
        rows = rows_by_first[first.run] if every_seed else [first]
        key = _space_key(first, firsts)
        if first.strategy == "random":
            trained = [_trained_space(study, row, key) for row in rows]
            spaces += [_space_before(space) for space in trained]
            spaces += trained
            continue
        table = SpaceKey(first.dataset, "pretrained", first.vectors)
        if table not in pretrained and (
            first.strategy == "frozen" or (first.dataset, first.vectors) not in has_frozen
        ):
            pretrained[table] = _pretrained_space(study, first, table)
            spaces.append(pretrained[table])
        if first.strategy != "frozen":
            spaces += [_trained_space(study, row, key) for row in rows]
    return spaces


def _is_shown(study: StudyDirectory, row: RunRow) -> bool:
    return row.status == "ok" and row.strategy not in _CONTROLS and study.has_space(row.run)


def _without_twins(study: StudyDirectory, rows: Sequence[RunRow]) -> list[RunRow]:
    """Leave out random runs with the same bytes as another: those of two tables of one dimension.

    Random embeddings of one dimension are the same with every table.
    """
    matrices: dict[str, list[np.ndarray]] = {}
    others = []
    for row in rows:
        if row.strategy == "random":
            matrix = study.space(row.run).matrix
            known_matrices = matrices.setdefault(row.dataset, [])
            if any(np.array_equal(known, matrix) for known in known_matrices):
                continue
            known_matrices.append(matrix)
        others.append(row)
    return others


def _space_key(row: RunRow, rows: Sequence[RunRow]) -> SpaceKey:
    """Return the key of the space that a run trained; random weights need no vectors in theirs.

    They do where tables differ in their dimension, and with it the random weights.
    """
    vectors = row.vectors
    if row.strategy == "random":
        place = (row.dataset, row.encoder, row.strategy)
        if sum((r.dataset, r.encoder, r.strategy) == place for r in rows) == 1:
            vectors = ""
    return SpaceKey(row.dataset, row.strategy, vectors, row.encoder)


def _trained_space(study: StudyDirectory, row: RunRow, key: SpaceKey) -> Space:
    after, before = study.space(row.run), study.space(row.run, initial=True)
    if before.matrix.shape != after.matrix.shape:
        raise InputError(
            f"{study.path / 'spaces' / row.run}: damaged, initial.npy and vectors.npy are not of "
            "one shape"
        )
    return Space(key, after, seed=row.seed, before=before)


def _space_before(space: Space) -> Space:
    if space.before is None:
        raise ValueError(f"{space.key}: nothing was trained")
    key = SpaceKey(space.key.dataset, "random-before", space.key.vectors, space.key.encoder)
    return Space(key, space.before, seed=space.seed)


def _pretrained_space(study: StudyDirectory, row: RunRow, key: SpaceKey) -> Space:
    vectors = study.space(row.run, initial=row.strategy != "frozen")
    known = np.ones(len(vectors), dtype=bool)
    known[study.without_vector(row.run)] = False
    return Space(key, vectors, known)
