"""The tokenizer ``basic``: lower-case words and numbers, emoji and emoticons.

A word is letters and numbers of any script, with the marks that stand on them. Single apostrophes
and zero-width joiners may stand inside a word. An emoji is a word with all that is joined to it.

A regular expression cuts one text, in a fraction of a microsecond a word. A table of the classes of
characters cuts many texts at once, ten million words a second.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa

from embedstudy.text.encoding import compute_offsets
from embedstudy.text.tokenizers.cleaning import clean, clean_lower
from embedstudy.text.tokenizers.pictures import FACES, PICTURE_CODES, PICTURES, SECOND, SIGNS
from embedstudy.text.tokenizers.tokenizer import Tokenizer

_BASE = r"[^\W_]"  # Python's own letters and numbers
# Apostrophes, and the zero-width joiners that Persian and the scripts of India write inside words.
_INNER = "'\u200c\u200d"

_OTHER, _LETTER, _MARK, _JOINER, _LINE_FEED, _SIGN, _PICTURE = range(7)
# Higher code points are tags, variation selectors and private use: no letters.
_CODES = 0x40000


def tokenize(text: str) -> list[str]:
    """Return lower-case words and numbers with inner apostrophes, without punctuation.

    Examples
    --------
    >>> tokenize("It isn't BAD -- 10/10!<br /> :-) 👍🏽")
    ['it', "isn't", 'bad', '10', '10', ':-)', '👍🏽']
    """
    tokens: list[str] = _compile_pattern().findall(clean(text, lower=True))
    return tokens


def tokenize_batch(texts: Sequence[str]) -> pa.LargeListArray:
    """Return a list of tokens for each text, the same as `tokenize` gives."""
    # A line feed is in no word, and so can end a text.
    joined = "\n".join([text.replace("\n", " ") for text in clean_lower(texts)])
    return _split_words(*_blank_other_characters(joined), len(texts))


def _split_words(spaced: np.ndarray, cuts: np.ndarray, n_texts: int) -> pa.LargeListArray:
    """Split texts into words.

    Parameters
    ----------
    spaced : ndarray of uint8
        UTF-8, words apart by spaces or NULs, and texts by single line feeds.
    cuts : ndarray of int64
        Where an emoji or an emoticon begins or ends; words may meet there.
    n_texts : int
    """
    apart = np.ones(len(spaced) + 2, bool)
    np.less_equal(spaced, ord(" "), out=apart[1:-1])
    edges = np.flatnonzero(apart[1:] != apart[:-1])
    if len(cuts):
        meeting = np.unique(cuts)
        meeting = meeting[~(apart[meeting] | apart[meeting + 1])].repeat(2)
        edges = np.insert(edges, np.searchsorted(edges, meeting), meeting)
    starts, ends = edges[::2], edges[1::2]
    letters = spaced[~apart[1:-1]]
    words = pa.LargeStringArray.from_buffers(
        len(starts), pa.py_buffer(compute_offsets(ends - starts)), pa.py_buffer(letters)
    )
    offsets = np.zeros(n_texts + 1, np.int64)
    if n_texts:
        offsets[1:-1] = np.searchsorted(starts, np.flatnonzero(spaced == ord("\n")))
        offsets[-1] = len(starts)
    return pa.LargeListArray.from_arrays(offsets, words)


def _blank_other_characters(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a text in UTF-8 with a NUL for every character outside words, and the cuts in it."""
    try:  # nearly all of English fits in a byte a character
        encoding, packed = "latin-1", text.encode("latin-1")
        codes = np.frombuffer(packed, np.uint8)
        classes = np.frombuffer(packed.translate(_classify_latin()), np.uint8)
    except UnicodeEncodeError:
        encoding, packed = "utf-32-le", text.encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(packed, "<u4")
        classes = _classify_characters().take(codes, mode="clip")
    within = _mark_words(classes)
    cuts = _mark_specials(text, codes, classes, within)
    spaced: np.ndarray = codes * within
    spaced[classes == _LINE_FEED] = ord("\n")
    if text.isascii():
        return spaced, cuts
    if len(cuts):  # a place among characters becomes one among bytes
        longer = np.flatnonzero(spaced > 0x7F)
        more_bytes = 1 + (spaced[longer] > 0x7FF) + (spaced[longer] > 0xFFFF).astype(np.int64)
        cuts = cuts + compute_offsets(more_bytes)[np.searchsorted(longer, cuts)]
    return np.frombuffer(spaced.tobytes().decode(encoding).encode(), np.uint8), cuts


