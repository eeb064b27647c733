"""The tokenizer ``thai``: words of Thai, by the longest matches in PyThaiNLP's dictionary."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from embedstudy.text.tokenizers.segmenter import Cut, make_segmenter
from embedstudy.writing_systems import THAI as LETTERS

# Later and earlier names of PyThaiNLP's option; it refuses both at once.
_READ_ONLY = ("PYTHAINLP_READ_ONLY", "PYTHAINLP_READ_MODE")


@cache
def _load() -> Cut:
    with _read_only():
        from pythainlp.tokenize import word_tokenize

        word_tokenize("ก", engine="newmm")  # reads the dictionary

    def cut(text: str) -> list[str]:
        words: list[str] = word_tokenize(text, engine="newmm", keep_whitespace=False)
        return words

    return cut


@contextmanager
def _read_only() -> Iterator[None]:
    """Keep PyThaiNLP from making a folder in a person's home: its dictionary is in the package."""
    if any(name in os.environ for name in _READ_ONLY):
        yield
        return
    os.environ[_READ_ONLY[0]] = "1"
    try:
        yield
    finally:
        del os.environ[_READ_ONLY[0]]


THAI = make_segmenter(
    "thai", LETTERS, _load, modules=("pythainlp",), packages=("pythainlp",), extra="th"
)
