"""Mean and largest side by side: SWEM-concat, Shen et al. (2018)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.encoders.mean import Mean
from embedstudy.nn.kernels import pooling


@dataclass(frozen=True)
class Concat(Mean):
    """Average, and take the largest of each dimension."""

    def width(self, dim: int) -> int:
        """Return the number of features: two for each dimension."""
        return 2 * dim

    def forward(
        self,
        table: np.ndarray,
        values: np.ndarray,
        offsets: np.ndarray,
        parameters: dict[str, np.ndarray],  # noqa: ARG002 - all encoders are called alike
    ) -> Any:
        """Encode a batch of documents."""
        dim = table.shape[1]
        largest, at = pooling.largest(table, values, offsets)
        features = np.concatenate([pooling.mean(table, values, offsets), largest], axis=1)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> dict[str, np.ndarray]:
            pooling.mean_backward(gradient[:, :dim], values, offsets, d_table, 0)
            pooling.largest_backward(gradient[:, dim:], at, offsets, d_table)
            return {}

        return features, backward