def _mark_specials(
    text: str, codes: np.ndarray, classes: np.ndarray, within: np.ndarray
) -> np.ndarray:
    """Mark emoji and emoticons as within words; return where each begins and ends.

    Parameters
    ----------
    text : str
    codes, classes : ndarray, shape (n_characters,)
    within : ndarray of bool, shape (n_characters,)
        Changed in place.

    Returns
    -------
    ndarray of int64
    """
    signs = np.flatnonzero(classes == _SIGN)
    # A colon in prose has a space behind it, and ends here.
    followers = codes[np.minimum(signs + 1, len(codes) - 1)]
    signs = signs[_list_seconds().take(followers, mode="clip")]
    starts = np.concatenate([signs, signs[codes[signs] == ord("_")] - 1])
    if len(codes) and codes.dtype != np.uint8:
        starts = np.concatenate([starts, np.flatnonzero(classes == _PICTURE)])
    cuts: list[int] = []
    match, end = _compile_special().match, 0
    for start in np.unique(starts).tolist():
        if start >= end and (special := match(text, start)):
            end = special.end()
            within[start:end] = True
            cuts += (start, end)
    return np.array(cuts, np.int64)


def _mark_words(classes: np.ndarray) -> np.ndarray:
    """Return for each character whether it is part of a word; bool."""
    # With a space at either side, every character has neighbours.
    within = np.zeros(len(classes) + 2, bool)
    np.equal(classes, _LETTER, out=within[1:-1])
    marks = np.flatnonzero(classes == _MARK) + 1
    if len(marks):  # a run of marks belongs to a word if the character before the run does
        first = np.flatnonzero(np.diff(marks, prepend=-1) > 1)
        run_lengths = np.diff(first, append=len(marks))
        within[marks] = np.repeat(within[marks[first] - 1], run_lengths)
    joiners = np.flatnonzero(classes == _JOINER) + 1
    letter_next = classes[np.minimum(joiners, len(classes) - 1)] == _LETTER
    joiners = joiners[within[joiners - 1] & letter_next]
    within[joiners] = True
    return within[1:-1]


@cache
def _classify_characters() -> np.ndarray:
    """Return the class of each code point; uint8, shape (_CODES,)."""
    classes = np.full(_CODES, _OTHER, np.uint8)
    every = np.arange(_CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    for letters in re.finditer(rf"{_BASE}+", every):
        classes[letters.start() : letters.end()] = _LETTER
    classes[list(map(ord, list_marks()))] = _MARK
    classes[list(map(ord, _INNER))] = _JOINER
    classes[ord("\n")] = _LINE_FEED
    classes[list(map(ord, SIGNS))] = _SIGN
    classes[list(PICTURE_CODES)] = _PICTURE
    return classes


@cache
def _list_seconds() -> np.ndarray:
    """Return for each code point whether it may follow a sign of an emoticon; bool."""
    seconds = np.zeros(_CODES, bool)
    seconds[list(map(ord, SECOND))] = True
    return seconds


@cache
def _classify_latin() -> bytes:
    return _classify_characters()[:256].tobytes()


@cache
def _compile_pattern() -> re.Pattern[str]:
    # The look-ahead saves most words a search among some two thousand marks.
    word = rf"{_BASE}+(?:(?=[^\0-\u02ff])[{list_marks()}]{_BASE}*|[{_INNER}]{_BASE}+)*"
    return re.compile(f"{FACES}|{word}|{PICTURES}")


@cache
def _compile_special() -> re.Pattern[str]:
    return re.compile(f"{FACES}|{PICTURES}")


@cache
def list_marks() -> str:
    """Return the marks that are part of words, such as the vowel signs of Devanagari and Thai.

    Python counts marks as neither letters nor numbers. Variation selectors are left out: they say
    how an emoji looks.
    """
    codes = [code for code in range(0x300, 0x20000) if not 0xFE00 <= code <= 0xFE0F]
    return "".join(chr(code) for code in codes if unicodedata.category(chr(code)) in ("Mn", "Mc"))


BASIC = Tokenizer("basic", tokenize, version=2, tokenize_batch=tokenize_batch, needs_spaces=True)
