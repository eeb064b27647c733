"""Adadelta: Zeiler (2012), *ADADELTA: an adaptive learning rate method*, arXiv:1212.5701."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.kernels import updates
from embedstudy.nn.optimizers.optimizer import Optimizer, Step


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Adadelta as in PyTorch, with the decay of Kim (2014).

    The running means of a row of the embedding move only in batches that have the row's word.
    """

    learning_rates = (0.1, 0.3, 1.0, 3.0)

    rho: float = 0.95
    epsilon: float = 1e-6

    def state(self, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the running means of squared gradients and of squared steps."""
        return np.zeros_like(table), np.zeros_like(table)

    def update(
        self, table: np.ndarray, rows: np.ndarray, gradient: np.ndarray, state: Any, step: Step
    ) -> None:
        """Change rows of a table in place."""
        updates.adadelta(
            table, rows, gradient, *state,
            step.rate, step.decay, self.rho, self.epsilon,
        )  # fmt: skip
