"""The mean and the largest values, joined: SWEM-concat, Shen et al. (2018)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from embedstudy.nn.encoders.encoder import Backward, Encoder, Parameters
from embedstudy.nn.kernels import pooling as kernels


@dataclass(frozen=True)
class Concat(Encoder):
    """Average the word vectors, and take the largest value of each dimension."""

    recommended: ClassVar = {"batch_size": 32, "optimizer": "adam"}
    pooling = "mean and max"

    def width(self, dim: int) -> int:
        """Return the number of features: two for each dimension."""
        return 2 * dim

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents."""
        dim = table.shape[1]
        largest, places = kernels.largest(table, values, offsets)
        features = np.concatenate([kernels.mean(table, values, offsets), largest], axis=1)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> Parameters:
            kernels.mean_backward(gradient[:, :dim], values, offsets, d_table, 0)
            kernels.largest_backward(gradient[:, dim:], places, offsets, d_table)
            return {}

        return features, backward
