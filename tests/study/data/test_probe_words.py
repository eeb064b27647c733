"""Words that tell the classes apart."""

import numpy as np
import pytest
from sklearn.feature_selection import chi2

from embedstudy.study.data.prepared_corpus import prepare
from embedstudy.study.data.probe_words import choose_probe_words, compute_chi_squared, count_texts
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.study.data.tfidf import count_words
from embedstudy.study.plan.config import StudyConfig
from embedstudy.text import encoding
from embedstudy.text.tokenizers import get_tokenizer


def test_probes_tell_the_classes_apart_in_turn(corpus, vectors):
    texts = encode_examples(corpus, get_tokenizer("basic"))
    materials = prepare(corpus, texts, [vectors], StudyConfig((corpus.name,)))
    probes = choose_probe_words(materials, 6)
    kinds = [word.rstrip("0123456789") for word in probes]
    assert len(set(probes)) == len(probes)
    assert set(kinds) <= {"good", "bad"}
    assert all(word in vectors for word in probes)


@pytest.mark.parametrize("block", [7, 1 << 18])
def test_the_statistic_is_that_of_scikit_learn(corpus, vectors, monkeypatch, block):
    monkeypatch.setattr(encoding, "BLOCK_SIZE", block)
    texts = encode_examples(corpus, get_tokenizer("basic"))
    materials = prepare(corpus, texts, [vectors], StudyConfig((corpus.name,)))
    documents, labels = materials.features.documents["train"], materials.labels["train"]
    matrix = count_words(documents, len(materials.vocabulary))
    matrix.data[:] = 1
    by_class = count_texts(documents, labels, (2, len(materials.vocabulary)))
    assert by_class.tolist() == [matrix[labels == c].sum(axis=0).tolist()[0] for c in (0, 1)]
    statistic = compute_chi_squared(by_class, np.bincount(labels))
    assert statistic.tolist() == np.nan_to_num(chi2(matrix, labels)[0]).tolist()
