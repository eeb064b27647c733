"""What `datasets info` counts, on texts where it is known."""

from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.dataset_statistics import describe
from embedstudy.text.tokenizers import get_tokenizer
from tests.corpora import make_corpus

TRAIN = ["A good film", "a bad film", "a good film!", "...", "one two three four"]
PARTS = {
    "train": (TRAIN, ["pos", "neg", "neg", "neg", "pos"]),
    "dev": (["good film", "", "..."], ["pos", "neg", "pos"]),
    "test": (
        ["a good film", "a bad film", "good film", "unheard of"],
        ["pos", "pos", "neg", "neg"],
    ),
}


def describe_state():
    corpus, tokenizer = make_corpus("d", PARTS), get_tokenizer("basic")
    return describe(corpus, encode_examples(corpus, tokenizer), tokenizer)


def test_classes_and_lengths():
    statistics = describe_state()
    assert statistics.classes["train"] == {"neg": 3, "pos": 2}
    lengths = statistics.lengths["train"]
    assert (lengths.least, lengths.median, lengths.mean, lengths.most) == (0, 3.0, 2.6, 4)
    assert statistics.wordless == {"train": 1, "dev": 2, "test": 0}


def test_words():
    statistics = describe_state()
    assert (statistics.words, statistics.tokens, statistics.once) == (8, 13, 5)
    assert statistics.unseen == 2 / 10  # "unheard of"


def test_texts_that_occur_again_whatever_their_capitals_and_punctuation():
    repeats = describe_state().repeats
    assert repeats.within == {"train": 1, "dev": 0, "test": 0}
    assert repeats.across == {"dev in train": 0, "test in train": 2, "test in dev": 1}
    # "a good film" is pos and neg, "a bad film" neg and pos, "good film" pos and neg.
    assert repeats.other_label == 3


def test_characters_that_are_in_no_token():
    dropped = describe_state().dropped
    assert dropped.texts == 5
    assert dropped.commonest == {".": 3, "!": 1}
    assert dropped.share == 4 / sum(len(text.replace(" ", "")) for text in TRAIN)


def test_a_script_without_spaces_is_noted():
    texts = ["这家的味道失望而且老板冷淡", "这家的房间很好而且早餐很好"]
    corpus = make_corpus("d", dict.fromkeys(PARTS, (texts, ["neg", "pos"])))
    tokenizer = get_tokenizer("basic")
    (note,) = describe(corpus, encode_examples(corpus, tokenizer), tokenizer).notes
    assert note.startswith("Chinese has no spaces between words")
    assert "--tokenizer jieba" in note


def test_a_description_shows_some_lines():
    lines = repr(describe_state()).splitlines()
    assert lines[:3] == [
        "d: 5 train, 3 dev, 4 test texts",
        "2 classes: neg and pos",
        "training texts of 0 to 4 tokens, median 3 (tokenizer basic)",
    ]
    assert lines[-1].startswith("fields: dataset, tokenizer, classes, lengths, words")
    assert max(map(len, lines)) < 120
