"""The tokenizer ``jieba``: words of Chinese, by the dictionary and the model of jieba."""

from functools import cache

from embedstudy.text.tokenizers.segmenter import Cut, make_segmenter
from embedstudy.writing_systems import HAN


@cache
def _load() -> Cut:
    import rjieba

    def cut(text: str) -> list[str]:
        words: list[str] = rjieba.cut(text)
        return words

    return cut


JIEBA = make_segmenter("jieba", HAN, _load, modules=("rjieba",), packages=("rjieba",), extra="zh")
