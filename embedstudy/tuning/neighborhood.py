"""Values near those that were tried: one step beyond an edge, and midpoints."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from embedstudy.tuning.values import TunedValues

# An edge is one of so many values or more.
FEWEST = 3


@dataclass(frozen=True)
class Axis:
    """One of the values that are tuned.

    Attributes
    ----------
    words : str
        Its name in messages.
    low, high : float
        The limits that no search goes beyond.
    is_logarithmic : bool
        Whether a step is a factor, or else a difference.
    is_whole : bool
        Whether it is a whole number.
    """

    words: str
    low: float
    high: float
    is_logarithmic: bool = True
    is_whole: bool = False

    def step_beyond(self, edge: float, inner: float) -> float:
        """Return the value as far beyond an edge as that is from the value further in."""
        value = edge * edge / inner if self.is_logarithmic else 2 * edge - inner
        return self._tidy(min(max(value, self.low), self.high))

    def find_midpoint(self, a: float, b: float) -> float:
        """Return the value between two others."""
        return self._tidy(math.sqrt(a * b) if self.is_logarithmic else (a + b) / 2)

    def measure_distance(self, a: float, b: float) -> float:
        """Return how far two values are apart on the axis."""
        return abs(math.log(a / b)) if self.is_logarithmic else abs(a - b)

    def _tidy(self, value: float) -> float:
        """Return a value with digits that a table on disk keeps."""
        return round(value) if self.is_whole else float(f"{value:.3g}")


# In the order in which a search looks beyond their edges.
AXES: Mapping[str, Axis] = {
    "learning_rate": Axis("learning rate", 1e-5, 100),
    "scale": Axis("scale", 1e-3, 100),
    "dropout": Axis("dropout", 0, 0.9, is_logarithmic=False),
    "epochs": Axis("epochs", 1, 1000, is_whole=True),
    "c": Axis("C", 1e-4, 1e4),
}


def find_edges(chosen: TunedValues, tried: Collection[TunedValues]) -> dict[str, tuple[float, str]]:
    """Return the axes on which a choice is the lowest or highest of three values or more.

    Returns
    -------
    dict of str to (float, str)
        By axis, the value one step beyond, and ``"lowest"`` or ``"highest"``. A value at the limit
        of its axis is at no edge.
    """
    edges = {}
    for name, axis in AXES.items():
        value, values = getattr(chosen, name), list_values_of(name, tried)
        if value is None or len(values) < FEWEST or value not in (values[0], values[-1]):
            continue
        is_low = value == values[0]
        beyond = axis.step_beyond(value, values[1 if is_low else -2])
        if beyond != value:
            edges[name] = (beyond, "lowest" if is_low else "highest")
    return edges


def list_midpoints(chosen: TunedValues, tried: Collection[TunedValues]) -> Iterator[TunedValues]:
    """Give the choices between a choice and its neighbours on each axis, in the wider gap first."""
    for name, axis in AXES.items():
        value, values = getattr(chosen, name), list_values_of(name, tried)
        if value is None:
            continue
        place = values.index(value)
        neighbors = (*values[max(place - 1, 0) : place], *values[place + 1 : place + 2])
        gaps = [-axis.measure_distance(value, neighbor) for neighbor in neighbors]
        for _, neighbor in sorted(zip(gaps, neighbors, strict=True)):
            midpoint = axis.find_midpoint(value, neighbor)
            if midpoint not in values:
                yield with_value(chosen, name, midpoint)


def with_value(values: TunedValues, name: str, value: float) -> TunedValues:
    """Return values with another one on an axis."""
    changed: dict[str, Any] = {name: value}
    return replace(values, **changed)


def list_values_of(name: str, tried: Collection[TunedValues]) -> list[float]:
    """List the values on an axis, ascending."""
    return sorted({value for values in tried if (value := getattr(values, name)) is not None})
