"""The mean of a document's word vectors: fastText's, and SWEM-aver of Shen et al. (2018)."""

from dataclasses import dataclass

import numpy as np

from embedstudy.nn.encoders.encoder import Backward, Encoder, Parameters
from embedstudy.nn.kernels import pooling as kernels


@dataclass(frozen=True)
class Mean(Encoder):
    """Average the word vectors."""

    pooling = "mean"

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents."""
        means = kernels.mean(table, values, offsets)
        features, backward_to_mean = self.on_mean(means, parameters)

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> Parameters:
            d_means, gradients = backward_to_mean(gradient)
            kernels.mean_backward(d_means, values, offsets, d_table, 0)
            return gradients

        return features, backward
