"""The mean of a document's word vectors: fastText's, and SWEM-aver of Shen et al. (2018)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.kernels import pooling

Parameters = dict[str, np.ndarray]


@dataclass(frozen=True)
class Mean:
    """Average the word vectors."""

    def width(self, dim: int) -> int:
        """Return the number of features: that of the word vectors."""
        return dim

    def parameters(
        self,
        dim: int,  # noqa: ARG002 - all encoders are called alike
        rng: np.random.Generator,  # noqa: ARG002
        initializer: Any,  # noqa: ARG002
    ) -> Parameters:
        """Return nothing: pooling has no weights."""
        return {}

    def on_mean(
        self,
        mean: np.ndarray,
        parameters: Parameters,  # noqa: ARG002 - all encoders are called alike
    ) -> tuple[np.ndarray, Callable[[np.ndarray], tuple[np.ndarray, Parameters]]]:
        """Do what comes after the mean: here, nothing.

        Parameters
        ----------
        mean : ndarray, shape (n_documents, dim)
        parameters : dict

        Returns
        -------
        features : ndarray, shape (n_documents, width)
        backward : callable
            Takes the gradient of the features; returns that of the mean and of each parameter.
        """
        return mean, lambda gradient: (gradient, {})

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> Any:
        """Encode a batch of documents."""
        features, backward_to_mean = self.on_mean(pooling.mean(table, values, offsets), parameters)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> Parameters:
            d_mean, found = backward_to_mean(gradient)
            pooling.mean_backward(d_mean, values, offsets, d_table, 0)
            return found

        return features, backward
