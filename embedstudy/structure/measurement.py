"""What is measured: the spaces of a data set, on the words that all of them have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.results.space_labels import SpaceKey
from embedstudy.storage import give_back
from embedstudy.structure.knn import nearest
from embedstudy.structure.spaces import Space, list_spaces
from embedstudy.wording import counted

# Measures are on so many of the words that training texts have most often, but for drift: on as
# many as an explorer shows, and few enough for every seed's neighbours.
MOST_FREQUENT = 5_000
# Neighbours of each word.
TOPN = 10


@dataclass(frozen=True)
class Measurement:
    """What a measure came to; see `embedstudy.results.rows.StructureRow`."""

    metric: str
    of: str
    value: float | None
    n: int
    note: str = ""


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a data set, and which of them are measured.

    Only words that have a place in every space of the data set are, so that spaces can be
    compared: none that a table of pretrained vectors lacks.

    Attributes
    ----------
    dataset : str
    counts : WordCounts
    shared : ndarray of bool, shape (n_words,)
        The words that have a place in every space.
    usable : ndarray of bool, shape (n_words,)
        Of these, those that are frequent enough.
    rows : ndarray of int64, shape (n_measured,)
        The most frequent of these, in the order of the vocabulary.
    note : str
        What was left out, and why; empty if nothing was.
    """

    dataset: str
    counts: WordCounts
    shared: np.ndarray
    usable: np.ndarray
    rows: np.ndarray
    note: str

    @cached_property
    def frequency(self) -> np.ndarray:
        """How often the training texts have each word; int64, shape (n_words,)."""
        return np.asarray(self.counts.train.sum(axis=1))

    @cached_property
    def ids(self) -> dict[str, int]:
        """The row of each word that has a place in every space."""
        return {word: i for i, word in enumerate(self.counts.words) if self.shared[i]}


@dataclass(frozen=True, eq=False)
class Place:
    """A space, as far as its measured words go."""

    space: Space
    words: Words
    _made: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    @property
    def vectors(self) -> np.ndarray:
        """The vectors of the measured words; float32, shape (n_measured, dim).

        Read anew each time: those of all seeds of a grid are too many to hold.
        """
        return np.asarray(self.space.vectors.matrix[self.words.rows])

    def let_go(self) -> None:
        """Give the memory of mapped files back; what is asked for again is read again."""
        for vectors in (self.space.vectors, self.space.before):
            if vectors is not None:
                give_back(vectors.matrix)

    @property
    def neighbors(self) -> np.ndarray:
        """The nearest measured words of each, as `nearest` finds them; shape (n_measured, 10)."""
        # Not cached_property: in Python 3.11 that lets one place at a time make its own.
        if "neighbors" not in self._made:
            self._made["neighbors"] = nearest(self.vectors, TOPN)[0]
        return self._made["neighbors"]


@dataclass(frozen=True, eq=False)
class Measured:
    """A data set of a study.

    Attributes
    ----------
    words : Words
    places : tuple of Place
        Its spaces, every seed of one before the next.
    """

    words: Words
    places: tuple[Place, ...]

    @cached_property
    def by_key(self) -> dict[SpaceKey, list[Place]]:
        """The places of each space, one for each seed."""
        places: dict[SpaceKey, list[Place]] = {}
        for place in self.places:
            places.setdefault(place.space.key, []).append(place)
        return places


def measured_of(
    study: StudyDirectory, min_count: int = 1, *, stop_words: bool = True
) -> list[Measured]:
    """Read what is to be measured, data set by data set.

    Parameters
    ----------
    study : StudyDirectory
    min_count : int
        Words that the training texts have less often are left out.
    stop_words : bool
        Whether the English stop words of scikit-learn are measured too.

    Raises
    ------
    InputError
        If no run has finished, or spaces and counts are not of the same words.
    """
    by_dataset: dict[str, list[Space]] = {}
    for space in list_spaces(study, every_seed=True):
        by_dataset.setdefault(space.key.dataset, []).append(space)
    found = []
    for dataset, members in by_dataset.items():
        counts = study.word_counts(dataset)
        for space in members:
            if len(space.vectors) != len(counts.words):
                raise InputError(
                    f"{study.path}: the space of {space.vectors.name} has "
                    f"{len(space.vectors):,} words, and those of {dataset} that are counted are "
                    f"{len(counts.words):,}"
                )
        words = _words(dataset, counts, members, min_count, stop_words=stop_words)
        found.append(Measured(words, tuple(Place(space, words) for space in members)))
    return found


def _words(
    dataset: str, counts: WordCounts, members: list[Space], min_count: int, *, stop_words: bool
) -> Words:
    frequency = counts.train.sum(axis=1)
    shared = np.ones(len(frequency), dtype=bool)
    for space in members:
        if space.known is not None:
            shared &= space.known
    usable = shared & (frequency >= min_count)
    stopped = usable & (False if stop_words else _are_stop_words(counts.words))
    usable &= ~stopped
    rows = np.flatnonzero(usable)
    rows = np.sort(rows[np.argsort(-frequency[rows], kind="stable")][:MOST_FREQUENT])
    left_out = []
    if lacking := int((~shared).sum()):
        have = "has" if lacking == 1 else "have"
        left_out.append(f"{counted(lacking, 'word')} that {have} no vector")
    if stopped.any():
        left_out.append(counted(int(stopped.sum()), "stop word"))
    note = f"without {' and '.join(left_out)}" if left_out else ""
    return Words(dataset, counts, shared, usable, rows, note)


def _are_stop_words(words: Sequence[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return np.array([word.casefold() in ENGLISH_STOP_WORDS for word in words], dtype=bool)
