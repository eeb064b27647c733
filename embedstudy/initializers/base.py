"""What all initializers share: checked parameters, checked shapes, and their spelling."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from numbers import Real
from operator import index

import numpy as np

from embedstudy.errors import InputError

# Thirty standard deviations of this size still fit float32, whose largest number is 3.4e38.
LARGEST = 1e37


@dataclass(frozen=True)
class Initializer(ABC):
    """Draws starting weights; ``str`` of one is read back by `initializer_named`.

    Raises
    ------
    InputError
        If a parameter is not a finite number, or not one that the initializer can do with.
    """

    def __post_init__(self) -> None:
        for parameter in fields(self):
            if parameter.type is float:
                number = self._number(parameter.name)
                object.__setattr__(self, parameter.name, number)

    def __call__(self, shape: Sequence[int], rng: np.random.Generator) -> np.ndarray:
        """Draw weights.

        Parameters
        ----------
        shape : sequence of int
            As Keras lays it out, ``(fan_in, fan_out)`` for a matrix. The first side may be 0: a
            table without rows.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of float32
            Of that shape, C-contiguous.

        Raises
        ------
        InputError
            If this initializer has no weights of that shape.
        """
        return self._draw(self._sides(shape), rng)

    @abstractmethod
    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw weights of a shape that is in order."""

    def _wrong(self, what: str, cure: str) -> InputError:
        return InputError(f"{type(self).__name__}: {what}; {cure}")

    def _number(self, name: str) -> float:
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self._wrong(f"{name} is {value!r}", "it must be a number")
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if not abs(number) <= LARGEST:
            raise self._wrong(f"{name} is {number:g}", f"it must be finite, up to {LARGEST:g}")
        return number

    def _sides(self, shape: Sequence[int]) -> tuple[int, ...]:
        try:
            sides = tuple(index(side) for side in shape)
        except TypeError:
            raise self._wrong(f"shape is {shape!r}", "it must be whole numbers") from None
        if min(sides, default=1) < 0 or 0 in sides[1:]:
            raise self._wrong(f"shape is {sides}", "every size must be at least 1")
        return sides
