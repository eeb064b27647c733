"""One model: an embedding, an encoder, and a linear softmax layer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from embedstudy.initializers.scaling import GlorotUniform
from embedstudy.nn.encoders.encoder import Encoder, Parameters
from embedstudy.nn.kernels import batches, mean
from embedstudy.text.encoding import EncodedDocuments

# Documents that are encoded at once when nothing is learned of them.
AT_ONCE = 256
_ALL = np.empty(0, np.bool_)


@dataclass(frozen=True)
class Seeds:
    """Independent streams of chance that one seed fixes.

    Each purpose has its own stream, so that runs with one seed see the same examples in the same
    order, and start from the same output weights, whatever their strategy draws.
    """

    seed: int

    @property
    def embedding(self) -> np.random.Generator:
        """For the embedding table."""
        return np.random.default_rng([self.seed, 0])

    @property
    def output(self) -> np.random.Generator:
        """For the weights of the output layer."""
        return np.random.default_rng([self.seed, 1])

    @property
    def order(self) -> np.random.Generator:
        """For the order of examples."""
        return np.random.default_rng([self.seed, 2])

    # [seed, 3] draws the subsample of a train size: datasets.splits.nested_order.

    @property
    def encoder(self) -> np.random.Generator:
        """For the weights of the encoder."""
        return np.random.default_rng([self.seed, 4])

    @property
    def dropout(self) -> np.random.Generator:
        """For what is left out of a step."""
        return np.random.default_rng([self.seed, 5])


@dataclass
class Model:
    """The weights of one model, all float32.

    Attributes
    ----------
    encoder : Encoder
    embedding : ndarray, shape (n_rows, dim)
    weights : ndarray, shape (n_classes, width)
    bias : ndarray, shape (n_classes,)
    parameters : dict of str to ndarray
        The encoder's own weights.
    channel : ndarray, shape (n_rows, dim), optional
        A second table that is never trained. As a filter is applied to both and the results are
        added (Kim 2014, multichannel), the encoder sees the sum of both.
    log_prior : ndarray, shape (n_classes,), optional
        The logarithm of each class's share of the training documents, once trained.
    """

    encoder: Encoder
    embedding: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    parameters: Parameters = field(default_factory=dict)
    channel: np.ndarray | None = None
    log_prior: np.ndarray | None = None

    @property
    def n_classes(self) -> int:
        """The number of classes."""
        return len(self.bias)

    def rows(self, places: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Return what the encoder sees of some words; shape (n_places, dim).

        Parameters
        ----------
        places : ndarray of int32
        out : ndarray, shape (n_places, dim), optional
            Where to put it.
        """
        if out is None:
            out = np.empty((len(places), self.embedding.shape[1]), self.embedding.dtype)
        batches.gather(self.embedding, places, out)
        if self.channel is not None:
            out += self.channel[places]
        return out

    def features(self, documents: EncodedDocuments) -> np.ndarray:
        """Return the document vectors; float32, shape (n_documents, width)."""
        parts = list(self._features(documents))
        empty = np.empty((0, self.weights.shape[1]), self.weights.dtype)
        return np.concatenate([empty, *parts])

    def logits(self, documents: EncodedDocuments) -> np.ndarray:
        """Return class scores; float32, shape (n_documents, n_classes).

        Those of a document without words are the prior: the bias alone is no estimate of it.
        """
        if self.encoder.is_mean and self.channel is None:
            arrays = (documents.values, documents.offsets, self.embedding, self.weights, self.bias)
            scores = np.asarray(mean.logits(*arrays))
        else:
            scores = self.features(documents) @ self.weights.T + self.bias
        if self.log_prior is not None:
            scores[documents.lengths == 0] = self.log_prior
        return scores

    def predict(self, documents: EncodedDocuments) -> np.ndarray:
        """Return the class id of each document; the lower one if two tie."""
        return np.asarray(self.logits(documents).argmax(axis=1))

    def _features(self, documents: EncodedDocuments) -> Iterator[np.ndarray]:
        marks = np.full(len(self.embedding), -1, np.int32)
        for start in range(0, len(documents), AT_ONCE):
            chosen = np.arange(start, min(start + AT_ONCE, len(documents)))
            rows, values, offsets = batches.take(
                documents.values, documents.offsets, chosen, _ALL, marks
            )
            yield self.encoder.forward(self.rows(rows), values, offsets, self.parameters)[0]


def new_model(
    encoder: Encoder,
    embedding: np.ndarray,
    n_classes: int,
    seeds: Seeds,
    *,
    initializer: Any = None,
    channel: np.ndarray | None = None,
) -> Model:
    """Put an encoder and an output layer on an embedding table.

    Parameters
    ----------
    encoder : Encoder
    embedding : ndarray of float32, shape (n_rows, dim)
    n_classes : int
    seeds : Seeds
    initializer : Initializer, optional
        Of the encoder's weights and the output layer's; Glorot uniform by default. Biases start
        at zero.
    channel : ndarray of float32, shape (n_rows, dim), optional
        See `Model`.
    """
    dim = embedding.shape[1]
    if initializer is None:  # the limit of Glorot's is the same either way round
        initializer = GlorotUniform()
        weights = initializer((n_classes, encoder.width(dim)), seeds.output)
    else:  # laid out as Keras has it, (inputs, outputs), when it is drawn
        weights = initializer((encoder.width(dim), n_classes), seeds.output).T
    weights = np.ascontiguousarray(weights)
    parameters = encoder.parameters(dim, seeds.encoder, initializer)
    return Model(encoder, embedding, weights, np.zeros(n_classes, np.float32), parameters, channel)
