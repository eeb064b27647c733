import pickle
from functools import partial

import pytest

from embedstudy.errors import InputError
from embedstudy.text.tokenizers.tokenizer import Tokenizer, make_tokenizer


def split(text):
    return text.split("|")


def test_a_version_makes_settings():
    assert Tokenizer("bars", split, version=2).settings.startswith("bars 2, Unicode ")
    assert Tokenizer("bars", split).settings == ""
    assert pickle.loads(pickle.dumps(Tokenizer("bars", split, 2))) == Tokenizer("bars", split, 2)


def test_the_fast_path_is_taken_for_many_texts():
    tokenizer = Tokenizer("bars", split, 1, tokenize_batch=lambda texts: "fast")
    assert tokenizer.batch(["a|b"]) == "fast"
    assert tokenizer("a|b") == ["a", "b"]


def test_a_callable_is_checked_and_has_no_settings():
    tokenizer = make_tokenizer(split)
    assert tokenizer.name == f"{__name__}.split"
    assert tokenizer.settings == ""
    assert tokenizer("a b|c") == ["a b", "c"]
    assert tokenizer.batch(["a b|c", "d"]).to_pylist() == [["a b", "c"], ["d"]]
    assert make_tokenizer(partial(split)).name == "functools.partial"
    assert make_tokenizer(lambda text: iter(text))("ab") == ["a", "b"]


@pytest.mark.parametrize(
    ("gives", "message"),
    [
        (lambda text: text, "gave str, not a list of strings"),
        (lambda text: None, "gave NoneType, not a list of strings"),
        (lambda text: ["a", b"b"], r"the token b'b' is not a string but bytes"),
        (lambda text: ["a", ""], "the token '' is empty"),
        (lambda text: ["a\nb"], r"the token 'a\\nb' has a line feed"),
    ],
)
def test_what_a_callable_may_not_give(gives, message):
    with pytest.raises(InputError, match=f"tokenizer {__name__}.<lambda>: {message}"):
        make_tokenizer(gives)("text")


def test_half_a_surrogate_pair_cannot_be_kept():
    with pytest.raises(InputError, match=r"half a surrogate pair in the token 'a\\ud800'"):
        make_tokenizer(lambda text: ["a\ud800"]).batch(["text"])
