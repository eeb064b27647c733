"""Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's momentum (1983)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.kernels import updates
from embedstudy.nn.optimizers.optimizer import Optimizer, Step


@dataclass(frozen=True)
class SGD(Optimizer):
    """SGD as in PyTorch: ``v = momentum v + g``, step ``-rate v``.

    With Nesterov's momentum the step is ``-rate (g + momentum v)``. The velocity of a row of the
    embedding moves and acts only in batches that have the row's word.
    """

    learning_rates = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
    recommended_batch_size = 1

    momentum: float = 0.0
    nesterov: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether there is no momentum."""
        return not self.momentum

    def state(self, table: np.ndarray) -> np.ndarray | None:
        """Return the velocity; None without momentum."""
        return np.zeros_like(table) if self.momentum else None

    def update(
        self, table: np.ndarray, rows: np.ndarray, gradient: np.ndarray, state: Any, step: Step
    ) -> None:
        """Change rows of a table in place."""
        if state is None:
            updates.sgd(table, rows, gradient, step.rate, step.decay)
        else:
            updates.momentum_sgd(
                table, rows, gradient, state,
                step.rate, step.decay, self.momentum, self.nesterov,
            )  # fmt: skip
