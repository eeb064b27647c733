"""The model as a scikit-learn estimator over raw texts."""

import os
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils import Tags, TransformerTags

from embedstudy.classifier import validation
from embedstudy.classifier.config import Settings, settings_of
from embedstudy.classifier.inference.pretrained import open_pretrained
from embedstudy.classifier.inference.vectorizer import encode_texts
from embedstudy.classifier.params import Parameters
from embedstudy.classifier.trained import Trained
from embedstudy.classifier.training import fit
from embedstudy.classifier.training import partial_fit as passes
from embedstudy.classifier.training.training_set import Data, untrained
from embedstudy.errors import DivergedError, InputError
from embedstudy.nn.schedules import factor
from embedstudy.vectors.sources import check_name


class EmbeddingClassifier(Trained, ClassifierMixin, Parameters):
    """Classify texts by an embedding, an encoder and a linear softmax layer.

    The defaults are those of the encoder ``mean`` trained by plain SGD; `recommended` makes an
    estimator with what suits another encoder.

    Parameters
    ----------
    vectors : str, path or WordVectors, optional
        Pretrained vectors, by name or loaded. Those that are named are memory-mapped, and no part
        of a pickle; those that are loaded are.
    strategy : {"random", "frozen", "finetuned", "multichannel"}
        Learn the embedding from random weights; read it from `vectors` and keep it; start from
        `vectors` and train on; or both of these side by side, for the encoder ``cnn``.
    encoder : {"mean", "max", "concat", "hier", "dan", "cnn"}
    dim : int
        The length of the embedding's vectors. Where `vectors` are given theirs is used instead,
        under every strategy, so that strategies are compared at one dimension.
    epochs : int
    optimizer : {"sgd", "adagrad", "adam", "adadelta"}
    learning_rate : float or "auto"
        Before the schedule. With "auto" the rate and the number of epochs are chosen on a part of
        the training texts, and the model is then trained on all of them; where they are too few
        for that, a middle rate is taken.
    batch_size : int
    random_state : int, RandomState instance or None
        Fixes the initial weights, the order of examples and what is dropped.
    tokenizer : {"basic", "treebank", "whitespace"} or callable
        From a text to its tokens.
    min_count : int
        Words that the training texts have less often are not learned.
    max_vocabulary, max_tokens : int, optional
        Only the most frequent words, so many; of each text only its first tokens.
    window : int
        The words of a run, for ``hier``.
    hidden_size, hidden_layers : int
        For ``dan``.
    ngrams, buckets : int
        Runs of up to so many words are read as well, by their hash in so many buckets.
    momentum, nesterov : float, bool
        For ``sgd``.
    schedule : {"linear", "constant", "cosine"}
        How the learning rate moves.
    warmup : float
        The share of the training over which it first rises from zero.
    embedding_rate : float
        What the learning rate of the embedding is multiplied by.
    weight_decay, dropout, word_dropout : float
    max_norm : float, optional
        The largest length of each class's output weights.
    unfreeze_after : int, optional
        Frozen vectors learn from the epoch after this one on.
    patience : int, optional
        Stop when the accuracy on held-out texts has not risen for so many epochs; the model has
        the weights of the best epoch, and never trains on those texts.
    validation_fraction : float
        The share of the training texts that is held out for `patience` and for "auto".
    embedding_initializer, initializer : str or Initializer
        Of the embedding; and of the encoder's weights and the output layer's.
    class_weight : "balanced", dict or None
        What the texts of each class count.
    verbose : int
        Whether progress is shown, on stderr.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    vocabulary_ : Vocabulary
        The words of the training texts.
    embedding_ : ndarray of float32, shape (n_words, dim)
        Their vectors.
    history_ : list of dict
        For each epoch: its number, ``train_loss``, ``dev_accuracy`` on what was held out (or
        None), and the ``learning_rate`` at its start.
    learning_rate_, n_epochs_ : float, int
        As given, or as chosen.

    Examples
    --------
    >>> texts = ["good film", "fine film", "bad film", "awful film"] * 5
    >>> model = EmbeddingClassifier(dim=8, learning_rate=1.0).fit(texts, [1, 1, 0, 0] * 5)
    >>> model.predict(["a fine thing", "an awful thing"])
    array([1, 0])
    """

    _passes: passes.Passes | None

    def check_parameters(self) -> Self:
        """Check the parameters as `fit` does, before any data.

        Raises
        ------
        InputError
            If one is not usable.
        """
        settings_of(self.get_params(deep=False))
        if isinstance(self.vectors, str | os.PathLike):
            check_name(self.vectors)
        return self

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[Any],
        sample_weight: Any = None,
        *,
        validation_data: tuple[Sequence[str], Sequence[Any]] | None = None,
    ) -> Self:
        """Train on texts and their labels.

        Parameters
        ----------
        X : sequence of str
        y : sequence of labels
            All of one kind: str, int, bool or whole float.
        sample_weight : array-like of shape (n_texts,), optional
            What each text counts.
        validation_data : (sequence of str, sequence of labels), optional
            Texts to choose the learning rate and the epoch on, as `patience` holds some out.

        Raises
        ------
        InputError
            If a parameter, a text, a label or a weight is not usable.
        DivergedError
            If the learning rate is so high that the loss is not finite.
        """
        self._forget()  # if this fails, it is not fitted, to the old data either
        settings = settings_of(self.get_params(deep=False))
        texts, labels = _checked(X, y)
        classes = validation.checked_classes(labels)
        ids = validation.class_ids(labels, classes)
        weights = validation.weights_of_texts(ids, classes, self.class_weight, sample_weight)
        if validation_data is not None:
            more, their_labels = _checked(*validation_data)
            texts = texts + more
            ids = np.concatenate([ids, validation.validation_ids(their_labels, classes)])
        encoded = encode_texts(texts, settings.tokenizer)
        data = Data(encoded, ids, weights, len(weights), len(classes))
        pretrained = None if self.vectors is None else open_pretrained(self.vectors)
        self._fitted, training, self.learning_rate_ = fit.fit(data, settings, pretrained)
        self.classes_, self.n_epochs_ = classes, training.best.epoch
        chosen = settings.model_config.options
        self.history_: list[dict[str, Any]] = []
        for epoch in training.epochs:
            progress = (epoch.epoch - 1) / chosen.epochs
            rate = self.learning_rate_ * factor(chosen.schedule, progress, chosen.warmup)
            self._record(epoch.epoch, epoch.train_loss, epoch.dev_accuracy, rate)
        return self

    def fit_transform(self, X: Sequence[str], y: Sequence[Any], **fit_params: Any) -> np.ndarray:
        """Train on texts, and return their document vectors."""
        return self.fit(X, y, **fit_params).transform(X)

    def partial_fit(
        self,
        X: Sequence[str],
        y: Sequence[Any],
        classes: Sequence[Any] | None = None,
        sample_weight: Any = None,
    ) -> Self:
        """Make one more pass, over these texts, at a constant learning rate.

        The first call, or `fit` before it, fixes the classes and the vocabulary: words that come
        later are left out. From one call to the next the state of the optimizer goes on; a change
        of the learning rate, which is that of `fit` where it is "auto", begins it anew.

        Parameters
        ----------
        X : sequence of str
        y : sequence of labels
        classes : sequence of labels, optional
            All of them, at the first call.
        sample_weight : array-like of shape (n_texts,), optional

        Raises
        ------
        InputError
            If a parameter, a text, a label or a weight is not usable.
        DivergedError
            If the loss is not finite; the estimator is not fitted then.
        """
        settings = settings_of(self.get_params(deep=False))
        if isinstance(self.class_weight, str):
            raise InputError(
                f"partial_fit cannot do with class_weight {self.class_weight!r}: it sees a part of "
                "the texts (give a dict)"
            )
        texts, labels = _checked(X, y)
        known = self._known_classes(classes)
        ids = validation.class_ids(labels, known)
        weights = validation.weights_of_texts(ids, known, self.class_weight, sample_weight)
        fitted = self.__sklearn_is_fitted__()
        tokenizer = self._fitted.reader.tokenizer if fitted else settings.tokenizer
        encoded = encode_texts(texts, tokenizer)
        if not fitted:
            data = Data(encoded, ids, weights, len(ids), len(known))
            pretrained = None if self.vectors is None else open_pretrained(self.vectors)
            self._fitted, self._passes = untrained(data, settings, pretrained), None
            self.learning_rate_ = settings.usual_rate
            self.classes_, self.n_epochs_, self.history_ = known, 0, []
        going_on = self._going_on(settings)
        try:
            loss = going_on.over(encoded, ids, weights)
        except DivergedError:
            self._forget()
            raise
        self.n_epochs_ += 1
        self._record(self.n_epochs_, loss, None, self.learning_rate_)
        return self

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.transformer_tags = TransformerTags(preserves_dtype=[])
        return tags

    def _forget(self) -> None:
        for name in ("_fitted", "_passes", "classes_", "history_", "learning_rate_", "n_epochs_"):
            self.__dict__.pop(name, None)

    def _record(self, epoch: int, loss: float, accuracy: float | None, rate: float) -> None:
        row = {"epoch": epoch, "train_loss": loss, "dev_accuracy": accuracy, "learning_rate": rate}
        self.history_.append(row)

    def _known_classes(self, classes: Sequence[Any] | None) -> np.ndarray:
        if not self.__sklearn_is_fitted__():
            if classes is None:
                raise InputError("classes must be passed on the first call to partial_fit")
            return validation.checked_classes(validation.checked_labels(classes))
        if classes is not None:
            given = np.unique(validation.checked_labels(classes))
            if given.tolist() != self.classes_.tolist():
                raise InputError(
                    f"classes is {given.tolist()}, but was {self.classes_.tolist()} before"
                )
        return self.classes_

    def _going_on(self, settings: Settings) -> passes.Passes:
        if settings.learning_rate is not None:
            self.learning_rate_ = settings.learning_rate
        going_on = getattr(self, "_passes", None)
        if going_on is None or going_on.learning_rate != self.learning_rate_:
            arguments = (self._fitted, settings, self.learning_rate_, self.n_epochs_)
            going_on = self._passes = passes.begin_passes(*arguments)
        return going_on


def _checked(X: Any, y: Any) -> tuple[list[str], np.ndarray]:
    texts, labels = validation.checked_texts(X), validation.checked_labels(y)
    validation.checked_lengths(texts, labels)
    return texts, labels
