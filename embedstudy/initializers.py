"""Starting weights, under the names and definitions of Keras, drawn with NumPy.

An initializer is a value: called with a shape and a generator it draws a float32 array.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RandomUniform:
    """Draw from the uniform distribution between two bounds (Keras' default for embeddings)."""

    minval: float = -0.05
    maxval: float = 0.05

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw an array of `shape`, float32."""
        return rng.uniform(self.minval, self.maxval, shape).astype(np.float32)


@dataclass(frozen=True)
class GlorotUniform:
    """Draw from the uniform distribution within ``sqrt(6 / (fan_in + fan_out))`` of zero.

    Glorot and Bengio (2010). Keras' default for dense layers. The fans are the two sides of the
    matrix, so that it may be laid out either way.
    """

    def __call__(self, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
        """Draw an array of `shape`, float32."""
        limit = np.sqrt(6 / sum(shape))
        return rng.uniform(-limit, limit, shape).astype(np.float32)
