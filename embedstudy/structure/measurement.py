"""The input of measures: the spaces of a data set, on the words that all of them have."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.results.space_labels import SpaceKey
from embedstudy.storage import release_memory
from embedstudy.structure.knn import nearest
from embedstudy.structure.spaces import Space, list_spaces
from embedstudy.wording import counted

# Most measures take this many words, those that training texts have most often. An explorer shows
# as many, and their neighbours can be found under every seed.
MOST_FREQUENT = 5_000
# Neighbours of each word.
TOPN = 10

Derived = TypeVar("Derived")


@dataclass(frozen=True)
class Measurement:
    """One value of a measure.

    Attributes
    ----------
    value : float or None
        None where it cannot be measured; `note` then says why.
    n : int
        The words, or pairs of words, that it was computed on.
    of : str
        The part that was measured, such as a band of frequency; empty if there is one part.
    note : str
    scores : ndarray of float64, shape (n,), optional
        What each word or pair adds to the value: their mean is the value, and their spread its
        error. None where no interval is known.
    """

    value: float | None
    n: int
    of: str = ""
    note: str = ""
    scores: np.ndarray | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class MeasuredWords:
    """The words of a data set, and which of them are measured.

    Only words with a place in every space of the data set are measured, so that spaces can be
    compared. A word that a table of pretrained vectors lacks is left out.

    Attributes
    ----------
    dataset : str
    counts : WordCounts
    shared : ndarray of bool, shape (n_words,)
        The words that have a place in every space.
    usable : ndarray of bool, shape (n_words,)
        The shared words that are frequent enough.
    rows : ndarray of int64, shape (n_measured,)
        The most frequent of the usable words, in the order of the vocabulary.
    note : str
        The words that were left out, and why; empty if none were.
    """

    dataset: str
    counts: WordCounts
    shared: np.ndarray
    usable: np.ndarray
    rows: np.ndarray
    note: str
    _derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    _lock: Any = field(default_factory=threading.Lock, init=False, repr=False)

    @cached_property
    def frequency(self) -> np.ndarray:
        """How often the training texts have each word; int64, shape (n_words,)."""
        return np.asarray(self.counts.train.sum(axis=1))

    @cached_property
    def ids(self) -> dict[str, int]:
        """The row of each word that has a place in every space."""
        return {word: i for i, word in enumerate(self.counts.words) if self.shared[i]}

    def derive(self, make: Callable[["MeasuredWords"], Derived]) -> Derived:
        """Return the result of a function of these words, computed once for all spaces."""
        with self._lock:
            if make not in self._derived:
                self._derived[make] = make(self)
            derived: Derived = self._derived[make]
        return derived


@dataclass(frozen=True, eq=False)
class MeasuredSpace:
    """A space of one seed, on the measured words."""

    space: Space
    words: MeasuredWords
    _arrays: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    @property
    def vectors(self) -> np.ndarray:
        """The vectors of the measured words; float32, shape (n_measured, dim).

        They are read from disk each time, except between `hold` and `release`: the vectors of all
        seeds of a grid take too much memory.
        """
        held = self._arrays.get("vectors")
        return self._read_vectors() if held is None else held

    @property
    def neighbors(self) -> np.ndarray:
        """The nearest measured words of each, as `nearest` finds them; shape (n_measured, 10)."""
        # Not a cached_property, which lets one space at a time compute in Python 3.11.
        if "neighbors" not in self._arrays:
            self._arrays["neighbors"] = nearest(self.vectors, TOPN)[0]
        return self._arrays["neighbors"]

    def hold(self) -> None:
        """Keep the vectors in memory."""
        self._arrays["vectors"] = self._read_vectors()

    def release(self) -> None:
        """Give the memory of vectors and of mapped files back; neighbours stay."""
        self._arrays.pop("vectors", None)
        for vectors in (self.space.vectors, self.space.before):
            if vectors is not None:
                release_memory(vectors.matrix)

    def _read_vectors(self) -> np.ndarray:
        matrix = self.space.vectors.matrix
        vectors = np.asarray(matrix[self.words.rows])
        release_memory(matrix)
        return vectors


class SpacePair:
    """Two spaces of a data set that are compared."""

    def __init__(self, one: MeasuredSpace, other: MeasuredSpace) -> None:
        self.one, self.other, self.words = one, other, one.words
        self._centred: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def centred(self) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of both, less their means; float64, computed once."""
        if self._centred is None:
            self._centred = centred(self.one.vectors), centred(self.other.vectors)
        return self._centred


