"""A quick test that rejects most unwanted words of a text file."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from embedstudy.spelling import list_unfolded

_BITS = 22  # 4 MB, and few collisions for any vocabulary
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing
_WIDTH = 8
# The first byte of a character of two bytes, and the first two of letters such as "𝐀".
_FIRST_LEAD, _MATHEMATICS = 0xC2, b"\xf0\x9d"
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
    pairs = np.ndarray((len(block),), ">u2", block + b"\0", strides=(1,))
    leads = np.flatnonzero(np.frombuffer(block, np.uint8) >= _FIRST_LEAD)
    # Most characters are told apart by two bytes.
    leads = leads[_list_pairs()[pairs[leads]]]
    return np.asarray(np.searchsorted(starts, leads, "right") - 1)


@cache
def _list_pairs() -> np.ndarray:
    """Return for each pair of bytes whether a character of two or more that begins so may do."""
    beginnings = {chr(code).encode("utf-8", "surrogatepass")[:2] for code in list_unfolded()}
    # Of those of four bytes only letters for mathematics are common.
    pairs = np.zeros(1 << 16, bool)
    pairs[[int.from_bytes(beginning) for beginning in {*beginnings, _MATHEMATICS}]] = True
    return pairs


def _compute_slots(keys: np.ndarray) -> np.ndarray:
    return (keys * _FACTOR) >> np.uint64(64 - _BITS)
