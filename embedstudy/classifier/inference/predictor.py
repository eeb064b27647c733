"""Predictions of a trained model for raw texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embedstudy.classifier.inference.pretrained import PretrainedVectors
from embedstudy.classifier.inference.vectorizer import (
    TextVectorizer,
    VectorizedTexts,
    encode_texts,
    replace_half_pairs,
    split_batches,
)
from embedstudy.errors import InputError
from embedstudy.nn.model import AT_ONCE, Model
from embedstudy.nn.training import log_prior
from embedstudy.parallel import map_on_threads
from embedstudy.text.encoding import CharNgrams, EncodedDocuments

# Characters of the texts that one thread scores at a time.
PIECE_CHARACTERS = 1 << 20


@dataclass(eq=False)
class Predictor:
    """A trained model with all that it takes to read texts.

    Attributes
    ----------
    model : Model
    vectorizer : TextVectorizer
    pretrained : PretrainedVectors or None
        Vectors of words that the training texts lack.
    class_totals : ndarray of float64, shape (n_classes,)
        Total weight of the training texts of each class.
    place : str
        Where the model was read from, for messages.
    """

    model: Model
    vectorizer: TextVectorizer
    pretrained: PretrainedVectors | None
    class_totals: np.ndarray
    place: str = "the model"

    @property
    def embedding(self) -> np.ndarray:
        """The vectors of the words, as the encoder sees them; float32, shape (n_words, dim)."""
        n_words = len(self.vectorizer.vocabulary)
        if self.model.channel is None:
            return self.model.embedding[:n_words]
        return self.model.rows(np.arange(n_words, dtype=np.int32))

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        """Return class scores; float32, shape (n_texts, n_classes).

        Raises
        ------
        InputError
            If a score is not finite.
        """
        batches = self._compute(Model.logits, texts)
        scores = np.concatenate([np.empty((0, self.model.n_classes), np.float32), *batches])
        if not np.isfinite(scores).all():
            raise InputError(f"{self.place}: scores are not finite (its weights are too large)")
        return scores

    def features(self, texts: Sequence[str]) -> np.ndarray:
        """Return the document vectors; float32, shape (n_texts, width)."""
        batches = self._compute(Model.features, texts)
        width = self.model.weights.shape[1]
        return np.concatenate([np.empty((0, width), np.float32), *batches])

    def update_prior(self, labels: np.ndarray, weights: np.ndarray) -> None:
        """Count more training texts in the prior, which texts without words get.

        Parameters
        ----------
        labels : ndarray of int32, shape (n_texts,)
            Class ids.
        weights : ndarray of float32, shape (n_texts,)
        """
        self.class_totals += np.bincount(labels, weights, minlength=len(self.class_totals))
        self.model.log_prior = log_prior(self.class_totals)

    @property
    def reads_on_threads(self) -> bool:
        """Whether texts are read faster on several threads.

        Python code is not, and a person's own function may not be safe on them.
        """
        return self.vectorizer.tokenizer.tokenize_batch is not None

    def _compute(
        self, compute: Callable[[Model, EncodedDocuments], np.ndarray], texts: Sequence[str]
    ) -> list[np.ndarray]:
        """Return the results of a method of the model for pieces of the texts, in order."""

        def compute_piece(piece: Sequence[str]) -> np.ndarray:
            with np.errstate(over="ignore", invalid="ignore"):  # `logits` has an error for it
                return compute(*self._vectorize(piece))

        if self.vectorizer.hashing is not None:  # large pieces hash each word less often
            return list(map(compute_piece, split_batches(texts)))
        # Encoders take so many documents at once: pieces of a multiple change no sum.
        pieces = split_batches(texts, PIECE_CHARACTERS, AT_ONCE)
        threads = None if self.reads_on_threads else 1
        return list(map_on_threads(compute_piece, pieces, threads=threads))

    def _vectorize(self, texts: Sequence[str]) -> tuple[Model, EncodedDocuments]:
        vectorizer, tokenizer = self.vectorizer, self.vectorizer.tokenizer
        if vectorizer.hashing is None:
            tokens = tokenizer.batch(replace_half_pairs(texts))
            vectorized = vectorizer.vectorize_tokens(tokens, self.pretrained)
        else:
            encoded = encode_texts(texts, tokenizer)
            vectorized = vectorizer.vectorize(encoded, np.arange(len(texts)), self.pretrained)
        return add_extra_words(self.model, vectorized)


def add_extra_words(model: Model, texts: VectorizedTexts) -> tuple[Model, EncodedDocuments]:
    """Return a model that has the vectors of further words, and the documents for it.

    Its table holds only the rows that the documents read.
    """
    if not len(texts.extra):
        return model, texts.documents
    documents, ngrams = texts.documents, texts.documents.char_ngrams
    values = documents.values
    if ngrams is not None:
        ngram_values = ngrams.rows.values + np.int32(ngrams.first)
        values = np.concatenate([values, ngram_values, [np.int32(ngrams.end)]])
    rows, places = np.unique(values, return_inverse=True)
    values, ngram_rows = np.split(places.astype(np.int32), [len(documents.values)])
    if ngrams is not None:
        small_rows = EncodedDocuments(ngram_rows[:-1], ngrams.rows.offsets)
        ngrams = CharNgrams(ngrams.words, small_rows, first=0, end=int(ngram_rows[-1]))
    learned = rows < len(model.embedding)
    extra = texts.extra[rows[~learned] - len(model.embedding)]

    def select_rows(table: np.ndarray) -> np.ndarray:
        return np.concatenate([table[rows[learned]], extra])

    small = replace(
        model,
        embedding=select_rows(model.embedding),
        channel=None if model.channel is None else select_rows(model.channel),
    )
    return small, EncodedDocuments(values, documents.offsets, ngrams)
