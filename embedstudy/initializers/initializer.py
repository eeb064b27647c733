"""The members of every initializer: checked parameters, checked shapes, and one spelling."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from numbers import Real
from operator import index
from typing import ClassVar

import numpy as np

from embedstudy.errors import InputError

# Thirty standard deviations of this size still fit float32, whose largest number is 3.4e38.
LARGEST = 1e37


@dataclass(frozen=True)
class Initializer(ABC):
    """An initializer: a frozen dataclass that draws starting weights.

    `parse_initializer` reads what ``str`` of an initializer writes.

    Raises
    ------
    InputError
        If a parameter is not a finite number, or out of the initializer's range.
    """

    def __post_init__(self) -> None:
        for parameter in fields(self):
            if parameter.type is float:
                number = self._check_number(parameter.name)
                object.__setattr__(self, parameter.name, number)

    def __call__(self, shape: Sequence[int], rng: np.random.Generator) -> np.ndarray:
        """Draw weights.

        Parameters
        ----------
        shape : sequence of int
            In the layout of Keras, ``(fan_in, fan_out)`` for a matrix. The first side may be 0:
            a table without rows.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of float32
            The weights, of that shape, C-contiguous.

        Raises
        ------
        InputError
            If this initializer cannot make that shape.
        """
        return self.draw(self._check_sides(shape), rng)

    @abstractmethod
    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw float32 weights of a shape that has been checked."""

    def error(self, problem: str, cure: str) -> InputError:
        """Make the error for a parameter or shape that this initializer cannot take."""
        return InputError(f"{type(self).__name__}: {problem}; {cure}")

    def _check_number(self, name: str) -> float:
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self.error(f"{name} is {value!r}", "it must be a number")
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if not abs(number) <= LARGEST:
            raise self.error(f"{name} is {number:g}", f"it must be finite, up to {LARGEST:g}")
        return number

    def _check_sides(self, shape: Sequence[int]) -> tuple[int, ...]:
        try:
            sides = tuple(index(side) for side in shape)
        except TypeError:
            raise self.error(f"shape is {shape!r}", "it must be whole numbers") from None
        if min(sides, default=1) < 0 or 0 in sides[1:]:
            raise self.error(f"shape is {sides}", "every size must be at least 1")
        return sides


class Preset(Initializer):
    """A name for another initializer with fixed parameters."""

    preset: ClassVar[Initializer]

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        return self.preset.draw(shape, rng)
