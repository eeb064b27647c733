"""A quick test that rejects most unwanted words of a text file."""

from collections.abc import Iterable

import numpy as np

_BITS = 22  # 4 MB, and few collisions for any vocabulary
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing
_WIDTH = 8
_ONES, _TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


class Sieve:
    """Knows words by their first eight bytes.

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
        return np.asarray(self._wanted[_compute_slots(first & in_word)])


def _compute_slots(keys: np.ndarray) -> np.ndarray:
    return (keys * _FACTOR) >> np.uint64(64 - _BITS)
