"""The tokenizer ``sudachi``: words of Japanese, in the short units of Sudachi's mode A."""

from functools import cache

from embedstudy.text.tokenizers.segmenter import Cut, make_segmenter
from embedstudy.writing_systems import HAN, KANA

# Sudachi refuses a longer input, in bytes of UTF-8; a character has three.
_LONGEST = 12_000


@cache
def _load() -> Cut:
    from sudachipy import Dictionary, SplitMode

    analyzer = Dictionary(dict="core").tokenizer(mode=SplitMode.A)

    def cut(text: str) -> list[str]:
        parts = (text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST))
        return [word.surface() for part in parts for word in analyzer.tokenize(part)]

    return cut


SUDACHI = make_segmenter(
    "sudachi",
    KANA + HAN,
    _load,
    modules=("sudachipy", "sudachidict_core"),
    packages=("sudachipy", "sudachidict-core"),
    extra="ja",
)
