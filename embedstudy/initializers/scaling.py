"""Initializers whose variance depends on the number of units that a weight joins."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod, sqrt

import numpy as np

from embedstudy.initializers.initializer import Initializer, Preset
from embedstudy.initializers.random import RandomNormal, RandomUniform, TruncatedNormal
from embedstudy.validation import known_name

# Standard deviation of the standard normal distribution truncated at plus and minus two.
TRUNCATED_STDDEV = 0.87962566103423978


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the numbers of units that go in and out of a layer, by the shape of its weights.

    Parameters
    ----------
    shape : tuple of int
        ``(fan_in, fan_out)``; or ``(..., channels in, channels out)`` of filters, where each
        channel counts once for each place of a filter. With one side, both fans are that side.

    Examples
    --------
    >>> fans((300, 2))
    (300, 2)
    >>> fans((3, 300, 100))  # 100 filters, 3 words wide, over 300 dimensions
    (900, 300)
    """
    if len(shape) < 2:
        return prod(shape), prod(shape)
    places = prod(shape[:-2])
    return places * shape[-2], places * shape[-1]


MODES: dict[str, Callable[[tuple[int, ...]], float]] = {
    "fan_in": lambda shape: fans(shape)[0],
    "fan_out": lambda shape: fans(shape)[1],
    "fan_avg": lambda shape: sum(fans(shape)) / 2,
}

# Each has the variance scale / fan. Dividing 3 * scale, rather than multiplying the quotient, gives
# the last digit of Glorot's sqrt(6 / (fan_in + fan_out)).
DISTRIBUTIONS: dict[str, Callable[[float, float], Initializer]] = {
    "truncated_normal": lambda scale, fan: TruncatedNormal(
        0.0, sqrt(scale / fan) / TRUNCATED_STDDEV
    ),
    "untruncated_normal": lambda scale, fan: RandomNormal(0.0, sqrt(scale / fan)),
    "uniform": lambda scale, fan: RandomUniform(-sqrt(3 * scale / fan), sqrt(3 * scale / fan)),
}


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """Draw with mean 0 and variance ``scale / fan``; `fans` counts the fan.

    Parameters
    ----------
    scale : float
        Above 0.
    mode : {"fan_in", "fan_out", "fan_avg"}
        The fan to divide by; "fan_avg" is the mean of both.
    distribution : {"truncated_normal", "untruncated_normal", "uniform"}
        "normal" is short for the first, as in Keras. It is truncated at two standard deviations,
        and widened so that the truncated distribution has that variance.
    """

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.distribution == "normal":
            object.__setattr__(self, "distribution", "truncated_normal")
        if self.scale <= 0:
            raise self.error(f"scale is {self.scale:g}", "it must be above 0")
        known_name("mode of VarianceScaling", self.mode, MODES)
        known_name("distribution of VarianceScaling", self.distribution, DISTRIBUTIONS)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Draw the weights."""
        fan = max(1.0, MODES[self.mode](shape))
        return DISTRIBUTIONS[self.distribution](self.scale, fan)(shape, rng)


class GlorotNormal(Preset):
    """Draw with variance ``2 / (fan_in + fan_out)``, truncated normal (Glorot and Bengio 2010)."""

    preset = VarianceScaling(1.0, "fan_avg", "truncated_normal")


class GlorotUniform(Preset):
    """Draw uniformly within ``sqrt(6 / (fan_in + fan_out))`` of zero (Glorot and Bengio 2010).

    Keras' default for dense layers. The layout of a matrix makes no difference.
    """

    preset = VarianceScaling(1.0, "fan_avg", "uniform")


class HeNormal(Preset):
    """Draw with variance ``2 / fan_in``, truncated normal (He et al. 2015)."""

    preset = VarianceScaling(2.0, "fan_in", "truncated_normal")


class HeUniform(Preset):
    """Draw uniformly within ``sqrt(6 / fan_in)`` of zero (He et al. 2015)."""

    preset = VarianceScaling(2.0, "fan_in", "uniform")


class LecunNormal(Preset):
    """Draw with variance ``1 / fan_in``, truncated normal (LeCun et al. 1998)."""

    preset = VarianceScaling(1.0, "fan_in", "truncated_normal")


class LecunUniform(Preset):
    """Draw uniformly within ``sqrt(3 / fan_in)`` of zero (LeCun et al. 1998)."""

    preset = VarianceScaling(1.0, "fan_in", "uniform")
