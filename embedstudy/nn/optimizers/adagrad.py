"""Adagrad: Duchi, Hazan and Singer (2011), *Adaptive subgradient methods*, JMLR 12."""

from dataclasses import dataclass

import numpy as np

from embedstudy.nn.kernels import updates


@dataclass(frozen=True)
class Adagrad:
    """Adagrad as PyTorch has it."""

    epsilon: float = 1e-10

    def state(self, table: np.ndarray) -> np.ndarray:
        """Return the sums of squares."""
        return np.zeros_like(table)

    def step(
        self,
        table: np.ndarray,
        rows: np.ndarray,
        gradient: np.ndarray,
        state: np.ndarray,
        *,
        rate: float,
        decay: float,
        number: int,  # noqa: ARG002 - all optimizers are called alike
    ) -> None:
        """Change rows of a table in place."""
        updates.adagrad(table, rows, gradient, state, rate, decay, self.epsilon)
