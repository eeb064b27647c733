"""Encoders by name: how the word vectors of a document become one vector of features."""

from typing import TYPE_CHECKING

from embedstudy.entries import Entries

if TYPE_CHECKING:
    from embedstudy.nn.encoders.encoder import Encoder

ENCODERS: "Entries[type[Encoder]]" = Entries(
    "encoder",
    {
        "mean": "embedstudy.nn.encoders.mean:Mean",
        "max": "embedstudy.nn.encoders.max:Max",
        "concat": "embedstudy.nn.encoders.concat:Concat",
        "hier": "embedstudy.nn.encoders.hier:Hier",
        "dan": "embedstudy.nn.encoders.dan:DAN",
        "cnn": "embedstudy.nn.encoders.cnn:CNN",
    },
)
