"""The ids of a vocabulary's words, for many tokens at once."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from embedstudy.nn.kernels.words import fill_table, find_words


class WordIndex:
    """Finds tokens among words, without a Python string for any of them.

    It finds what the dict `Vocabulary.ids` does, ten times as fast, and on several threads.

    Parameters
    ----------
    words : sequence of str

    Examples
    --------
    >>> tokens = pa.array(["film", "a", "good", ""], pa.large_string())
    >>> WordIndex(["good", "film"]).find(tokens)
    array([ 1, -1,  0, -1], dtype=int32)
    """

    def __init__(self, words: Sequence[str]) -> None:
        encoded = pa.array([w.encode("utf-8", "surrogatepass") for w in words], pa.large_binary())
        self._data, self._offsets = _view(encoded)
        # At most half full, so that a search is short.
        n_slots = 1 << (2 * len(words)).bit_length()
        self._slots, self._tags = np.full(n_slots, -1, np.int32), np.zeros(n_slots, np.uint32)
        fill_table(self._data, self._offsets, self._slots, self._tags)

    def find(self, tokens: pa.LargeStringArray) -> np.ndarray:
        """Return the id of each token, -1 where it is no word; int32, shape (n_tokens,)."""
        words = (self._data, self._offsets, self._slots, self._tags)
        return np.asarray(find_words(*_view(tokens.cast(pa.large_string())), *words))


def _view(strings: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the bytes of strings, and the offsets of each string and of the end; no copy."""
    _, offsets, data = strings.buffers()
    if not len(strings):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    places = np.frombuffer(offsets, np.int64)[strings.offset :][: len(strings) + 1]
    return np.frombuffer(data or b"", np.uint8), places
