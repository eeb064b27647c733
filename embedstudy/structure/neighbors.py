"""Nearest neighbours of a word, side by side in the spaces of a study."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import NeighborRow, RunRow
from embedstudy.strategies import STRATEGIES, uses_vectors
from embedstudy.validation import unknown_word
from embedstudy.vectors.word_vectors import WordVectors

# What spaces of one strategy may differ by.
_PARTS = ("dataset", "vectors", "encoder")


@dataclass(frozen=True)
class Space:
    """A space to look into.

    Attributes
    ----------
    name : str
    vectors : WordVectors
    known : ndarray of bool, shape (n_words,), optional
        The words that have a place in it; all by default. In the pretrained space, a word without
        a pretrained vector has none.
    dataset : str
    seed : int, optional
        That of its run; None for the pretrained space, which is the same under every seed.
    before : WordVectors, optional
        What training began with, of a space that was trained.
    """

    name: str
    vectors: WordVectors
    known: np.ndarray | None = None
    dataset: str = ""
    seed: int | None = None
    before: WordVectors | None = None

    def neighbors(self, word: str, topn: int) -> list[tuple[str, float]]:
        """Return the nearest words, with their cosines; none if the word has no place here."""
        if self.known is not None and not self.known[self.vectors.ids[word]]:
            return []
        return self.vectors.neighbors(word, topn, among=self.known)


def spaces(study: StudyDirectory, *, every_seed: bool = False) -> list[Space]:
    """List the spaces of a study, the way from chance to meaning to the task.

    ``random-before``, ``random``, ``pretrained``, ``finetuned``; those that the study has, with
    the names of vectors or encoder where those differ.

    Parameters
    ----------
    study : StudyDirectory
    every_seed : bool
        Whether each is listed once for every seed, and not for the first that finished alone; the
        pretrained space is there once all the same.

    Raises
    ------
    InputError
        If no run has finished.
    """
    by_seed: dict[tuple[str, str, str, str], list[RunRow]] = {}
    for row in study.runs:
        if _is_shown(study, row):
            key = (row.dataset, row.vectors, row.encoder, row.strategy)
            by_seed.setdefault(key, []).append(row)
    if not by_seed:
        raise InputError(f"{study.path}: no finished run to look into")
    others = {rows[0].run: rows[1:] if every_seed else [] for rows in by_seed.values()}
    runs = _without_twins(study, [rows[0] for rows in by_seed.values()])
    found: list[Space] = []
    for row in runs:
        alike = [r for r in runs if r.strategy == row.strategy]
        of = [name for name in _PARTS if len({getattr(r, name) for r in alike}) > 1]
        suffix = f" ({', '.join(getattr(row, name) for name in of)})" if of else ""
        of_first = _spaces_of(study, row, runs)
        more = [space for each in others[row.run] for space in _spaces_of(study, each, runs)]
        for first in of_first:
            alike_spaces = [s for s in more if s.name == first.name and s.seed is not None]
            found += [replace(s, name=s.name + suffix) for s in (first, *alike_spaces)]
    return found


def _without_twins(study: StudyDirectory, runs: Sequence[RunRow]) -> list[RunRow]:
    """Leave out random runs that are the same as another's.

    Beside two tables of one dimension, random embeddings come out alike.
    """
    kept: list[RunRow] = []
    for row in runs:
        others = [
            r
            for r in kept
            if row.strategy == r.strategy
            and not uses_vectors(row.strategy)
            and row.dataset == r.dataset
        ]
        matrix = study.space(row.run).matrix
        if not any(np.array_equal(study.space(r.run).matrix, matrix) for r in others):
            kept.append(row)
    return kept


def _spaces_of(study: StudyDirectory, row: RunRow, runs: Sequence[RunRow]) -> list[Space]:
    vectors = study.space(row.run)
    strategy = STRATEGIES.get(row.strategy)
    begins_as = strategy.begins_as if strategy is not None else None
    if strategy is not None and begins_as is not None and not strategy.learns:
        return [_untrained(study, row, begins_as, vectors)]
    before = study.space(row.run, initial=True)
    if before.matrix.shape != vectors.matrix.shape:
        raise InputError(
            f"{study.path / 'spaces' / row.run}: damaged, initial.npy and vectors.npy are not of "
            "one shape"
        )
    after = Space(row.strategy, vectors, None, row.dataset, row.seed, before)
    if begins_as is None:
        return [after]
    others = [r for r in runs if all(getattr(r, part) == getattr(row, part) for part in _PARTS)]
    if any(_stays(r.strategy, begins_as) for r in others):
        return [after]
    return [_untrained(study, row, begins_as, before), after]


def _stays(name: str, kind: str) -> bool:
    """Tell whether the space of a strategy is of a kind, before training and after it."""
    strategy = STRATEGIES.get(name)
    return strategy is not None and strategy.begins_as == kind and not strategy.learns


def has_spaces(study: StudyDirectory) -> bool:
    """Tell whether a study has a space to look into: controls have none that says anything."""
    return any(_is_shown(study, row) for row in study.runs)


def _is_shown(study: StudyDirectory, row: RunRow) -> bool:
    strategy = STRATEGIES.get(row.strategy)
    is_control = strategy is not None and strategy.is_control
    return row.status == "ok" and not is_control and study.has_space(row.run)


def _untrained(study: StudyDirectory, row: RunRow, kind: str, vectors: WordVectors) -> Space:
    """Return a space as it is before training."""
    if not STRATEGIES[row.strategy].pretrained:
        return Space(kind, vectors, None, row.dataset, row.seed)
    known = np.ones(len(vectors), dtype=bool)
    known[study.without_vector(row.run)] = False
    return Space(kind, vectors, known, row.dataset)


def neighbor_rows(study: StudyDirectory, words: Iterable[str], topn: int = 10) -> list[NeighborRow]:
    """Find the neighbours of some words in every space of a study that has them.

    Raises
    ------
    InputError
        If a word is in no vocabulary of the study, or `topn` is below 1.
    """
    return _rows(spaces(study), words, topn)


def _rows(places: Sequence[Space], words: Iterable[str], topn: int) -> list[NeighborRow]:
    rows = []
    for word in words:
        having = [space for space in places if word in space.vectors]
        if not having:
            raise unknown_word(word, places[0].vectors.words)
        rows += [
            NeighborRow(word, space.name, rank, neighbor, cosine)
            for space in having
            for rank, (neighbor, cosine) in enumerate(space.neighbors(word, topn), 1)
        ]
    return rows


def write_neighbors(
    study: StudyDirectory, probes: Mapping[str, Sequence[str]], topn: int = 10
) -> None:
    """Compute neighbors.csv for the probe words of each data set.

    It is empty if no run has finished but those of controls, whose spaces say nothing; and words
    of a data set of which that is so are left out.
    """
    places = spaces(study) if has_spaces(study) else []
    words = dict.fromkeys(word for each in probes.values() for word in each)
    having = [word for word in words if any(word in space.vectors for space in places)]
    study.write_rows(NeighborRow, _rows(places, having, topn))
