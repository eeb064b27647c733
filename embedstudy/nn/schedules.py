"""Schedules by name: how the learning rate changes over a training."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from embedstudy.entries import Entries


@dataclass(frozen=True)
class Schedule:
    """How the learning rate changes over a training.

    Attributes
    ----------
    curve : callable
        From the share of the training that is done, 0 to 1, to the factor on the learning rate.
    is_straight : bool
        Whether the curve is a straight line, as the fused loop computes it.
    """

    curve: Callable[[float], float]
    is_straight: bool

    def factor(self, progress: float, warmup: float = 0.0) -> float:
        """Return the factor on the learning rate at some point of a training.

        Parameters
        ----------
        progress : float
            The share of the training that is done, 0 to 1.
        warmup : float
            The share of the training over which the rate first rises from zero in a straight line.

        Examples
        --------
        >>> schedule = SCHEDULES["linear"]
        >>> [schedule.factor(p, warmup=0.5) for p in (0.0, 0.25, 0.5, 0.75, 1.0)]
        [0.0, 0.5, 1.0, 0.5, 0.0]
        """
        if progress < warmup:
            return progress / warmup
        return self.curve((progress - warmup) / (1.0 - warmup))


def constant(progress: float) -> float:
    """Stay at the learning rate."""
    return 1.0


def linear(progress: float) -> float:
    """Fall in a straight line to zero."""
    return 1.0 - progress


def cosine(progress: float) -> float:
    """Fall along half a cosine to zero (Loshchilov and Hutter 2017, without restarts)."""
    return 0.5 * (1.0 + math.cos(math.pi * progress))


SCHEDULES: Entries[Schedule] = Entries(
    "schedule",
    {
        "constant": Schedule(constant, is_straight=True),
        "linear": Schedule(linear, is_straight=True),
        "cosine": Schedule(cosine, is_straight=False),
    },
)
