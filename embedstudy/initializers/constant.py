"""Initializers without chance. Hidden units that start equal stay equal: none breaks symmetry."""

from dataclasses import dataclass

import numpy as np

from embedstudy.initializers.base import Initializer


@dataclass(frozen=True)
class Constant(Initializer):
    """Give every weight one value."""

    value: float = 0.0

    def _draw(
        self,
        shape: tuple[int, ...],
        rng: np.random.Generator,  # noqa: ARG002 - all initializers are called alike
    ) -> np.ndarray:
        return np.full(shape, self.value, np.float32)


@dataclass(frozen=True)
class Zeros(Initializer):
    """Give every weight the value 0."""

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        return Constant(0.0)(shape, rng)


@dataclass(frozen=True)
class Ones(Initializer):
    """Give every weight the value 1."""

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        return Constant(1.0)(shape, rng)


@dataclass(frozen=True)
class Identity(Initializer):
    """Give the identity matrix, `gain` times.

    Of a square shape only; Keras fills other shapes up with zeros, which is no identity.
    """

    gain: float = 1.0

    def _draw(
        self,
        shape: tuple[int, ...],
        rng: np.random.Generator,  # noqa: ARG002
    ) -> np.ndarray:
        if len(shape) != 2 or shape[0] != shape[1]:
            raise self._wrong(
                f"shape is {shape}", "only a square matrix has an identity (try Orthogonal)"
            )
        return np.float32(self.gain) * np.eye(shape[0], dtype=np.float32)
