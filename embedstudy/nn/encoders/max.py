"""The largest value of each dimension over a document's words: SWEM-max, Shen et al. (2018)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.encoders.mean import Mean
from embedstudy.nn.kernels import pooling


@dataclass(frozen=True)
class Max(Mean):
    """Take the largest of each dimension."""

    def forward(
        self,
        table: np.ndarray,
        values: np.ndarray,
        offsets: np.ndarray,
        parameters: dict[str, np.ndarray],  # noqa: ARG002 - all encoders are called alike
    ) -> Any:
        """Encode a batch of documents."""
        features, at = pooling.largest(table, values, offsets)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> dict[str, np.ndarray]:
            pooling.largest_backward(gradient, at, offsets, d_table)
            return {}

        return features, backward
