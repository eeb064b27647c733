"""Means over windows, then the largest value of each dimension: SWEM-hier, Shen et al. (2018)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from embedstudy.nn.encoders.encoder import Backward, Encoder, Parameters
from embedstudy.nn.kernels import pooling as kernels


@dataclass(frozen=True)
class Hier(Encoder):
    """Average each window of `window` words, then take the largest value of each dimension."""

    recommended: ClassVar = {"batch_size": 32, "optimizer": "adam"}
    pooling = "windows"

    window: int

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents."""
        window = self.window
        features, starts = kernels.largest_window(table, values, offsets, window)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> Parameters:
            kernels.largest_window_backward(gradient, starts, values, offsets, window, d_table)
            return {}

        return features, backward
