"""A quick test that rejects most unwanted words of a text file."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from embedstudy.spelling import list_unfolded

_BITS = 22  # 4 MB, and few collisions for any vocabulary
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing
_WIDTH = 8
# The first byte of a character of two, three and four bytes; the second of letters such as "𝐀".
_FIRST_LEAD, _THREE_BYTES, _FOUR_BYTES, _MATHEMATICS = 0xC2, 0xE0, 0xF0, 0x9D
_ONES, _TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


class Sieve:
    """Knows words by their first eight bytes, and by characters that have another spelling.

    Parameters
    ----------
    words : iterable of bytes
        Those that are wanted.
    separator : bytes
        The byte that ends a word.
    """

    def __init__(self, words: Iterable[bytes], separator: bytes) -> None:
        keys = (int.from_bytes(word[:_WIDTH], "little") for word in words)
        self._wanted = np.zeros(1 << _BITS, bool)
        self._wanted[_compute_slots(np.fromiter(keys, np.uint64))] = True
        self._separators = _ONES * np.uint64(separator[0])

    def may_be_wanted(self, block: bytes, starts: np.ndarray) -> np.ndarray:
        """Return which words of a block of bytes may be wanted.

        Parameters
        ----------
        block : bytes
        starts : ndarray of int64, shape (n_words,)
            The start of each word.

        Returns
        -------
        ndarray of bool, shape (n_words,)
            False only for words that are not wanted.
        """
        padded = block + bytes(_WIDTH)
        first = np.ndarray((len(block) + 1,), "<u8", padded, strides=(1,))[starts]
        # Mycroft's null-byte test: the lowest bit that is set is that of the first separator.
        marked = first ^ self._separators
        marked = (marked - _ONES) & ~marked & _TOPS
        lowest = marked & (~marked + np.uint64(1))
        in_word = (lowest >> np.uint64(7)) - np.uint64(1)  # all bytes where there is no separator
        may_be = self._wanted[_compute_slots(first & in_word)]
        if not block.isascii():
            may_be[_find_unfolded(block, starts)] = True
        return np.asarray(may_be)


def _find_unfolded(block: bytes, starts: np.ndarray) -> np.ndarray:
    """Return the words that may be wanted ones in another spelling; numbers of them, int64."""
    codes = np.frombuffer(block, np.uint8)
    places = np.flatnonzero(codes >= _FIRST_LEAD)
    places = places[places < len(codes) - 2]
    lead, second, third = (codes[places + more].astype(np.int64) for more in range(3))
    two, three = (lead & 0x1F) << 6 | (second & 0x3F), (lead & 0x0F) << 12 | (second & 0x3F) << 6
    code_points = np.where(lead < _THREE_BYTES, two, three | (third & 0x3F))
    # Characters of four bytes are seldom spelled in another way: letters for mathematics are.
    is_unfolded = np.where(
        lead < _FOUR_BYTES, _list_unfolded()[code_points], second == _MATHEMATICS
    )
    return np.searchsorted(starts, places[is_unfolded], "right") - 1


@cache
def _list_unfolded() -> np.ndarray:
    unfolded = np.zeros(1 << 16, bool)
    unfolded[list_unfolded()] = True
    return unfolded


def _compute_slots(keys: np.ndarray) -> np.ndarray:
    return (keys * _FACTOR) >> np.uint64(64 - _BITS)
