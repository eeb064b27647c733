"""The model as a scikit-learn estimator over raw texts."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.special import softmax
from sklearn.base import ClassifierMixin
from sklearn.utils import Tags, TransformerTags
from sklearn.utils.validation import check_is_fitted

from embedstudy.classifier import validation
from embedstudy.classifier.config import (
    ClassifierConfig,
    make_config,
    make_model_config,
    simplify_parameters,
)
from embedstudy.classifier.inference.predictor import Predictor
from embedstudy.classifier.inference.pretrained import PretrainedVectors, open_pretrained
from embedstudy.classifier.params import EstimatorParams, document_parameters
from embedstudy.classifier.persistence.convert import (
    collect_tensors,
    describe_vectors,
    restore_predictor,
)
from embedstudy.classifier.persistence.layout import (
    SavedModel,
    SavedTokenizer,
    TrainingData,
    explain_damage,
)
from embedstudy.classifier.persistence.load import load
from embedstudy.classifier.persistence.save import save
from embedstudy.classifier.training.fit import fit
from embedstudy.classifier.training.partial_fit import IncrementalTrainer, make_trainer
from embedstudy.classifier.training.training_set import LabeledTexts, make_training_set
from embedstudy.errors import DivergedError, InputError
from embedstudy.nn.model_config import choose_usual_rate
from embedstudy.nn.schedules import SCHEDULES
from embedstudy.nn.training import Epoch
from embedstudy.text.uncut_texts import warn_of_uncut
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.tuning.values import TunedValues
from embedstudy.vectors.sources import check_name
from embedstudy.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

# State that `fit` and `partial_fit` add to the parameters.
_FITTED = (
    "_predictor",
    "_trainer",
    "training_data_",
    "classes_",
    "history_",
    "learning_rate_",
    "optimizer_",
    "C_",
    "scale_",
    "n_epochs_",
)


@document_parameters
class EmbeddingClassifier(ClassifierMixin, EstimatorParams):
    """Classify texts by an embedding, an encoder and a linear softmax layer.

    The defaults are those of the encoder ``mean`` trained by plain SGD. `recommended` returns an
    estimator with the options that another encoder works best with.

    Where the output layer alone learns, `fit` solves for its weights and trains no epoch: they are
    those of a logistic regression. That is so under the strategies ``frozen`` and
    ``random-frozen`` with an encoder that only pools and the learning rate "auto". Dropout, weight
    decay, `max_norm`, `unfreeze_after` or n-grams that learn need training. `partial_fit` always
    trains.

    Parameters
    ----------
    {parameters}

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    vocabulary_ : Vocabulary
        The words of the training texts.
    embedding_ : ndarray of float32, shape (n_words, dim)
        Their vectors.
    history_ : list of dict
        A dict for each epoch: ``epoch``, ``train_loss``, ``dev_accuracy`` on the texts held out and
        ``dev_score``, theirs by `metric` (None without any), and ``learning_rate``, the rate at its
        start. A solution has one, whose epoch is 0 and whose rate is None.
    learning_rate_ : float
        The rate that is given or tuned; after a solution, the one of `partial_fit`.
    optimizer_ : str
        The optimizer that trains it.
    C_ : float or None
        The inverse strength of the L2 penalty of a solution, tuned on texts that are held out; None
        after training.
    scale_ : str
        The scale that is given or tuned, such as "x0.3".
    n_epochs_ : int
        The epoch of the weights.

    Examples
    --------
    >>> texts = ["good film", "fine film", "bad film", "awful film"] * 5
    >>> model = EmbeddingClassifier(dim=8, learning_rate=1.0).fit(texts, [1, 1, 0, 0] * 5)
    >>> model.predict(["a fine thing", "an awful thing"])
    array([1, 0])
    """

    _predictor: Predictor
    _trainer: IncrementalTrainer | None
    training_data_: TrainingData
    classes_: np.ndarray
    history_: list[dict[str, Any]]
    learning_rate_: float
    optimizer_: str
    C_: float | None
    scale_: str
    n_epochs_: int

    @property
    def vocabulary_(self) -> Vocabulary:
        """The words of the training texts."""
        check_is_fitted(self)
        return self._predictor.vectorizer.vocabulary

    @property
    def embedding_(self) -> np.ndarray:
        """The vectors of the words; float32, shape (n_words, dim)."""
        check_is_fitted(self)
        return self._predictor.embedding

    @property
    def training_data(self) -> TrainingData | None:
        """The data set that the model was trained on, where that is known."""
        return getattr(self, "training_data_", None)

    def check_parameters(self) -> Self:
        """Check the parameters as `fit` does, before any data.

        Raises
        ------
        InputError
            If one is not usable.
        """
        make_config(self.get_params(deep=False))
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
        """Train on texts and their labels, or solve for the weights of the output layer.

        Parameters
        ----------
        X : sequence of str
        y : sequence of labels
            All str, all int, all bool or all whole floats.
        sample_weight : array-like of shape (n_texts,), optional
            Weight of each text in the loss.
        validation_data : (sequence of str, sequence of labels), optional
            Texts that choose the learning rate and the epoch, or C, in place of texts held out.

        Raises
        ------
        InputError
            If a parameter, a text, a label or a weight is not usable.
        DivergedError
            If the learning rate is so high that the loss is not finite.
        """
        self._forget()  # a failed fit leaves no model of older data
        config = make_config(self.get_params(deep=False))
        texts, labels = validation.check_data(X, y)
        classes = validation.find_classes(labels)
        ids = validation.encode_labels(labels, classes)
        weights = validation.compute_weights(ids, classes, self.class_weight, sample_weight)
        if validation_data is not None:
            dev_texts, dev_labels = validation.check_data(*validation_data)
            texts = texts + dev_texts
            dev_ids = validation.encode_validation_labels(dev_labels, classes, config.metric)
            ids = np.concatenate([ids, dev_ids])
        data = LabeledTexts(texts, config.tokenizer, ids, weights, len(classes))
        if config.tokenizer.needs_spaces:
            warn_of_uncut(data.encoded, config.tokenizer)
        predictor, training, values = fit(data, config, self._open_vectors())
        self._predictor, self.classes_ = predictor, classes
        self._begin_history(config, values, training.best.epoch)
        options = config.model.options
        for epoch in training.epochs:
            progress, rate = (epoch.epoch - 1) / options.epochs, None
            if values.c is None:
                factor = SCHEDULES[options.schedule].factor(progress, options.warmup)
                rate = self.learning_rate_ * factor
            self._record(epoch, rate)
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

        The first call, or `fit` before it, fixes the classes and the vocabulary; words that come
        later are left out. The state of the optimizer lasts from call to call until the learning
        rate changes. With learning_rate="auto" the rate is that of `fit`.

        Parameters
        ----------
        X : sequence of str
        y : sequence of labels
        classes : sequence of labels, optional
            All classes; the first call needs them.
        sample_weight : array-like of shape (n_texts,), optional
            Weight of each text in the loss.

        Raises
        ------
        InputError
            If a parameter, a text, a label or a weight is not usable.
        DivergedError
            If the loss is not finite; the estimator is not fitted then.
        """
        config = make_config(self.get_params(deep=False))
        if isinstance(self.class_weight, str):
            raise InputError(
                f"partial_fit cannot use class_weight {self.class_weight!r}: it sees only some of "
                "the texts (give a dict)"
            )
        texts, labels = validation.check_data(X, y)
        is_fitted = self.__sklearn_is_fitted__()
        known = validation.agree_on_classes(classes, self.classes_ if is_fitted else None)
        ids = validation.encode_labels(labels, known)
        weights = validation.compute_weights(ids, known, self.class_weight, sample_weight)
        tokenizer = (
            self._predictor.vectorizer.tokenizer if is_fitted else config.tokenizer.fitted(texts)
        )
        config = replace(config, tokenizer=tokenizer)
        data = LabeledTexts(texts, tokenizer, ids, weights, len(known))
        if not is_fitted:
            self._begin(data, config)
            self.classes_ = known
        try:
            loss = self._current_trainer(config).train_once(data.encoded, ids, weights)
        except DivergedError:
            self._forget()
            raise
        self.C_ = None
        self.n_epochs_ += 1
        self._record(Epoch(self.n_epochs_, loss, None), self.learning_rate_)
        return self

    @property
    def reads_on_threads(self) -> bool:
        """Whether the tokenizer reads texts faster on several threads."""
        check_is_fitted(self)
        return self._predictor.reads_on_threads

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:
        """Return class probabilities; float32, shape (n_texts, n_classes), in `classes_` order.

        With a pretrained strategy, words outside the training texts count if they have a
        pretrained vector. A text without words gets the share of each class.
        """
        check_is_fitted(self)
        return np.asarray(softmax(self._predictor.logits(validation.check_texts(X)), axis=1))

    def predict(self, X: Sequence[str]) -> np.ndarray:
        """Return the most probable class of each text."""
        check_is_fitted(self)
        ids = self._predictor.logits(validation.check_texts(X)).argmax(axis=1)
        return np.asarray(self.classes_[ids])

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """Return the document vectors, the input of the output layer; float32."""
        check_is_fitted(self)
        return self._predictor.features(validation.check_texts(X))

    def neighbors(self, word: str, topn: int = 10) -> list[tuple[str, float]]:
        """Return the words nearest to `word` in the learned embedding, with their cosines."""
        return WordVectors(self.vocabulary_.words, self.embedding_).neighbors(word, topn)

    def keyed_vectors(self) -> "KeyedVectors":
        """Return a copy of the learned embedding as gensim's KeyedVectors."""
        from gensim.models import KeyedVectors

        vectors = KeyedVectors(self.embedding_.shape[1])
        vectors.add_vectors(list(self.vocabulary_.words), self.embedding_.copy())
        vectors.allocate_vecattrs(["count"], [np.int64])
        vectors.expandos["count"][:] = self.vocabulary_.counts
        return vectors

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the fitted estimator to a folder: safetensors, JSON and a list of words.

        There is no pickle. A model that is there already is replaced. Pretrained vectors stay where
        they are, under their name. The state of an optimizer and a callable tokenizer are not
        saved.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        InputError
            If something else stands at that path.
        """
        check_is_fitted(self)
        tokenizer = self._predictor.vectorizer.tokenizer
        parameters = simplify_parameters(self.get_params(deep=False))
        model = SavedModel(
            parameters={**parameters, "tokenizer": tokenizer.name},
            words=self.vocabulary_.words,
            tensors=collect_tensors(self._predictor),
            classes=self.classes_,
            tokenizer=SavedTokenizer(tokenizer.name, tokenizer.settings, tokenizer.state),
            vectors=describe_vectors(self._predictor.pretrained),
            learning_rate=self.learning_rate_,
            c=self.C_,
            scale=self.scale_,
            epochs=self.n_epochs_,
            history=self.history_,
            data=self.training_data,
        )
        save(model, path)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        *,
        vectors: str | os.PathLike[str] | WordVectors | None = None,
        tokenizer: str | Callable[[str], Iterable[str]] | None = None,
    ) -> Self:
        """Read what `save` wrote.

        Parameters
        ----------
        path : str or path
        vectors : str, path or WordVectors, optional
            The pretrained vectors, if they are no longer where they were.
        tokenizer : callable, optional
            The tokenizer of the training, if it has no name.

        Raises
        ------
        InputError
            If it is no model, is damaged, or has the format of a later version of this package.
        """
        saved, folder = load(path), Path(path)
        with explain_damage(folder):
            # A later version may know more parameters; within a format they alter no prediction.
            defaults = cls().get_params(deep=False)
            known = {
                name: saved.parameters.get(name, default) for name, default in defaults.items()
            }
            saved = replace(saved, parameters=known)
            predictor = restore_predictor(saved, folder, vectors=vectors, tokenizer=tokenizer)
            model = cls(**{**known, "tokenizer": tokenizer or known["tokenizer"]})
        if vectors is not None:
            model.vectors = vectors
        model._predictor, model.classes_ = predictor, saved.classes
        model.learning_rate_, model.scale_ = saved.learning_rate, saved.scale
        model.C_ = saved.c
        model.optimizer_ = make_model_config(saved.parameters).options.optimizer
        model.n_epochs_ = saved.epochs
        model.history_ = [dict(epoch) for epoch in saved.history]
        if saved.data is not None:
            model.training_data_ = saved.data
        return model

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_predictor")

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.transformer_tags = TransformerTags(preserves_dtype=[])
        return tags

    def _open_vectors(self) -> PretrainedVectors | None:
        return None if self.vectors is None else open_pretrained(self.vectors)

    def _forget(self) -> None:
        for name in _FITTED:
            self.__dict__.pop(name, None)

    def _record(self, epoch: Epoch, rate: float | None) -> None:
        self.history_.append({**asdict(epoch), "learning_rate": rate})

    def _begin(self, texts: LabeledTexts, config: ClassifierConfig) -> None:
        """Start from an untrained model with the vocabulary of these texts."""
        rows = np.arange(texts.n_train)
        training_set = make_training_set(texts, rows, None, config, self._open_vectors())
        model = training_set.new_model(config.untuned)
        self._predictor = training_set.new_predictor(model, config.untuned)
        self._trainer = None
        self._begin_history(config, config.untuned, 0)

    def _begin_history(self, config: ClassifierConfig, values: TunedValues, n_epochs: int) -> None:
        self.learning_rate_ = values.learning_rate or choose_usual_rate(config.model.options)
        self.optimizer_ = config.model.options.optimizer
        self.C_ = values.c
        self.scale_ = values.apply_to(config.model).options.scale
        self.n_epochs_, self.history_ = n_epochs, []

    def _current_trainer(self, config: ClassifierConfig) -> IncrementalTrainer:
        """Return the trainer of the last call, or a new one if the learning rate has changed."""
        if config.learning_rate is not None:
            self.learning_rate_ = config.learning_rate
        trainer = getattr(self, "_trainer", None)
        if trainer is None or trainer.learning_rate != self.learning_rate_:
            trainer = make_trainer(self._predictor, config, self.learning_rate_, self.n_epochs_)
            self._trainer = trainer
        return trainer
