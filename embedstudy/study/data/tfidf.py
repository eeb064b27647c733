"""TF-IDF features of a corpus, which baselines are trained on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from embedstudy.text.encoding import EncodedDocuments


@dataclass
class TfidfFeatures:
    """The splits of a corpus as TF-IDF of the words of its training part.

    Term frequency is sublinear, and words are the only n-grams.

    Attributes
    ----------
    documents : mapping of str to EncodedDocuments
        By split, with ids of the vocabulary.
    n_words : int
        The size of the vocabulary.
    """

    documents: Mapping[str, EncodedDocuments]
    n_words: int

    @cached_property
    def by_split(self) -> dict[str, csr_matrix]:
        """The features of each split; float32, shape (n_documents, n_words)."""
        from sklearn.feature_extraction.text import TfidfTransformer

        counts = {
            split: count_words(documents, self.n_words)
            for split, documents in self.documents.items()
        }
        transformer = TfidfTransformer(sublinear_tf=True).fit(counts["train"])
        return {split: transformer.transform(matrix) for split, matrix in counts.items()}


def count_words(documents: EncodedDocuments, n_words: int) -> csr_matrix:
    """Count the words of each document; float32, shape (n_documents, n_words)."""
    ones = np.ones(len(documents.values), np.float32)
    shape = (len(documents), n_words)
    counts = csr_matrix((ones, documents.values, documents.offsets), shape, copy=True)
    counts.sum_duplicates()
    return counts
