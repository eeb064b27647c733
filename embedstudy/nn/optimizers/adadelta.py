"""Adadelta: Zeiler (2012), *ADADELTA: an adaptive learning rate method*, arXiv:1212.5701."""

from dataclasses import dataclass

import numpy as np

from embedstudy.nn.kernels import updates


@dataclass(frozen=True)
class Adadelta:
    """Adadelta as PyTorch has it, with the decay of Kim (2014).

    The running means of a row of the embedding move only in batches that have the row's word.
    """

    rho: float = 0.95
    epsilon: float = 1e-6

    def state(self, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the running means of squared gradients and of squared steps."""
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
        number: int,  # noqa: ARG002 - all optimizers are called alike
    ) -> None:
        """Change rows of a table in place."""
        updates.adadelta(
            table, rows, gradient, *state,
            rate, decay, self.rho, self.epsilon,
        )  # fmt: skip
