"""The members of every optimizer."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, NamedTuple

import numpy as np


class Step(NamedTuple):
    """One step of a training.

    Attributes
    ----------
    rate : float
        The learning rate.
    decay : float
        The weight decay, added to the gradient as ``decay * table``.
    number : int
        The number of the step, from 1.
    """

    rate: float
    decay: float
    number: int


class Optimizer(ABC):
    """An optimizer: a frozen dataclass, whose fields take the values of the options of their name.

    The state of a table lies with whoever trains the table.

    Attributes
    ----------
    learning_rates : tuple of float
        The rates to tune over, in rising order, about half a decade apart; the same for every
        strategy. The lowest learns little in ten epochs; at the highest, losses grow without bound.
    recommended_batch_size : int
        The texts in a step where neither a person nor the encoder says how many.
    """

    learning_rates: ClassVar[tuple[float, ...]]
    # The state of every table moves in each step, so that steps of one text are slow.
    recommended_batch_size: ClassVar[int] = 32

    @property
    def is_plain(self) -> bool:
        """Whether a step is the gradient times the rate, so that no gradient need be stored."""
        return False

    @abstractmethod
    def state(self, table: np.ndarray) -> Any:
        """Return the state for a table at its start; rows that never occur must cost little."""

    @abstractmethod
    def update(
        self, table: np.ndarray, rows: np.ndarray, gradient: np.ndarray, state: Any, step: Step
    ) -> None:
        """Change rows of a table in place.

        Parameters
        ----------
        table : ndarray, shape (n_rows, dim)
        rows : ndarray of int32, shape (n_touched,)
            Each row once.
        gradient : ndarray, shape (n_touched, dim)
        state
            The state of this table, changed in place.
        step : Step
        """
