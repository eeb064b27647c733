"""Adagrad: Duchi, Hazan and Singer (2011), *Adaptive subgradient methods*, JMLR 12."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.kernels import updates
from embedstudy.nn.optimizers.optimizer import Optimizer, Step


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Adagrad as in PyTorch."""

    learning_rates = (0.003, 0.01, 0.03, 0.1, 0.3)

    epsilon: float = 1e-10

    def state(self, table: np.ndarray) -> np.ndarray:
        """Return the sums of squares."""
        return np.zeros_like(table)

    def update(
        self, table: np.ndarray, rows: np.ndarray, gradient: np.ndarray, state: Any, step: Step
    ) -> None:
        """Change rows of a table in place."""
        updates.adagrad(table, rows, gradient, state, step.rate, step.decay, self.epsilon)
