"""The table of tokenizers: what holds for every entry, and how one is asked for."""

import pickle
import subprocess
import sys

import pytest

from embedstudy.errors import InputError
from embedstudy.text.tokenizers import TOKENIZERS, Tokenizer, get_tokenizer
from tests.text.tokenizers.installed import INSTALLED
from tests.text.tokenizers.nasty import nasty_texts


def make_tokenizer(name):
    if name == "subwords":
        pytest.importorskip("tokenizers")
    return get_tokenizer(name).fitted(nasty_texts(300, 1))


@pytest.mark.parametrize("name", [*INSTALLED, "subwords"])
def test_tokens_are_words_of_a_line_and_many_texts_give_what_one_does(name):
    tokenizer, texts = make_tokenizer(name), nasty_texts(3000, 2)
    batch = tokenizer.batch(texts).to_pylist()
    assert batch == [tokenizer(text) for text in texts]
    for token in (token for tokens in batch for token in tokens):
        assert token
        assert not set(token) & set(" \n\r\x85\u2028\u2029")
    assert tokenizer.batch([]).to_pylist() == []
    assert tokenizer.batch(["", "\n", ""]).to_pylist() == [[], [], []]


@pytest.mark.parametrize("name", [*INSTALLED, "subwords"])
def test_long_words_take_no_longer_than_long_texts(name):
    tokenizer = make_tokenizer(name)
    for piece in (
        "a",
        "'",
        "-",
        ".",
        "a.",
        "a'",
        "\u0301",
        "e\u0301\u0323",
        "<br",
        "n'",
        "1,",
        "'s",
    ):
        text = piece * (100_000 // len(piece))  # its square takes minutes
        assert tokenizer.batch([text])[0].as_py() == tokenizer(text)


def test_named_ones_have_settings_and_travel():
    assert len({tokenizer.settings for tokenizer in TOKENIZERS.values()}) == len(TOKENIZERS)
    for tokenizer in INSTALLED.values():
        assert pickle.loads(pickle.dumps(tokenizer)) == tokenizer


def test_the_same_words_whatever_the_seed_of_hashes():
    script = (
        "from embedstudy.text.vocabulary import Vocabulary; "
        "from tests.text.tokenizers.installed import INSTALLED; "
        "print([t.settings for t in INSTALLED.values()], Vocabulary.from_documents("
        "[t('b a d c, it\\'s e') for t in INSTALLED.values()])"
        ".extended({'z', 'y', 'x'}).words)"
    )
    outputs = {
        subprocess.check_output([sys.executable, "-c", script], env={"PYTHONHASHSEED": seed})
        for seed in ("0", "1")
    }
    assert len(outputs) == 1


def test_an_unknown_name_is_told_with_the_names():
    with pytest.raises(InputError, match=r"no tokenizer 'tree'; there are: treebank, .*callable"):
        get_tokenizer("tree")
    with pytest.raises(InputError, match="a name is a string, not 3"):
        get_tokenizer(3)


def test_a_callable_or_a_tokenizer_is_taken_as_it_is():
    tokenizer = get_tokenizer(str.split)
    assert isinstance(tokenizer, Tokenizer)
    assert tokenizer("a b") == ["a", "b"]
    assert get_tokenizer(tokenizer) is tokenizer


def test_the_names_import_no_tokenizer():
    script = (
        "import sys; from embedstudy.text.tokenizers import TOKENIZERS; print(*TOKENIZERS); "
        "print([m for m in sys.modules if m in ('pyarrow', 'numpy') or 'tokenizers.basic' in m])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True).splitlines() == [
        "basic treebank whitespace subwords characters character-bigrams jieba sudachi thai",
        "[]",
    ]
