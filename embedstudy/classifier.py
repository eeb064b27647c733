"""The model as a scikit-learn estimator over raw texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, column_or_1d

from embedstudy.errors import DivergedError, InputError, whole_number
from embedstudy.nn.encoders import encoder_named
from embedstudy.nn.hyperparameters import Hyperparameters
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.optimizers import check_optimizer
from embedstudy.nn.recipe import LEARNING_RATES
from embedstudy.nn.strategies import check_strategy_fits, initial_embedding, strategy_named
from embedstudy.nn.training import Training, train
from embedstudy.text.encoding import EncodedDocuments, encode
from embedstudy.text.tokenizers import tokenizer_named
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.word_vectors import WordVectors


class EmbeddingClassifier(ClassifierMixin, BaseEstimator):
    """Classify texts by the mean of their word vectors and a linear softmax layer, by SGD.

    Parameters
    ----------
    vectors : str or WordVectors, optional
        Pretrained vectors, by name or loaded.
    strategy : {"random", "frozen", "finetuned"}
        Learn the embedding from random weights; read it from `vectors` and keep it; or start
        from `vectors` and train on.
    encoder : {"mean", "max", "concat", "hier", "dan", "cnn"}
    dim : int
        The length of the embedding's vectors. Where `vectors` are given theirs is used instead,
        under every strategy, so that strategies are compared at one dimension.
    epochs : int
    optimizer : {"sgd", "adagrad", "adam", "adadelta"}
    learning_rate : float or "auto"
        The rate of the first step; it falls linearly to zero. With "auto" the rate and the number
        of epochs are chosen on a stratified tenth of the training texts, and the model is then
        trained on all of them.
    batch_size : int
        The gradient of a step is averaged over so many texts.
    random_state : int, RandomState instance or None
        Fixes the initial weights and the order of examples.
    tokenizer : {"basic", "treebank", "whitespace"} or callable
        From a text to its tokens.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    vocabulary_ : Vocabulary
        The words of the training texts.
    embedding_ : ndarray of float32, shape (n_words, dim)
    history_ : list of dict
        Epoch and mean training loss.
    learning_rate_, n_epochs_ : float, int
        As given, or as chosen.

    Examples
    --------
    >>> texts = ["good film", "fine film", "bad film", "awful film"] * 5
    >>> model = EmbeddingClassifier(dim=8, learning_rate=1.0).fit(texts, [1, 1, 0, 0] * 5)
    >>> model.predict(["a fine thing", "an awful thing"])
    array([1, 0])
    """

    def __init__(
        self,
        vectors: str | WordVectors | None = None,
        strategy: str = "random",
        encoder: str = "mean",
        dim: int = 100,
        epochs: int = 10,
        optimizer: str = "sgd",
        learning_rate: float | str = "auto",
        batch_size: int = 1,
        random_state: Any = 0,
        tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    ) -> None:
        self.vectors = vectors
        self.strategy = strategy
        self.encoder = encoder
        self.dim = dim
        self.epochs = epochs
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.random_state = random_state
        self.tokenizer = tokenizer

    def fit(self, X: Sequence[str], y: Sequence[Any]) -> Self:
        """Train on texts and their labels.

        Parameters
        ----------
        X : sequence of str
        y : sequence of labels
            Any labels that NumPy can sort.

        Raises
        ------
        InputError
            If a parameter, a text or the labels are not usable.
        DivergedError
            If the learning rate is so high that the loss is not finite.
        """
        self.__dict__.pop("_model", None)  # if this fails, it is not fitted, to the old data either
        self._check_parameters()
        texts, given = _checked_texts(X), _checked_labels(y)
        if len(texts) != len(given):
            raise InputError(f"{len(texts)} texts, but {len(given)} labels")
        self.classes_, labels = np.unique(given, return_inverse=True)
        if len(self.classes_) < 2:
            raise InputError(f"only one class ({self.classes_.tolist()}): nothing to learn")
        documents = [self._tokenizer(text) for text in texts]
        self.vocabulary_ = Vocabulary.from_documents(documents)
        if not len(self.vocabulary_):
            raise InputError("not one word in the training texts")
        self.vectors_ = (
            load_vectors(self.vectors) if isinstance(self.vectors, str) else self.vectors
        )
        seeds = Seeds(int(check_random_state(self.random_state).randint(2**31 - 1)))
        encoded = encode(documents, self.vocabulary_)
        self._fit_encoded(encoded, labels.astype(np.int32), seeds)
        return self

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:
        """Return class probabilities; float32, shape (n_texts, n_classes), in `classes_` order.

        With a pretrained strategy, words that were not in the training texts but have a
        pretrained vector count as well.
        """
        check_is_fitted(self, "_model")
        documents = [self._tokenizer(text) for text in _checked_texts(X)]
        vocabulary, model = self.vocabulary_, self._model
        if self._strategy.pretrained and self.vectors_ is not None:
            new = {w for tokens in documents for w in tokens if w not in vocabulary}
            vocabulary = vocabulary.extended(w for w in new if w in self.vectors_)
            rows = self.vectors_.rows(vocabulary.words[len(self.vocabulary_) :])
            table = np.concatenate([self.embedding_, self.vectors_.matrix[rows]])
            model = replace(model, embedding=table)
            if model.channel is not None:
                channel = np.concatenate([model.channel, self.vectors_.matrix[rows]])
                model = replace(model, channel=channel)
        return np.asarray(softmax(model.logits(encode(documents, vocabulary)), axis=1))

    def predict(self, X: Sequence[str]) -> np.ndarray:
        """Return the most probable class of each text."""
        chosen = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[chosen])

    def neighbors(self, word: str, topn: int = 10) -> list[tuple[str, float]]:
        """Return the words nearest to `word` in the learned embedding, with their cosines."""
        check_is_fitted(self, "_model")
        return WordVectors(self.vocabulary_.words, self.embedding_).neighbors(word, topn)

    def _check_parameters(self) -> None:
        self._strategy = strategy_named(self.strategy, has_vectors=self.vectors is not None)
        self._encoder = encoder_named(self.encoder)
        check_strategy_fits(self.strategy, self.encoder)
        self._tokenizer = tokenizer_named(self.tokenizer)
        check_optimizer(self.optimizer)
        whole_number("batch_size", self.batch_size)
        if self.epochs < 1 or self.dim < 1:
            raise InputError(f"epochs and dim must be at least 1, not {self.epochs} and {self.dim}")
        rate = self.learning_rate
        if rate != "auto" and (isinstance(rate, str) or not 0 < rate < np.inf):
            raise InputError(f"learning_rate is {rate!r}; give a positive number or 'auto'")

    def _fit_encoded(self, documents: EncodedDocuments, labels: np.ndarray, seeds: Seeds) -> None:
        rate, stop_after = self.learning_rate, self.epochs
        if rate == "auto":
            rate, stop_after = self._choose(documents, labels, seeds)
        self._model, training = self._train(
            documents, labels, seeds, learning_rate=float(rate), stop_after=stop_after
        )
        self.embedding_ = self._model.embedding
        self.learning_rate_, self.n_epochs_ = float(rate), stop_after
        self.history_ = [{"epoch": e.epoch, "train_loss": e.train_loss} for e in training.epochs]

    def _choose(
        self, documents: EncodedDocuments, labels: np.ndarray, seeds: Seeds
    ) -> tuple[float, int]:
        """Choose the learning rate and the number of epochs on a stratified tenth."""
        rates = LEARNING_RATES[self.optimizer]
        if np.bincount(labels).min() < 10:  # too few for a tenth of every class
            return rates[len(rates) // 2], self.epochs
        rows = np.arange(len(labels))
        fit, dev = train_test_split(rows, test_size=0.1, stratify=labels, random_state=seeds.seed)
        best = (-1.0, rates[0], self.epochs)
        for rate in rates:
            try:
                _, training = self._train(
                    documents.take(fit),
                    labels[fit],
                    seeds,
                    learning_rate=rate,
                    dev=(documents.take(dev), labels[dev]),
                )
            except DivergedError:
                continue
            accuracy = training.best.dev_accuracy or 0.0
            if accuracy > best[0]:
                best = (accuracy, rate, training.best.epoch)
        return best[1:]

    def _train(
        self, documents: EncodedDocuments, labels: np.ndarray, seeds: Seeds, **options: Any
    ) -> tuple[Model, Training]:
        n_words, vectors = len(self.vocabulary_), self.vectors_
        pretrained = None
        if vectors is not None:
            pretrained = (vectors.matrix, vectors.rows(self.vocabulary_.words))
        dim = self.dim if vectors is None else vectors.dim
        table = initial_embedding(self._strategy, n_words, dim, seeds.embedding, pretrained)
        channel = table.copy() if self._strategy.channels > 1 else None
        model = new_model(self._encoder, table, len(self.classes_), seeds, channel=channel)
        training = train(
            model,
            documents,
            labels,
            hyperparameters=Hyperparameters(
                epochs=self.epochs, batch_size=self.batch_size, optimizer=self.optimizer
            ),
            seeds=seeds,
            frozen_rows=0 if self._strategy.learns else n_words,
            **options,
        )
        return model, training


def _checked_texts(X: Any) -> list[str]:
    if isinstance(X, str):
        raise InputError("texts must be a list of strings, not one string")
    texts = list(X)
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(f"text {i} is not a string but {type(text).__name__}")
    return texts


def _checked_labels(y: Any) -> np.ndarray:
    """Return labels of one kind, in one dimension."""
    labels = column_or_1d(np.asarray(y, dtype=object), warn=True).tolist()
    kinds: dict[type, int] = {}
    for i, label in enumerate(labels):
        if label is None or label != label:
            raise InputError(f"label {i} is missing ({label})")
        kinds.setdefault(str if isinstance(label, str) else float, i)
    if len(kinds) > 1:
        first, second = kinds.values()
        raise InputError(
            f"labels of two kinds: label {first} is {labels[first]!r}, label {second} is "
            f"{labels[second]!r}"
        )
    return np.asarray(labels)
