"""A trained model with all that it takes to read texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embedstudy.classifier.inference.pretrained import Pretrained
from embedstudy.classifier.inference.vectorizer import (
    TextVectorizer,
    VectorizedTexts,
    batches_of,
    encode_texts,
)
from embedstudy.nn.model import Model
from embedstudy.nn.training import log_prior
from embedstudy.text.encoding import EncodedDocuments


@dataclass(eq=False)
class FittedModel:
    """A trained model over raw texts.

    Attributes
    ----------
    model : Model
    reader : TextVectorizer
    pretrained : Pretrained, optional
        Where the words that training did not meet may have vectors.
    totals : ndarray of float64, shape (n_classes,)
        What the training texts of each class counted.
    """

    model: Model
    reader: TextVectorizer
    pretrained: Pretrained | None
    totals: np.ndarray

    @property
    def embedding(self) -> np.ndarray:
        """The vectors of the words, as the encoder sees them; float32, shape (n_words, dim)."""
        n_words = len(self.reader.vocabulary)
        if self.model.channel is None:
            return self.model.embedding[:n_words]
        return self.model.rows(np.arange(n_words, dtype=np.int32))

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        """Return class scores; float32, shape (n_texts, n_classes)."""
        parts = [model.logits(documents) for model, documents in self._read(texts)]
        return np.concatenate([np.empty((0, self.model.n_classes), np.float32), *parts])

    def features(self, texts: Sequence[str]) -> np.ndarray:
        """Return the document vectors; float32, shape (n_texts, width)."""
        parts = [model.features(documents) for model, documents in self._read(texts)]
        width = self.model.weights.shape[1]
        return np.concatenate([np.empty((0, width), np.float32), *parts])

    def count(self, labels: np.ndarray, weights: np.ndarray) -> None:
        """Count some more training texts in the prior that texts without words get."""
        self.totals += np.bincount(labels, weights, minlength=len(self.totals))
        self.model.log_prior = log_prior(self.totals)

    def _read(self, texts: Sequence[str]) -> Iterator[tuple[Model, EncodedDocuments]]:
        for some in batches_of(texts):
            encoded = encode_texts(some, self.reader.tokenizer)
            reading = self.reader.read(encoded, np.arange(len(some)), self.pretrained)
            yield with_extra(self.model, reading)


def with_extra(model: Model, reading: VectorizedTexts) -> tuple[Model, EncodedDocuments]:
    """Return a model, and what it reads, with the vectors of further words.

    Its table holds no more than the rows that are read.
    """
    if not len(reading.extra):
        return model, reading.documents
    documents = reading.documents
    rows, values = np.unique(documents.values, return_inverse=True)
    own = rows < len(model.embedding)
    further = reading.extra[rows[~own] - len(model.embedding)]

    def compact(table: np.ndarray) -> np.ndarray:
        return np.concatenate([table[rows[own]], further])

    small = replace(
        model,
        embedding=compact(model.embedding),
        channel=None if model.channel is None else compact(model.channel),
    )
    return small, EncodedDocuments(values.astype(np.int32), documents.offsets)
