"""Optimizers by name: how a gradient becomes a step. Each keeps its state for one table."""

from typing import Any, Protocol

import numpy as np

from embedstudy.nn.optimizers.adadelta import Adadelta
from embedstudy.nn.optimizers.adagrad import Adagrad
from embedstudy.nn.optimizers.adam import Adam
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.options.model import ModelOptions


class Optimizer(Protocol):
    """What all optimizers are alike in."""

    def state(self, table: np.ndarray) -> Any:
        """Return what is to be remembered of a table, at its start; cheap for rows never met."""

    def step(
        self,
        table: np.ndarray,
        rows: np.ndarray,
        gradient: np.ndarray,
        state: Any,
        *,
        rate: float,
        decay: float,
        number: int,
    ) -> None:
        """Change rows of a table in place.

        Parameters
        ----------
        table : ndarray, shape (n_rows, dim)
        rows : ndarray of int32, shape (n_touched,)
            Each once.
        gradient : ndarray, shape (n_touched, dim)
        state
            Of this table.
        rate : float
            The learning rate.
        decay : float
            The weight decay, added to the gradient as ``decay * table``.
        number : int
            Of the step, from 1.
        """


OPTIMIZERS: dict[str, type[Any]] = {
    "sgd": SGD,
    "adagrad": Adagrad,
    "adam": Adam,
    "adadelta": Adadelta,
}


def new_optimizer(options: ModelOptions) -> Optimizer:
    """Make the optimizer that some options name."""
    if options.optimizer == "sgd":
        return SGD(options.momentum, options.nesterov)
    optimizer: Optimizer = OPTIMIZERS[options.optimizer]()
    return optimizer
