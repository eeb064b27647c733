"""Initializers without chance. They break no symmetry: units that start equal stay equal."""

from dataclasses import dataclass

import numpy as np

from embedstudy.initializers.initializer import Initializer, Preset


@dataclass(frozen=True)
class Constant(Initializer):
    """Give every weight one value."""

    value: float = 0.0

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        return np.full(shape, self.value, np.float32)


class Zeros(Preset):
    """Give every weight the value 0."""

    preset = Constant(0.0)


class Ones(Preset):
    """Give every weight the value 1."""

    preset = Constant(1.0)


@dataclass(frozen=True)
class Identity(Initializer):
    """Give the identity matrix times `gain`.

    The shape must be square. Keras fills other shapes with zeros, which makes no identity.
    """

    gain: float = 1.0

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        if len(shape) != 2 or shape[0] != shape[1]:
            raise self.error(
                f"shape is {shape}", "only a square matrix has an identity (try Orthogonal)"
            )
        return np.float32(self.gain) * np.eye(shape[0], dtype=np.float32)
