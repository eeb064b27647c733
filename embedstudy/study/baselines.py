"""The features of baselines: TF-IDF of the same texts that the embeddings are trained on."""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from embedstudy.text.encoding import EncodedDocuments


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
