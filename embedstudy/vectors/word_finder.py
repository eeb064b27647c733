"""Finding a word in a table of vectors: as it is, in another case or spelling, by its digits."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from embedstudy.spelling import fold, is_folded

EXACT, CASE, SPELLING, DIGITS = "exact", "case", "spelling", "digits"
"""How a word is found, in this order."""

_DIGIT = re.compile(r"[0-9]")
# The vectors of Google News have "##" for any number of two digits, and no such number.
_MASKS = ("##", "###", "####")
_NUMBERS = tuple(str(number) for number in range(10, 100))


@dataclass(frozen=True)
class WordFinder:
    """Finds words in a table.

    Attributes
    ----------
    ids : mapping of str to int
        The row of each word of the table.
    spell : callable
        From a word to the spellings in which it may be there, in other cases too, the best first.
    affixes : tuple of (str, str)
        Prefix and suffix of the words of the table.
    """

    ids: Mapping[str, int]
    spell: Callable[[str], tuple[str, ...]]
    affixes: tuple[str, str] = ("", "")

    def find(self, word: str) -> tuple[int, str] | None:
        """Return the row of a word and how it is found; None if it is not there."""
        ids, spellings = self.ids, self.spell(word)
        for place, spelling in enumerate(spellings):
            if spelling in ids:
                return ids[spelling], CASE if place else EXACT
        for spelling in map(fold, spellings):
            row = self.folded.get(spelling, ids.get(spelling))
            if row is not None:
                return row, SPELLING
        if _DIGIT.search(word) and self.masks_digits:
            for spelling in map(mask_digits, spellings):
                if spelling in ids:
                    return ids[spelling], DIGITS
        return None

    @cached_property
    def folded(self) -> dict[str, int]:
        """The first row of each spelling that a word of the table has by `fold` alone."""
        rows: dict[str, int] = {}
        for word, row in self.ids.items():
            if not is_folded(word):
                rows.setdefault(fold(word), row)
        return rows

    @property
    def n_respelled(self) -> int:
        """The words of the table for which another one stands that is the same by `fold`."""
        n_unfolded = sum(not is_folded(word) for word in self.ids)
        return n_unfolded - len(self.folded) + sum(word in self.ids for word in self.folded)

    @cached_property
    def masks_digits(self) -> bool:
        """Whether the table writes each digit of a number as "#"."""
        prefix, suffix = self.affixes
        has_masks, has_numbers = (
            any(f"{prefix}{word}{suffix}" in self.ids for word in words)
            for words in (_MASKS, _NUMBERS)
        )
        return has_masks and not has_numbers


def mask_digits(word: str) -> str:
    """Return a word with "#" for each digit.

    Examples
    --------
    >>> mask_digits("1980s")
    '####s'
    """
    return _DIGIT.sub("#", word)


def list_fallbacks(
    spellings: Mapping[str, tuple[str, ...]], affixes: tuple[str, str] = ("", "")
) -> Iterator[str]:
    """Yield what `WordFinder` needs of a table to find some words, apart from their spellings.

    Parameters
    ----------
    spellings : mapping of str to tuple of str
        The words that are asked for, each with its spellings.
    affixes : tuple of (str, str)
        As for `WordFinder`.
    """
    has_digits = False
    for word in spellings:
        if not is_folded(word):
            yield from map(fold, spellings[word])
        if _DIGIT.search(word):
            has_digits = True
            yield from map(mask_digits, spellings[word])
    if has_digits:
        prefix, suffix = affixes
        yield from (f"{prefix}{word}{suffix}" for word in (*_MASKS, *_NUMBERS))
