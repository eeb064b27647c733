"""The members of every encoder."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from embedstudy.initializers.constant import Zeros

Parameters = dict[str, np.ndarray]
# Takes the gradient of the features and an array of the shape of the table. Adds the gradient of
# the table to that array, and returns the gradient of each parameter.
Backward = Callable[[np.ndarray, np.ndarray], Parameters]
# Takes the gradient of the features; returns that of the mean, and that of each parameter.
BackwardToMean = Callable[[np.ndarray], tuple[np.ndarray, Parameters]]


class Encoder(ABC):
    """An encoder: a frozen dataclass, whose fields take the values of the options of their name.

    Attributes
    ----------
    recommended : mapping of str to value
        Values of `ModelOptions` that suit this encoder better than the defaults.
    pooling : str
        How it pools word vectors, such as ``max``; empty if it does more than pool and add layers.
        An n-gram is one more row to pool, so n-grams go with encoders that pool. With ``mean``,
        `on_mean` makes the features, and plain SGD changes the embedding without a gradient of it.
    has_layers : bool
        Whether there are layers between what it pools and the features.
    has_filters : bool
        Whether it applies filters, which the strategy multichannel adds up over two channels.
    """

    recommended: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    pooling: ClassVar[str] = ""
    has_layers: ClassVar[bool] = False
    has_filters: ClassVar[bool] = False

    def width(self, dim: int) -> int:
        """Return the number of features for word vectors of length `dim`; by default as many."""
        return dim

    @abstractmethod
    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents.

        Parameters
        ----------
        table : ndarray, shape (n_rows, dim)
            The rows of the embedding that the batch needs, each once.
        values : ndarray of int32, shape (n_tokens,)
            The documents, end to end, as places in `table`.
        offsets : ndarray of int64, shape (n_documents + 1,)
        parameters : dict
            As `parameters` makes them, of the type of `table`.

        Returns
        -------
        features : ndarray, shape (n_documents, width)
        backward : callable
            See `Backward`. Call it before `table` or a parameter changes.
        """

    def parameters(self, dim: int, rng: np.random.Generator, initializer: Any) -> Parameters:
        """Draw the weights of the encoder; by default there are none."""
        return {}

    def shapes(self, dim: int) -> dict[str, tuple[int, ...]]:
        """Return the shapes of `parameters`; by default, draw zeros to see them.

        Encoders whose options decide the shapes say them without drawing: the options of a saved
        model may ask for any number of units.
        """
        drawn = self.parameters(dim, np.random.default_rng(0), Zeros())
        return {name: array.shape for name, array in drawn.items()}

    def on_mean(
        self, mean: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, BackwardToMean]:
        """Make the features from the mean of the word vectors; by default they are the mean.

        Parameters
        ----------
        mean : ndarray, shape (n_documents, dim)
        parameters : dict

        Returns
        -------
        features : ndarray, shape (n_documents, width)
        backward : callable
            See `BackwardToMean`.
        """
        return mean, lambda gradient: (gradient, {})

    @property
    def is_mean(self) -> bool:
        """Whether the features are the mean of the word vectors itself."""
        return self.pooling == "mean" and not self.has_layers
