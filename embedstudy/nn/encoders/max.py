"""The largest value of each dimension over a document's words: SWEM-max, Shen et al. (2018)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from embedstudy.nn.encoders.encoder import Backward, Encoder, Parameters
from embedstudy.nn.kernels import pooling as kernels


@dataclass(frozen=True)
class Max(Encoder):
    """Take the largest value of each dimension."""

    recommended: ClassVar = {"batch_size": 32, "optimizer": "adam"}
    pooling = "max"

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents."""
        features, places = kernels.largest(table, values, offsets)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> Parameters:
            kernels.largest_backward(gradient, places, offsets, d_table)
            return {}

        return features, backward
