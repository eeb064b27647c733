"""The spaces of a study: its embedding tables before and after training."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.results.space_labels import SpaceKey
from embedstudy.storage import release_memory
from embedstudy.strategies import STRATEGIES, uses_vectors
from embedstudy.vectors.word_vectors import WordVectors

# Rows of two matrices that are compared at a time.
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Space:
    """A space of a study.

    Attributes
    ----------
    key : SpaceKey
        The key that tells it from the others, whatever the seed.
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
    firsts = _drop_twins(study, [rows[0] for rows in rows_by_cell.values()])
    untrained = {
        _find_key_before(row)
        for row in firsts
        if uses_vectors(row.strategy) and not is_trained(row)
    }
    tables: set[SpaceKey] = set()
    spaces: list[Space] = []
    for first in firsts:
        rows = rows_by_first[first.run] if every_seed else [first]
        if not uses_vectors(first.strategy):
            spaces += _read_random_spaces(study, rows, _name_vectors(first, firsts))
            continue
        table = _find_key_before(first)
        if table not in tables and not (is_trained(first) and table in untrained):
            tables.add(table)
            spaces.append(_read_pretrained_space(study, first, table))
        if is_trained(first):
            key = SpaceKey(first.dataset, first.strategy, first.vectors, first.encoder)
            spaces += [_read_trained_space(study, row, key) for row in rows]
    return spaces


def _is_shown(study: StudyDirectory, row: RunRow) -> bool:
    is_control = row.strategy in STRATEGIES and STRATEGIES[row.strategy].is_control
    return row.has_result and not is_control and study.has_space(row.run)


def is_trained(row: RunRow) -> bool:
    """Tell whether training changes the space of a run."""
    return row.strategy not in STRATEGIES or STRATEGIES[row.strategy].learns


def _drop_twins(study: StudyDirectory, rows: Sequence[RunRow]) -> list[RunRow]:
    """Leave out random runs with the same bytes as another, of a table of the same dimension."""
    matrices: dict[tuple[str, str], list[np.ndarray]] = {}
    others = []
    for row in rows:
        if not uses_vectors(row.strategy):
            matrix = study.space(row.run).matrix
            known_matrices = matrices.setdefault((row.dataset, row.strategy), [])
            if any(_are_equal(known, matrix) for known in known_matrices):
                continue
            known_matrices.append(matrix)
        others.append(row)
    return others


def _are_equal(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two matrices are the same, some rows at a time."""
    if one.shape != other.shape:
        return False
    parts = (slice(start, start + ROWS_AT_ONCE) for start in range(0, len(one), ROWS_AT_ONCE))
    are_equal = all(np.array_equal(one[part], other[part]) for part in parts)
    for matrix in (one, other):
        release_memory(matrix)
    return are_equal


def _name_vectors(row: RunRow, rows: Sequence[RunRow]) -> str:
    """Return the vectors that the key of random weights names: none, if there is one dimension."""
    place = (row.dataset, row.encoder, row.strategy)
    is_alone = sum((r.dataset, r.encoder, r.strategy) == place for r in rows) == 1
    return "" if is_alone else row.vectors


def _find_key_before(row: RunRow) -> SpaceKey:
    """Return the key of the table that a run with pretrained vectors starts from."""
    kind = STRATEGIES[row.strategy].begins_as if row.strategy in STRATEGIES else None
    return SpaceKey(row.dataset, kind or row.strategy, row.vectors)


def _read_pretrained_space(study: StudyDirectory, row: RunRow, key: SpaceKey) -> Space:
    vectors = study.space(row.run, initial=is_trained(row))
    known = np.ones(len(vectors), dtype=bool)
    known[study.without_vector(row.run)] = False
    return Space(key, vectors, known)


def _read_random_spaces(study: StudyDirectory, rows: Sequence[RunRow], vectors: str) -> list[Space]:
    """Read the spaces of one cell before training, then those after it."""
    dataset, encoder, name = rows[0].dataset, rows[0].encoder, rows[0].strategy
    key = SpaceKey(dataset, name, vectors, encoder)
    kind = STRATEGIES[name].begins_as if name in STRATEGIES else None
    key_before = SpaceKey(dataset, kind or name, vectors, encoder)
    if not is_trained(rows[0]):
        return [Space(key_before, study.space(row.run), seed=row.seed) for row in rows]
    trained = [_read_trained_space(study, row, key) for row in rows]
    before = [Space(key_before, s.before, seed=s.seed) for s in trained if s.before is not None]
    return [*(before if kind else ()), *trained]


def _read_trained_space(study: StudyDirectory, row: RunRow, key: SpaceKey) -> Space:
    after, before = study.space(row.run), study.space(row.run, initial=True)
    if before.matrix.shape != after.matrix.shape:
        raise InputError(
            f"{study.path / 'spaces' / row.run}: damaged, initial.npy and vectors.npy are not of "
            "one shape"
        )
    return Space(key, after, seed=row.seed, before=before)
