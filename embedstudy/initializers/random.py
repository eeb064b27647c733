"""Random initializers whose distribution does not depend on the shape, and orthogonal matrices."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

from embedstudy.initializers.initializer import Initializer

# NumPy draws float64. Drawing block by block keeps a table from taking three times its size.
BLOCK = 1 << 16


def _draw_in_blocks(shape: tuple[int, ...], draw: Callable[[int], np.ndarray]) -> np.ndarray:
    """Fill an array with numbers from `draw`, which may return fewer than it is asked for."""
    flat = np.empty(prod(shape), np.float32)
    filled = 0
    while filled < flat.size:
        values = draw(min(BLOCK, flat.size - filled))
        flat[filled : filled + len(values)] = values
        filled += len(values)
    return flat.reshape(shape)


@dataclass(frozen=True)
class RandomUniform(Initializer):
    """Draw from the uniform distribution between two bounds (Keras' default for embeddings)."""

    minval: float = -0.05
    maxval: float = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.minval > self.maxval:
            raise self.error(
                f"minval is {self.minval:g} and maxval {self.maxval:g}",
                "minval must not be above maxval",
            )

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        return _draw_in_blocks(shape, lambda n: rng.uniform(self.minval, self.maxval, n))


@dataclass(frozen=True)
class RandomNormal(Initializer):
    """Draw from the normal distribution."""

    mean: float = 0.0
    stddev: float = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.stddev < 0:
            raise self.error(f"stddev is {self.stddev:g}", "it must be at least 0")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        return _draw_in_blocks(shape, lambda n: rng.normal(self.mean, self.stddev, n))


@dataclass(frozen=True)
class TruncatedNormal(RandomNormal):
    """Draw from the normal distribution; redraw numbers over two `stddev` away from `mean`.

    `stddev` is that of the whole distribution. The truncated one has .8796 of it.
    """

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        low, high = self.mean - 2 * self.stddev, self.mean + 2 * self.stddev

        def within(n: int) -> np.ndarray:
            values = rng.normal(self.mean, self.stddev, n)
            return values[(values >= low) & (values <= high)]

        return _draw_in_blocks(shape, within)


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Draw a matrix whose columns, or rows if it is wide, are orthogonal and `gain` long.

    The matrix is uniform over all such matrices (Saxe et al. 2014). It is the Q of a normal
    matrix's QR decomposition, with signs that give R a positive diagonal. A shape of more than two
    sides counts as a matrix; all sides but the last make up its rows.
    """

    gain: float = 1.0

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        if len(shape) < 2:
            raise self.error(f"shape is {shape}", "it must have at least two sides")
        from scipy.linalg import qr  # decomposes in place; NumPy's takes three times the memory

        rows, columns = prod(shape[:-1]), shape[-1]
        if rows == 0:
            return np.empty(shape, np.float32)
        normal = RandomNormal(0.0, 1.0)((max(rows, columns), min(rows, columns)), rng)
        # In float64, so that rounding hides almost always what depends on the threads of BLAS.
        q, r = qr(
            np.asfortranarray(normal, np.float64),
            overwrite_a=True,
            mode="economic",
            check_finite=False,
        )
        q *= np.where(np.diag(r) < 0, -self.gain, self.gain)
        matrix = q if rows >= columns else q.T
        return np.ascontiguousarray(matrix, np.float32).reshape(shape)
