"""What a person would use without any embedding: the same texts, the same dev part."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from embedstudy.text.encoding import EncodedDocuments


@dataclass(frozen=True)
class Baseline:
    """A classifier of scikit-learn.

    Attributes
    ----------
    make : callable
        From C and a seed to an estimator that has not been fitted.
    cs : tuple of float
        What C is chosen from on dev: the inverse of the strength of regularization.
    """

    make: Callable[[float, int], Any]
    cs: tuple[float, ...] = ()


def _majority(_: float, __: int) -> Any:
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="most_frequent")


def _logistic_regression(c: float, seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=c, max_iter=1000, random_state=seed)


def _linear_svm(c: float, seed: int) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=c, max_iter=10_000, random_state=seed)


BASELINES = {
    "majority": Baseline(_majority),
    "tfidf-logistic-regression": Baseline(_logistic_regression, cs=(0.1, 1.0, 10.0, 100.0)),
    "tfidf-linear-svm": Baseline(_linear_svm, cs=(0.01, 0.1, 1.0, 10.0)),
}


@dataclass
class Features:
    """The splits of a corpus as TF-IDF of the words of its training part.

    Sublinear term frequency, and no other n-grams than words.

    Attributes
    ----------
    documents : dict of str to EncodedDocuments
        By split, with ids of the vocabulary.
    n_words : int
    """

    documents: dict[str, EncodedDocuments]
    n_words: int
    _made: dict[str, csr_matrix] = field(default_factory=dict)

    def of(self, split: str) -> csr_matrix:
        """Return the features of a split; of shape (n_documents, n_words)."""
        from sklearn.feature_extraction.text import TfidfTransformer

        if not self._made:
            counts = {name: self._counts(each) for name, each in self.documents.items()}
            weigh = TfidfTransformer(sublinear_tf=True).fit(counts["train"])
            self._made = {name: weigh.transform(each) for name, each in counts.items()}
        return self._made[split]

    def _counts(self, documents: EncodedDocuments) -> csr_matrix:
        ones = np.ones(len(documents.values), np.float32)
        shape = (len(documents), self.n_words)
        found = csr_matrix((ones, documents.values, documents.offsets), shape, copy=True)
        found.sum_duplicates()
        return found
