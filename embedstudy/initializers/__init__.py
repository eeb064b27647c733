"""Initializers: starting weights under the names and definitions of Keras 3, drawn with NumPy.

An initializer is a value. Called with a shape and a generator, it draws a float32 array; all chance
comes from that generator. Shapes are laid out as in Keras: ``(fan_in, fan_out)`` for dense weights,
``(width, fan_in, maps)`` for filters. A model that stores its weights the other way round draws
them in this layout, and transposes.

Every name of `INITIALIZERS` can be imported from here.
"""

from typing import TYPE_CHECKING, Any

from embedstudy.entries import Entries

if TYPE_CHECKING:
    from embedstudy.initializers.initializer import Initializer

INITIALIZERS: "Entries[type[Initializer]]" = Entries(
    "initializer",
    {
        "RandomNormal": "embedstudy.initializers.random:RandomNormal",
        "RandomUniform": "embedstudy.initializers.random:RandomUniform",
        "TruncatedNormal": "embedstudy.initializers.random:TruncatedNormal",
        "Zeros": "embedstudy.initializers.constant:Zeros",
        "Ones": "embedstudy.initializers.constant:Ones",
        "Constant": "embedstudy.initializers.constant:Constant",
        "Identity": "embedstudy.initializers.constant:Identity",
        "Orthogonal": "embedstudy.initializers.random:Orthogonal",
        "GlorotNormal": "embedstudy.initializers.scaling:GlorotNormal",
        "GlorotUniform": "embedstudy.initializers.scaling:GlorotUniform",
        "HeNormal": "embedstudy.initializers.scaling:HeNormal",
        "HeUniform": "embedstudy.initializers.scaling:HeUniform",
        "LecunNormal": "embedstudy.initializers.scaling:LecunNormal",
        "LecunUniform": "embedstudy.initializers.scaling:LecunUniform",
        "VarianceScaling": "embedstudy.initializers.scaling:VarianceScaling",
    },
)


def __getattr__(name: str) -> Any:
    """Return an initializer's class, imported when it is first used."""
    if name in INITIALIZERS:
        return INITIALIZERS[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
