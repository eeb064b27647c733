"""Texts with labels in memory."""

import numpy as np
import pytest

from embedstudy.datasets.corpus import Split, make_examples
from embedstudy.errors import InputError
from tests.corpora import make_corpus

TEXTS, LABELS = ["a good film", "", "\u2028bad", "fine"], ["pos", "neg", "neg", "pos"]


def test_examples_have_ids_of_sorted_classes():
    examples = make_examples(TEXTS, LABELS)
    assert examples.classes == ("neg", "pos")
    assert examples.label_ids.tolist() == [1, 0, 0, 1]
    assert [text for batch in examples.batches() for text in batch.to_pylist()] == TEXTS
    assert make_examples(TEXTS, LABELS, ["pos", "neg"]).label_ids.tolist() == [0, 1, 1, 0]


def test_the_hash_is_of_texts_labels_and_classes():
    hashes = {
        make_examples(TEXTS, LABELS).sha256,
        make_examples(TEXTS, LABELS, ["pos", "neg"]).sha256,
        make_examples(TEXTS, ["neg", "pos", "neg", "pos"]).sha256,
        make_examples(["a good", " film\u2028bad", *TEXTS[2:]], LABELS).sha256,
    }
    assert len(hashes) == 4
    assert make_examples(list(TEXTS), tuple(LABELS)).sha256 in hashes


def test_a_split_is_some_of_the_examples():
    split = Split(make_examples(TEXTS, LABELS), np.array([3, 1]))
    assert split.texts == ["fine", ""]
    assert split.labels == ["pos", "neg"]
    assert split.ids == [3, 1]
    assert len(split) == 2


def test_a_corpus_of_texts_in_memory():
    part = (TEXTS, LABELS)
    corpus = make_corpus("made-up", {"train": part, "dev": part, "test": (["x"], ["neg"])})
    assert corpus.classes == ["neg", "pos"]
    assert [split.ids for split in corpus.splits.values()] == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    assert corpus.standard_split


def test_labels_that_do_not_fit_are_errors():
    with pytest.raises(InputError, match="4 texts, but 3 labels"):
        make_examples(TEXTS, LABELS[:3])
    with pytest.raises(InputError, match=r"not among the classes: .'pos'"):
        make_examples(TEXTS, LABELS, ["neg"])


def test_a_corpus_is_shown_in_one_line():
    part = (TEXTS, LABELS)
    corpus = make_corpus("c", {"train": part, "dev": part, "test": part})
    assert repr(corpus) == "Corpus('c', 2 classes, 4 train, 4 dev, 4 test texts)"
    assert repr(corpus.train) == "Split(4 texts)"
    assert repr(corpus.examples) == "CorpusExamples(12 texts, 2 classes)"
