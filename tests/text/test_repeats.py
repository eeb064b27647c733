"""Texts that occur again; see tests/text/test_dataset_statistics.py for those within a part."""

from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.repeats import count_across, find_repeats, number_texts
from embedstudy.text.tokenizers import get_tokenizer
from tests.corpora import make_corpus

PARTS = {
    "train": (["A good film", "bad film", "...", "slow"], ["pos", "neg", "neg", "neg"]),
    "dev": (["good", "slow!", "!!!"], ["pos", "neg", "neg"]),
    "test": (["a good film.", "Bad film", "good"], ["neg", "neg", "pos"]),
}


def test_texts_of_two_parts_are_counted_and_those_without_tokens_are_not():
    corpus = make_corpus("d", PARTS)
    numbers = number_texts(encode_examples(corpus, get_tokenizer("basic")))
    assert (numbers == -1).sum() == 2
    across = {"dev in train": 1, "test in train": 2, "test in dev": 1}
    repeats = find_repeats(corpus, numbers)
    assert repeats.across == across
    assert repeats.other_label == 1
    assert count_across([corpus], numbers) == across
    assert count_across([corpus, corpus], numbers) == {pair: 2 * n for pair, n in across.items()}
