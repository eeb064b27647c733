import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from embedstudy.study.data.tfidf import TfidfFeatures
from embedstudy.text.encoding import encode
from embedstudy.text.vocabulary import Vocabulary

TEXTS = {
    "train": ["a good good film", "a bad film", "good"],
    "dev": ["bad bad good unseen", ""],
    "test": ["film"],
}


@pytest.fixture
def features():
    tokens = {split: [text.split() for text in texts] for split, texts in TEXTS.items()}
    vocabulary = Vocabulary.from_documents(tokens["train"])
    documents = {split: encode(texts, vocabulary) for split, texts in tokens.items()}
    return vocabulary, TfidfFeatures(documents, len(vocabulary))


@pytest.mark.parametrize("split", TEXTS)
def test_features_are_those_of_scikit_learn(features, split):
    vocabulary, tfidf = features
    peer = TfidfVectorizer(
        sublinear_tf=True, tokenizer=str.split, token_pattern=None, lowercase=False,
        vocabulary={word: i for i, word in enumerate(vocabulary.words)},
    ).fit(TEXTS["train"])  # fmt: skip
    expected = peer.transform(TEXTS[split]).toarray()
    np.testing.assert_allclose(tfidf.by_split[split].toarray(), expected, rtol=1e-6)


def test_features_are_computed_once(features):
    _, tfidf = features
    assert tfidf.by_split["dev"] is tfidf.by_split["dev"]
    assert tfidf.by_split["dev"].shape == (2, tfidf.n_words)
