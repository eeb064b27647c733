"""How the learning rate moves over a training: factors of the rate that was given, by name."""

import math
from collections.abc import Callable

from embedstudy.validation import known_name


def constant(progress: float) -> float:  # noqa: ARG001 - all schedules are called alike
    """Stay at the rate that was given."""
    return 1.0


def linear(progress: float) -> float:
    """Fall in a straight line to zero."""
    return 1.0 - progress


def cosine(progress: float) -> float:
    """Fall along half a cosine to zero (Loshchilov and Hutter 2017, without restarts)."""
    return 0.5 * (1.0 + math.cos(math.pi * progress))


SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": constant,
    "linear": linear,
    "cosine": cosine,
}


def check_schedule(name: object) -> str:
    """Return the name of a schedule.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return known_name("schedule", name, SCHEDULES)


def factor(schedule: str, progress: float, warmup: float = 0.0) -> float:
    """Return what the learning rate is multiplied by at some point of a training.

    Parameters
    ----------
    schedule : str
    progress : float
        How much of the training is done, from 0 to 1.
    warmup : float
        The share of the training over which the rate first rises from zero in a straight line.

    Examples
    --------
    >>> [factor("linear", p, warmup=0.5) for p in (0.0, 0.25, 0.5, 0.75, 1.0)]
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    if progress < warmup:
        return progress / warmup
    return SCHEDULES[schedule]((progress - warmup) / (1.0 - warmup))
