"""Examples: encoded documents with their labels."""

from dataclasses import dataclass, replace

import numpy as np

from embedstudy.text.encoding import EncodedDocuments


@dataclass(frozen=True, eq=False)
class Examples:
    """Encoded documents with their labels.

    Attributes
    ----------
    documents : EncodedDocuments
    labels : ndarray of int32, shape (n_documents,)
        Class ids.
    weights : ndarray of float32, shape (n_documents,)
        The weight of each document in the loss.
    """

    documents: EncodedDocuments
    labels: np.ndarray
    weights: np.ndarray

    @classmethod
    def unweighted(cls, documents: EncodedDocuments, labels: np.ndarray) -> "Examples":
        """Return examples of weight 1."""
        return cls(documents, labels, np.ones(len(labels), np.float32))

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.labels)

    def take(self, rows: np.ndarray) -> "Examples":
        """Return the examples of some rows, in that order."""
        documents, ngrams = self.documents.take(rows), self.documents.char_ngrams
        if ngrams is not None:
            ngrams = replace(ngrams, words=ngrams.words.take(rows))
            documents = replace(documents, char_ngrams=ngrams)
        return Examples(documents, self.labels[rows], self.weights[rows])
