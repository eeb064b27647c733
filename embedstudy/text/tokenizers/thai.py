"""The tokenizer ``thai``: words of Thai, by the longest matches in PyThaiNLP's dictionary."""

from functools import cache

from embedstudy.text.tokenizers.segmenter import Cut, make_segmenter
from embedstudy.writing_systems import THAI as LETTERS


@cache
def _load() -> Cut:
    from pythainlp.tokenize import word_tokenize

    def cut(text: str) -> list[str]:
        words: list[str] = word_tokenize(text, engine="newmm", keep_whitespace=False)
        return words

    return cut


THAI = make_segmenter(
    "thai", LETTERS, _load, modules=("pythainlp",), packages=("pythainlp",), extra="th"
)