def centred(vectors: np.ndarray) -> np.ndarray:
    """Return vectors less their mean; float64."""
    matrix = np.asarray(vectors, dtype=np.float64)
    return np.asarray(matrix - matrix.mean(axis=0))


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure of structure: how it is computed, and how it is shown.

    It has a line in `embedstudy.structure.measures.MEASURES`, whose name stands in the column
    `metric` of structure.csv.

    Attributes
    ----------
    title, caption : str
        The lines above and below its table in the terminal.
    heading : str
        Its column in the tables of the page. Empty where the parts (`Measurement.of`) name the
        columns.
    group : str
        The table of the page in which it stands.
    measure_space, measure_pair : callable
        One of the two: from a space, or from a pair of spaces, to its measurements.
    digits : int, optional
        Digits after the point; by default as many as others have.
    counts : {"", "word", "pair"}
        The noun that `Measurement.n` counts, where the parts have different numbers of it.
    largest : tuple of str
        The parts of which the largest value of all seeds is shown, not the mean.
    details : tuple of str
        The parts that the terminal leaves out.
    """

    title: str
    caption: str = ""
    heading: str = ""
    group: Literal[
        "task alignment", "general meaning", "opposites", "drift", "stability", "geometry"
    ] = "geometry"
    measure_space: Callable[[MeasuredSpace], Sequence[Measurement]] | None = None
    measure_pair: Callable[[SpacePair], Sequence[Measurement]] | None = None
    digits: int | None = None
    counts: Literal["", "word", "pair"] = ""
    largest: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


Subject = TypeVar("Subject", MeasuredSpace, SpacePair)


def on_words(
    compute: Callable[[Subject], float | None], *, undefined: str = ""
) -> Callable[[Subject], list[Measurement]]:
    """Make a measure of a function that returns one number for the measured words.

    Parameters
    ----------
    compute : callable
        From a space, or a pair of spaces, to a number; None where it is not defined.
    undefined : str
        The note of a number that is not defined.
    """

    def measure(subject: Subject) -> list[Measurement]:
        n = len(subject.words.rows)
        if n < 2:
            return [Measurement(None, n, note="fewer than two words to measure")]
        value = compute(subject)
        return [Measurement(value, n, note=undefined if value is None else subject.words.note)]

    return measure


@dataclass(frozen=True, eq=False)
class MeasuredDataset:
    """The spaces of a data set, and the words that are measured in all of them."""

    words: MeasuredWords
    spaces: tuple[MeasuredSpace, ...]

    @cached_property
    def by_key(self) -> dict[SpaceKey, list[MeasuredSpace]]:
        """The seeds of each space."""
        seeds: dict[SpaceKey, list[MeasuredSpace]] = {}
        for space in self.spaces:
            seeds.setdefault(space.space.key, []).append(space)
        return seeds


def read_measured(
    study: StudyDirectory, min_count: int = 1, *, stop_words: bool = True
) -> Iterator[MeasuredDataset]:
    """Read the spaces and words to measure, one data set after the other.

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
        If no run has finished, or spaces and counts have different numbers of words.
    """
    by_dataset: dict[str, list[Space]] = {}
    for space in list_spaces(study, every_seed=True):
        by_dataset.setdefault(space.key.dataset, []).append(space)
    for dataset, spaces in by_dataset.items():
        counts = study.word_counts(dataset)
        for space in spaces:
            if len(space.vectors) != len(counts.words):
                raise InputError(
                    f"{study.path}: the space of {space.vectors.name} has "
                    f"{len(space.vectors):,} words, and those of {dataset} that are counted are "
                    f"{len(counts.words):,}"
                )
        words = choose_words(dataset, counts, spaces, min_count, stop_words=stop_words)
        yield MeasuredDataset(words, tuple(MeasuredSpace(space, words) for space in spaces))


def choose_words(
    dataset: str,
    counts: WordCounts,
    spaces: Sequence[Space],
    min_count: int = 1,
    *,
    stop_words: bool = True,
) -> MeasuredWords:
    """Return the words of a data set that are measured in some spaces of it.

    Parameters
    ----------
    dataset : str
    counts : WordCounts
    spaces : sequence of Space
        Words that have no place in one of them are left out.
    min_count, stop_words
        As of `read_measured`.
    """
    frequency = counts.train.sum(axis=1)
    shared = np.ones(len(frequency), dtype=bool)
    for space in spaces:
        if space.known is not None:
            shared &= space.known
    usable = shared & (frequency >= min_count)
    stopped = usable & (False if stop_words else _are_stop_words(counts.words))
    usable &= ~stopped
    rows = np.flatnonzero(usable)
    rows = np.sort(rows[np.argsort(-frequency[rows], kind="stable")][:MOST_FREQUENT])
    note = describe_left_out(int((~shared).sum()), int(stopped.sum()))
    return MeasuredWords(dataset, counts, shared, usable, rows, note)


def describe_left_out(n_lacking: int, n_stopped: int = 0) -> str:
    """Say how many words are not measured, and why; nothing if all are.

    Examples
    --------
    >>> describe_left_out(1, 2)
    'without 1 word that has no vector and 2 stop words'
    """
    left_out = []
    if n_lacking:
        have = "has" if n_lacking == 1 else "have"
        left_out.append(f"{counted(n_lacking, 'word')} that {have} no vector")
    if n_stopped:
        left_out.append(counted(n_stopped, "stop word"))
    return f"without {' and '.join(left_out)}" if left_out else ""


def _are_stop_words(words: Sequence[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return np.array([word.casefold() in ENGLISH_STOP_WORDS for word in words], dtype=bool)
