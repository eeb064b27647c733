"""One model: an embedding, an encoder, and a linear softmax layer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from embedstudy.initializers.scaling import GlorotUniform
from embedstudy.nn.bounds import check_documents
from embedstudy.nn.char_ngrams import append_char_ngrams, split_order
from embedstudy.nn.encoders.encoder import Encoder, Parameters
from embedstudy.nn.kernels import batches, mean, output
from embedstudy.storage import is_large, join_on_disk
from embedstudy.text.encoding import EncodedDocuments

# The number of documents that are encoded at once when nothing is learned.
AT_ONCE = 256
_ALL_WORDS = np.empty(0, np.bool_)


@dataclass(frozen=True)
class Seeds:
    """Independent streams of chance that one seed fixes.

    Each purpose has its own stream. So runs with one seed see the same examples in the same order
    and start from the same output weights, whatever their strategy draws.
    """

    seed: int

    @property
    def embedding(self) -> np.random.Generator:
        """The stream for the embedding."""
        return np.random.default_rng([self.seed, 0])

    @property
    def output(self) -> np.random.Generator:
        """The stream for the weights of the output layer."""
        return np.random.default_rng([self.seed, 1])

    @property
    def order(self) -> np.random.Generator:
        """The stream for the order of examples."""
        return np.random.default_rng([self.seed, 2])

    # [seed, 3] draws the subsample of a train size: datasets.splits.draw_nested_order.

    @property
    def encoder(self) -> np.random.Generator:
        """The stream for the weights of the encoder."""
        return np.random.default_rng([self.seed, 4])

    @property
    def dropout(self) -> np.random.Generator:
        """The stream for dropout."""
        return np.random.default_rng([self.seed, 5])

    @property
    def sample(self) -> np.random.Generator:
        """The stream for the training texts on which a moment of a training is judged."""
        return np.random.default_rng([self.seed, 6])


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
        The weights of the encoder.
    channel : ndarray, shape (n_rows, dim), optional
        A second table that is never trained. Kim (2014, multichannel) applies each filter to both
        and adds the results; so the encoder sees the sum of both.
    log_prior : ndarray, shape (n_classes,), optional
        The logarithm of each class's share of the training documents; None before training.
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
        """Return the rows of some words as the encoder sees them; shape (n_places, dim).

        Parameters
        ----------
        places : ndarray of int32
        out : ndarray, shape (n_places, dim), optional
            The array to write to.
        """
        if out is None:
            out = np.empty((len(places), self.embedding.shape[1]), self.embedding.dtype)
        batches.gather(self.embedding, places, out)
        if self.channel is not None:
            out += self.channel[places]
        return out

    def features(self, documents: EncodedDocuments) -> np.ndarray:
        """Return the document vectors; float32, shape (n_documents, width).

        Raises
        ------
        InputError
            If an id of the documents is no row of the embedding.
        """
        check_documents(documents, len(self.embedding))
        return self._compute_features(documents)

    def _compute_features(self, documents: EncodedDocuments) -> np.ndarray:
        if documents.char_ngrams is not None:
            return self._join(self._compute_features, documents, self.weights.shape[1])
        shape = (len(documents), self.weights.shape[1])
        if is_large(shape[0] * shape[1] * self.weights.dtype.itemsize):
            return join_on_disk(lambda: ((part,) for part in self._encode_batches(documents)))[0]
        features, begin = np.empty(shape, self.weights.dtype), 0
        for part in self._encode_batches(documents):
            features[begin : begin + len(part)] = part
            begin += len(part)
        return features

    def logits(self, documents: EncodedDocuments) -> np.ndarray:
        """Return class scores; float32, shape (n_documents, n_classes).

        A document without words has the scores of the prior; the bias alone does not estimate it.

        Raises
        ------
        InputError
            If an id of the documents is no row of the embedding.
        """
        check_documents(documents, len(self.embedding))
        return self._compute_logits(documents)

    def _compute_logits(self, documents: EncodedDocuments) -> np.ndarray:
        if documents.char_ngrams is not None:
            return self._join(self._compute_logits, documents, self.n_classes)
        if self.encoder.is_mean and self.channel is None:
            arrays = (documents.values, documents.offsets, self.embedding, self.weights, self.bias)
            scores = np.asarray(mean.logits(*arrays))
        else:
            features = self._compute_features(documents)
            scores = np.asarray(output.score_all(features, self.weights, self.bias))
        if self.log_prior is not None:
            scores[documents.lengths == 0] = self.log_prior
        return scores

    def predict(self, documents: EncodedDocuments) -> np.ndarray:
        """Return the class id of each document; the lower one if two tie."""
        return np.asarray(self.logits(documents).argmax(axis=1))

    def _join(
        self,
        compute: Callable[[EncodedDocuments], np.ndarray],
        documents: EncodedDocuments,
        width: int,
    ) -> np.ndarray:
        """Return the results for documents whose n-grams are written out some at a time."""
        parts = [
            compute(append_char_ngrams(documents, part))
            for part in split_order(documents, np.arange(len(documents)))
        ]
        return np.concatenate([np.empty((0, width), self.weights.dtype), *parts])

    def _encode_batches(self, documents: EncodedDocuments) -> Iterator[np.ndarray]:
        marks = np.full(len(self.embedding), -1, np.int32)
        for start in range(0, len(documents), AT_ONCE):
            batch = np.arange(start, min(start + AT_ONCE, len(documents)))
            rows, values, offsets = batches.take(
                documents.values, documents.offsets, batch, _ALL_WORDS, marks
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
    """Return a model with an encoder and an output layer on an embedding.

    Parameters
    ----------
    encoder : Encoder
    embedding : ndarray of float32, shape (n_rows, dim)
    n_classes : int
    seeds : Seeds
    initializer : Initializer, optional
        Draws the weights of the encoder and the output layer; Glorot uniform by default. Biases
        start at zero.
    channel : ndarray of float32, shape (n_rows, dim), optional
        See `Model`.
    """
    dim = embedding.shape[1]
    if initializer is None:  # Glorot's limit is the same in either layout
        initializer = GlorotUniform()
        weights = initializer((n_classes, encoder.width(dim)), seeds.output)
    else:  # drawn in the layout of Keras, (inputs, outputs)
        weights = initializer((encoder.width(dim), n_classes), seeds.output).T
    weights = np.ascontiguousarray(weights)
    parameters = encoder.parameters(dim, seeds.encoder, initializer)
    return Model(encoder, embedding, weights, np.zeros(n_classes, np.float32), parameters, channel)
