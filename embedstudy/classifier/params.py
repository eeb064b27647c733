"""The parameters of the estimator, stored as they are given; `fit` checks them."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from inspect import cleandoc
from typing import Any, Self, TypeVar

from sklearn.base import BaseEstimator

from embedstudy.initializers.initializer import Initializer
from embedstudy.nn.encoders import ENCODERS
from embedstudy.options.classifier import ClassifierOptions
from embedstudy.options.declaration import Flag, Option, list_options
from embedstudy.options.model import ModelOptions
from embedstudy.options.signature import describe_parameter
from embedstudy.options.text import TextOptions
from embedstudy.options.tuning import TuningOptions
from embedstudy.vectors.word_vectors import WordVectors

Documented = TypeVar("Documented", bound=type)

# The estimator takes more than the option of that name, for these reasons.
IN_PYTHON = {
    "vectors": "Also what `load_vectors` returns, which becomes part of a pickle; vectors that are "
    "named are memory-mapped and stay out of it.",
    "dim": "Vectors that are given fix it under every strategy, so that strategies are compared "
    "at one length.",
    "optimizer": "None is adagrad; it is sgd with a learning rate or a momentum that is given.",
    "batch_size": "None is 1 with sgd, else 32.",
    "learning_rate": 'With "auto", `fit` tunes the rate, the scale and the number of epochs on '
    "texts that it holds out, then trains on all texts. It takes a middle rate where there are too "
    "few. Where the output layer alone learns, it tunes C and solves.",
    "scale": "It is tuned with the learning rate; with a rate that is given, auto is x1.",
    "random_state": "Also a RandomState instance or None.",
    "tokenizer": "Also a callable that takes a text and returns its tokens.",
    "patience": "The model keeps the weights of the best epoch, and never trains on the texts "
    "held out.",
    "metric": "Dev texts are those held out. The method `score` is accuracy, whatever the metric.",
    "class_weight": "Also a dict from class to weight.",
    "embedding_initializer": "Also an Initializer.",
    "initializer": "Also an Initializer.",
}


class EstimatorParams(BaseEstimator):
    """The constructor of `EmbeddingClassifier`.

    scikit-learn reads its signature, so the options are listed here a second time; a test holds
    names and defaults equal to the declarations.
    """

    def __init__(
        self,
        vectors: str | os.PathLike[str] | WordVectors | None = None,
        strategy: str = "random",
        encoder: str = "mean",
        dim: int = 100,
        epochs: int = 10,
        optimizer: str | None = None,
        learning_rate: float | str = "auto",
        batch_size: int | None = None,
        random_state: Any = 0,
        *,
        scale: str = "auto",
        tokenizer: str | Callable[[str], Iterable[str]] = "basic",
        min_count: int = 1,
        max_vocabulary: int | None = None,
        max_tokens: int | None = None,
        unicode_form: str = "nfc",
        window: int = 5,
        hidden_size: int = 100,
        hidden_layers: int = 1,
        ngrams: int = 1,
        char_ngrams: str | int | None = None,
        buckets: int = 1_000_000,
        momentum: float = 0.0,
        nesterov: bool = False,
        schedule: str = "linear",
        warmup: float = 0.0,
        embedding_rate: float = 1.0,
        weight_decay: float = 0.0,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
        max_norm: float | None = None,
        unfreeze_after: int | None = None,
        patience: int | None = None,
        validation_fraction: float = 0.1,
        embedding_initializer: str | Initializer = "RandomUniform",
        initializer: str | Initializer = "GlorotUniform",
        metric: str = "accuracy",
        class_weight: str | Mapping[Any, float] | None = None,
        verbose: int = 0,
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
        self.scale = scale
        self.tokenizer = tokenizer
        self.unicode_form = unicode_form
        self.min_count = min_count
        self.max_vocabulary = max_vocabulary
        self.max_tokens = max_tokens
        self.window = window
        self.hidden_size = hidden_size
        self.hidden_layers = hidden_layers
        self.ngrams = ngrams
        self.char_ngrams = char_ngrams
        self.buckets = buckets
        self.momentum = momentum
        self.nesterov = nesterov
        self.schedule = schedule
        self.warmup = warmup
        self.embedding_rate = embedding_rate
        self.weight_decay = weight_decay
        self.dropout = dropout
        self.word_dropout = word_dropout
        self.max_norm = max_norm
        self.unfreeze_after = unfreeze_after
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.embedding_initializer = embedding_initializer
        self.initializer = initializer
        self.metric = metric
        self.class_weight = class_weight
        self.verbose = verbose

    @classmethod
    def recommended(cls, encoder: str, **parameters: Any) -> Self:
        """Return an estimator with the options recommended for an encoder.

        Parameters
        ----------
        encoder : str
        **parameters
            Options that take another value.

        Raises
        ------
        InputError
            If there is no such encoder.

        Examples
        --------
        >>> from embedstudy import EmbeddingClassifier
        >>> EmbeddingClassifier.recommended("dan", epochs=5).word_dropout
        0.3
        """
        recommended = ENCODERS.find(encoder).recommended
        return cls(encoder=encoder, **{**recommended, **parameters})


def list_parameters() -> dict[str, Option]:
    """Return the options that are parameters of the estimator, by name."""
    options = {
        option.name: option
        for group in (ClassifierOptions, ModelOptions, TextOptions)
        for option in list_options(group)
    }
    rates = {option.name: option for option in list_options(TuningOptions)}
    return {**options, "learning_rate": rates["learning_rate"]}


def document_parameters(estimator: Documented) -> Documented:
    """Put the declared help of each parameter in the place of ``{parameters}`` in a docstring."""
    if estimator.__doc__ is not None:  # it is under python -OO
        options = list_parameters()
        entries = [
            describe_parameter(
                replace(
                    options[name],
                    default=default,
                    help=f"{options[name].help} {IN_PYTHON.get(name, '')}".strip(),
                    flag=Flag(),
                )
            )
            for name, default in vars(EstimatorParams()).items()
        ]
        text = cleandoc(estimator.__doc__)
        estimator.__doc__ = text.replace("{parameters}", "\n".join(entries))
    return estimator


# Python names it in the error for an unknown parameter.
EstimatorParams.__init__.__qualname__ = "EmbeddingClassifier.__init__"
