"""The parameters of the estimator, stored as they are given; `fit` checks them."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from sklearn.base import BaseEstimator

from embedstudy.classifier.config import recommended_parameters
from embedstudy.initializers import Initializer
from embedstudy.vectors.word_vectors import WordVectors


class Parameters(BaseEstimator):
    """The constructor; `EmbeddingClassifier` says what each of them is."""

    def __init__(
        self,
        vectors: str | os.PathLike[str] | WordVectors | None = None,
        strategy: str = "random",
        encoder: str = "mean",
        dim: int = 100,
        epochs: int = 10,
        optimizer: str = "sgd",
        learning_rate: float | str = "auto",
        batch_size: int = 1,
        random_state: Any = 0,
        *,
        tokenizer: str | Callable[[str], Iterable[str]] = "basic",
        min_count: int = 1,
        max_vocabulary: int | None = None,
        max_tokens: int | None = None,
        window: int = 5,
        hidden_size: int = 100,
        hidden_layers: int = 1,
        ngrams: int = 1,
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
        self.tokenizer = tokenizer
        self.min_count = min_count
        self.max_vocabulary = max_vocabulary
        self.max_tokens = max_tokens
        self.window = window
        self.hidden_size = hidden_size
        self.hidden_layers = hidden_layers
        self.ngrams = ngrams
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
        self.class_weight = class_weight
        self.verbose = verbose

    @classmethod
    def recommended(cls, encoder: str, **parameters: Any) -> Self:
        """Make an estimator with the batch size, optimizer and so on that suit an encoder.

        Parameters
        ----------
        encoder : str
        **parameters
            Chosen otherwise.

        Examples
        --------
        >>> from embedstudy import EmbeddingClassifier
        >>> EmbeddingClassifier.recommended("dan", epochs=5).word_dropout
        0.3
        """
        return cls(encoder=encoder, **{**recommended_parameters(encoder), **parameters})
