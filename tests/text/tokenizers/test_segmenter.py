import pytest

from embedstudy.errors import InputError
from embedstudy.text.tokenizers import TOKENIZERS, get_tokenizer
from embedstudy.text.tokenizers.segmenter import make_segmenter
from embedstudy.writing_systems import HAN


def halves(text):
    return [text[: len(text) // 2], " ", text[len(text) // 2 :], "。"]


def load_halves():
    return halves


def make(**changes):
    options = {"modules": ("json",), "packages": ("numpy",), "extra": "zh", **changes}
    return make_segmenter("halves", HAN, load_halves, **options)


def test_words_of_the_script_alone_are_cut():
    tokenizer = make()
    assert tokenizer("很好吃的, don't 😀 iPhone手机") == [
        "很好",
        "吃的",
        "don't",
        "😀",
        "ipho",
        "ne手机",
    ]
    assert tokenizer.batch(["很好", "x"]).to_pylist() == [["很", "好"], ["x"]]
    assert tokenizer.edition.startswith("halves 1 + numpy ")


def test_a_library_that_is_missing_is_one_line():
    tokenizer = make(modules=("no_such_module",))
    message = r"tokenizer halves needs no_such_module: pip install 'embedstudy\[zh\]'"
    with pytest.raises(InputError, match=message):
        get_tokenizer(tokenizer)


@pytest.mark.parametrize("name", ["jieba", "sudachi", "thai"])
def test_a_name_costs_no_library(name):
    assert TOKENIZERS[name].install_line.startswith("pip install")
