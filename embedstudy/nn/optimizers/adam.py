"""Adam: Kingma and Ba (2015), *Adam: a method for stochastic optimization*, ICLR."""

import math
from dataclasses import dataclass

import numpy as np

from embedstudy.nn.kernels import updates


@dataclass(frozen=True)
class Adam:
    """Adam as PyTorch has it; for rows of the embedding, as its SparseAdam.

    The running means of a row move only in batches that have the row's word.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def state(self, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the running means of gradients and of their squares."""
        return np.zeros_like(table), np.zeros_like(table)

    def step(
        self,
        table: np.ndarray,
        rows: np.ndarray,
        gradient: np.ndarray,
        state: tuple[np.ndarray, np.ndarray],
        *,
        rate: float,
        decay: float,
        number: int,
    ) -> None:
        """Change rows of a table in place."""
        updates.adam(
            table, rows, gradient, *state, rate, decay,
            self.beta1, self.beta2, 1 - self.beta1**number,
            math.sqrt(1 - self.beta2**number), self.epsilon,
        )  # fmt: skip
