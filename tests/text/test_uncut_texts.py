import numpy as np
import pyarrow as pa
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.text.corpus import encode_corpus
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.uncut_texts import check_cut, find_uncut
from embedstudy.text.word_ids import TextBatches

TEXTS = ["这家的味道失望而且老板冷淡", "这家的房间很好而且早餐很好"] * 20


def encode(texts, tokenizer):
    batches = TextBatches(lambda: [pa.array(texts, pa.large_string())], len(texts))
    return encode_corpus(batches, get_tokenizer(tokenizer), progress=False)


@pytest.mark.parametrize("tokenizer", ["basic", "treebank"])
def test_a_tokenizer_that_does_not_cut_the_script_is_refused(tokenizer):
    message = (
        rf"zh: Chinese has no spaces between words: tokenizer {tokenizer} makes tokens of 13 "
        r"characters; use --tokenizer jieba \(pip install 'embedstudy\[zh\]'\), or --tokenizer "
        "whitespace to insist"
    )
    with pytest.raises(InputError, match=message):
        check_cut("zh", encode(TEXTS, tokenizer), np.arange(40), get_tokenizer(tokenizer))


@pytest.mark.parametrize("tokenizer", ["whitespace", "characters", "character-bigrams"])
def test_who_names_another_insists(tokenizer):
    check_cut("zh", encode(TEXTS, tokenizer), np.arange(40), get_tokenizer(tokenizer))


def test_some_texts_in_such_a_script_are_warned_of():
    texts = [*TEXTS[:10], *["a good film it was"] * 30]
    message = "zh: 24% of the characters are Chinese, which has no spaces between words: tokenizer"
    with pytest.warns(EmbedstudyWarning, match=message):
        check_cut("zh", encode(texts, "basic"), np.arange(40), get_tokenizer("basic"))
    few = [*TEXTS[:2], *["a good film it was"] * 38]
    assert find_uncut(encode(few, "basic"), np.arange(40)) is None


def test_english_and_no_texts_are_fine():
    assert find_uncut(encode(["a good film"] * 5, "basic"), np.arange(5)) is None
    assert find_uncut(encode([], "basic"), np.arange(0)) is None
    assert find_uncut(encode(["", "!"], "basic"), np.arange(2)) is None


def test_a_classifier_warns():
    model = EmbeddingClassifier(dim=2, epochs=1, learning_rate=0.1)
    with pytest.warns(EmbedstudyWarning, match="Chinese has no spaces between words"):
        model.fit(TEXTS, ["neg", "pos"] * 20)
