"""Starting weights, under the names and definitions of Keras 3, drawn with NumPy.

An initializer is a value: called with a shape and a generator it draws a float32 array. All chance
comes from that generator. A shape is laid out as in Keras: ``(fan_in, fan_out)`` for dense weights,
``(width, fan_in, maps)`` for filters. Who keeps weights the other way round draws them so, and
transposes.
"""

from embedstudy.initializers.base import Initializer
from embedstudy.initializers.constant import Constant, Identity, Ones, Zeros
from embedstudy.initializers.named import INITIALIZERS, initializer_named, parse
from embedstudy.initializers.random import Orthogonal, RandomNormal, RandomUniform, TruncatedNormal
from embedstudy.initializers.scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
    fans,
)

__all__ = [
    "INITIALIZERS",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "fans",
    "initializer_named",
    "parse",
]
