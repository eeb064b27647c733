"""Means over windows, then the largest of each dimension: SWEM-hier, Shen et al. (2018)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.encoders.mean import Mean
from embedstudy.nn.kernels import pooling


@dataclass(frozen=True)
class Hier(Mean):
    """Average over each run of `window` words, then take the largest of each dimension."""

    window: int = 5

    def forward(
        self,
        table: np.ndarray,
        values: np.ndarray,
        offsets: np.ndarray,
        parameters: dict[str, np.ndarray],  # noqa: ARG002 - all encoders are called alike
    ) -> Any:
        """Encode a batch of documents."""
        features, at = pooling.largest_window(table, values, offsets, self.window)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> dict[str, np.ndarray]:
            pooling.largest_window_backward(gradient, at, values, offsets, self.window, d_table)
            return {}

        return features, backward
