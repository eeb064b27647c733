"""Character n-grams of words by fastText's hash, which its files and its minn and maxn go by."""

from collections.abc import Sequence

import numpy as np

# The 32-bit FNV-1a hash.
_BASIS, _PRIME = np.uint32(2166136261), np.uint32(16777619)


def hash_char_ngrams(
    words: Sequence[str] | Sequence[bytes], shortest: int, longest: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the hashes of each word's character n-grams, those of fastText.

    A word gets ``<`` before it and ``>`` after it. The marks alone are no n-gram of one character.

    Parameters
    ----------
    words : sequence of str, or of bytes in UTF-8
    shortest, longest : int

    Returns
    -------
    hashes : ndarray of int64, shape (n_ngrams,)
        The n-grams of a word stand by length, then by place.
    offsets : ndarray of int64, shape (n_words + 1,)

    Notes
    -----
    The hash is FNV-1a of 32 bits over UTF-8 bytes, each extended by its sign as in fastText
    (Bojanowski et al. 2017, "Enriching word vectors with subword information").

    Examples
    --------
    >>> hash_char_ngrams(["at"], 3, 6)
    (array([1453096174, 3848351106,  676887408]), array([0, 3]))
    """
    texts = [b"<" + encode_word(word) + b">" for word in words]
    data = np.frombuffer(b"".join(texts), np.uint8)
    signed = data.view(np.int8).astype(np.int32).view(np.uint32)
    starts = np.flatnonzero((data & 0xC0) != 0x80)  # of characters, among the bytes
    widths = np.diff(starts, append=len(data))
    first = np.searchsorted(starts, _sum_before([len(text) for text in texts]))
    lengths = np.diff(first)  # of words, in characters
    counts = [_count_ngrams(lengths, n) for n in range(shortest, longest + 1)]
    offsets = _sum_before(np.sum(counts, axis=0))
    hashes = np.empty(offsets[-1], np.int64)
    filled = offsets[:-1].copy()
    word_of = np.repeat(np.arange(len(words)), lengths)
    at = np.arange(len(starts))  # where n-grams start, among the characters
    running = np.full(len(starts), _BASIS)
    for n in range(1, longest + 1):
        is_whole = at + n <= first[word_of[at] + 1]
        at, running = at[is_whole], running[is_whole]
        running = _extend(running, signed, starts[at + n - 1], widths[at + n - 1])
        if n >= shortest:
            places = at - first[word_of[at]]
            is_ngram = np.full(len(at), True)
            if n == 1:  # without the marks
                is_ngram = (places > 0) & (places < lengths[word_of[at]] - 1)
                places -= 1
            hashes[(filled[word_of[at]] + places)[is_ngram]] = running[is_ngram]
            filled += counts[n - shortest]
    return hashes, offsets


def encode_word(word: str | bytes) -> bytes:
    """Return a word in UTF-8; half a surrogate pair has bytes too."""
    return word.encode("utf-8", "surrogatepass") if isinstance(word, str) else word


def _sum_before(counts: np.ndarray | list[int]) -> np.ndarray:
    """Return the sum of all counts before each place, and that of all."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _count_ngrams(lengths: np.ndarray, n: int) -> np.ndarray:
    return lengths - 2 if n == 1 else np.maximum(lengths - n + 1, 0)


def _extend(
    hashes: np.ndarray, data: np.ndarray, starts: np.ndarray, widths: np.ndarray
) -> np.ndarray:
    """Return hashes one character longer, of up to four bytes each."""
    hashes = (hashes ^ data[starts]) * _PRIME
    for k in range(1, int(widths.max(initial=1))):
        is_longer = widths > k
        hashes[is_longer] = (hashes[is_longer] ^ data[starts[is_longer] + k]) * _PRIME
    return hashes
