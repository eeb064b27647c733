"""Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's (1983) if wanted."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.nn.kernels import updates


@dataclass(frozen=True)
class SGD:
    """SGD as PyTorch has it: ``v = momentum v + g``, step ``-rate v``.

    With Nesterov's momentum the step is ``-rate (g + momentum v)``. The velocity of a row of the
    embedding moves and acts only in batches that have the row's word.
    """

    momentum: float = 0.0
    nesterov: bool = False

    def state(self, table: np.ndarray) -> np.ndarray | None:
        """Return the velocity, if there is momentum."""
        return np.zeros_like(table) if self.momentum else None

    def step(
        self,
        table: np.ndarray,
        rows: np.ndarray,
        gradient: np.ndarray,
        state: Any,
        *,
        rate: float,
        decay: float,
        number: int,  # noqa: ARG002 - all optimizers are called alike
    ) -> None:
        """Change rows of a table in place."""
        if state is None:
            updates.sgd(table, rows, gradient, rate, decay)
        else:
            updates.momentum_sgd(
                table, rows, gradient, state,
                rate, decay, self.momentum, self.nesterov,
            )  # fmt: skip
