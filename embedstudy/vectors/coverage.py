"""The share of a text that a table of vectors covers."""

import hashlib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.affixes import SAMPLE, SUSPECT, Affix, find_affix
from embedstudy.vectors.word_finder import EXACT
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.wording import counted, join_names
from embedstudy.writing_systems import find_uncut_text

# A table that covers fewer of the running words is probably the wrong one. GloVe 6B covers 51 % of
# those of slo-opinion, which is Slovene, and 89 to 99 % of those of nine English data sets.
LITTLE = 0.6
# With fewer distinct vectors for each known word, coverage says little. Of the words of
# rotten-tomatoes, GloVe 6B has 1.00, and spacy-en-md, with 684,752 words on 20,000 rows, 0.19.
FEW_DISTINCT = 0.9


@dataclass(frozen=True)
class Coverage:
    """Shares of the training part that have a pretrained vector.

    Attributes
    ----------
    types, tokens : float
        Shares of the vocabulary's words, and of its running words, that are in the table.
    types_from_ngrams, tokens_from_ngrams : float
        Shares that are not in it, and have a vector made from their character n-grams.
    """

    types: float
    tokens: float
    types_from_ngrams: float = 0.0
    tokens_from_ngrams: float = 0.0


def compute_coverage(
    known: np.ndarray, counts: np.ndarray, from_ngrams: np.ndarray | None = None
) -> Coverage:
    """Compute the shares of types and tokens with a vector.

    Parameters
    ----------
    known : ndarray of bool, shape (n_words,)
        Whether each word of the vocabulary is in the table.
    counts : ndarray of int64, shape (n_words,)
        How often each occurs.
    from_ngrams : ndarray of bool, shape (n_words,), optional
        Whether each has a vector from its n-grams instead.

    Examples
    --------
    >>> shares = compute_coverage(np.array([True, False]), np.array([3, 1]))
    >>> shares.types, shares.tokens
    (0.5, 0.75)
    """
    masks = [known] if from_ngrams is None else [known, from_ngrams]
    return Coverage(
        *(float(share) for mask in masks for share in (mask.mean(), counts @ mask / counts.sum()))
    )


def check_coverage(
    name: str,
    known: np.ndarray,
    counts: np.ndarray,
    from_ngrams: np.ndarray | None = None,
    *,
    words: Sequence[str] = (),
    affix: Affix | None = None,
) -> Coverage:
    """Compute coverage, and refuse a table that knows nothing of the texts.

    Parameters
    ----------
    name : str
        Name of the table.
    known, counts, from_ngrams : ndarray
        As for `compute_coverage`.
    words : sequence of str
        The words of the vocabulary, which may tell why few are known.
    affix : Affix, optional
        An affix of the table's words, which the messages name.

    Raises
    ------
    InputError
        If no word is in the table: n-grams alone say little, and any text has some. A warning is
        given if few words are, or if there is an affix.
    """
    coverage = compute_coverage(known, counts, from_ngrams)
    if affix is None and coverage.tokens >= LITTLE:
        return coverage
    cause = str(affix) if affix else _explain_script(words, counts)
    if not coverage.types:
        cause = f": {cause}" if cause else " (cased vectors? another language?)"
        if coverage.types_from_ngrams:
            cause += "; vectors made from n-grams of characters alone say too little"
        raise InputError(f"{name} knows 0 of {len(known)} words of the training texts{cause}")
    message = f"{name} knows only {coverage.tokens:.0%} of the training texts' words"
    message += f": {cause}" if cause else " (another language?)"
    warnings.warn(message, EmbedstudyWarning, stacklevel=2)
    return coverage


def _explain_script(words: Sequence[str], counts: np.ndarray) -> str:
    uncut = find_uncut_text(zip(words, counts.tolist(), strict=False))
    if uncut is None:
        return ""
    return f"{uncut.script.title} has no spaces between words; use {uncut.advice}"


def find_table_affix(table: WordVectors, words: Sequence[str], known: np.ndarray) -> Affix | None:
    """Find an affix of a table's words, if the table knows few words of a vocabulary.

    Parameters
    ----------
    table : WordVectors
    words : sequence of str
        The vocabulary.
    known : ndarray of bool, shape (n_words,)
        Whether each has a vector.
    """
    if known.mean() >= SUSPECT:
        return None
    step = max(1, len(table) // SAMPLE)
    return table.affix or find_affix(table.words[::step], words)


def count_matches(table: WordVectors, words: Iterable[str]) -> dict[str, int]:
    """Count how words were found: as they are, in another case or spelling, by their digits.

    ``"left_out"`` counts the rows of words that others stand for, see `WordVectors.n_respelled`.

    Parameters
    ----------
    table : WordVectors
    words : iterable of str
        Those that are in the table.
    """
    counts = Counter(table.matches.get(word, EXACT) for word in words)
    left_out = {"left_out": table.n_respelled} if table.n_respelled else {}
    return dict(sorted(counts.items())) | left_out


@dataclass(frozen=True)
class SharedVectors:
    """Words whose vectors are equal, number for number.

    Attributes
    ----------
    words, distinct : int
        Words, and the distinct vectors that they have.
    example : tuple of str
        Words of one vector, the most frequent such words; empty where each has its own.
    """

    words: int
    distinct: int
    example: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the counts as a clause, with the example."""
        counts = f"{counted(self.words, 'word')} have {counted(self.distinct, 'distinct vector')}"
        if not self.example:
            return counts
        return f"{counts}; one vector is that of {join_names([*map(repr, self.example)], 'and')}"


def count_distinct(matrix: np.ndarray) -> int:
    """Count the distinct rows of a table; shape (n_words, dim)."""
    return len({_hash_row(row) for row in matrix})


def find_shared(words: Sequence[str], matrix: np.ndarray) -> SharedVectors:
    """Find the words that share a vector.

    Parameters
    ----------
    words : sequence of str
        The most frequent first.
    matrix : ndarray of float32, shape (n_words, dim)

    Examples
    --------
    >>> str(find_shared(["the", "good", "not"], np.array([[1, 2], [3, 4], [3, 4]], np.float32)))
    "3 words have 2 distinct vectors; one vector is that of 'good' and 'not'"
    """
    groups = defaultdict[bytes, list[str]](list)
    for word, row in zip(words, matrix, strict=True):
        groups[_hash_row(row)].append(word)
    example = next((tuple(group[:3]) for group in groups.values() if len(group) > 1), ())
    return SharedVectors(len(words), len(groups), example)


def describe_sharing(name: str, shared: SharedVectors) -> str:
    """Return a warning if many words share vectors; empty if not."""
    if shared.distinct >= FEW_DISTINCT * shared.words:
        return ""
    return f"{name}: {shared}; coverage says little here, since such words start as one"


def _hash_row(row: np.ndarray) -> bytes:
    return hashlib.blake2b(row.tobytes(), digest_size=16).digest()


def list_most_frequent(words: Sequence[str], chosen: np.ndarray, count: int = 20) -> list[str]:
    """Return the first of some words; a vocabulary has its most frequent words first.

    Examples
    --------
    >>> list_most_frequent(["it's", "the", "don't"], np.array([True, False, True]))
    ["it's", "don't"]
    """
    return [words[i] for i in np.flatnonzero(chosen)[:count]]
