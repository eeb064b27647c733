"""Adam: Kingma and Ba (2015), *Adam: a method for stochastic optimization*, ICLR."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.kernels import updates
from embedstudy.nn.optimizers.optimizer import Optimizer, Step


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam as in PyTorch; for rows of the embedding, as its SparseAdam.

    The running means of a row move only in batches that have the row's word.
    """

    learning_rates = (0.0001, 0.0003, 0.001, 0.003, 0.01)

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def state(self, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the running means of gradients and of their squares."""
        return np.zeros_like(table), np.zeros_like(table)

    def update(
        self, table: np.ndarray, rows: np.ndarray, gradient: np.ndarray, state: Any, step: Step
    ) -> None:
        """Change rows of a table in place."""
        updates.adam(
            table, rows, gradient, *state, step.rate, step.decay,
            self.beta1, self.beta2, 1 - self.beta1**step.number,
            math.sqrt(1 - self.beta2**step.number), self.epsilon,
        )  # fmt: skip
