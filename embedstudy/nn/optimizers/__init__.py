"""Optimizers by name: how a gradient becomes a step."""

from typing import TYPE_CHECKING

from embedstudy.entries import Entries

if TYPE_CHECKING:
    from embedstudy.nn.optimizers.optimizer import Optimizer

OPTIMIZERS: "Entries[type[Optimizer]]" = Entries(
    "optimizer",
    {
        "sgd": "embedstudy.nn.optimizers.sgd:SGD",
        "adagrad": "embedstudy.nn.optimizers.adagrad:Adagrad",
        "adam": "embedstudy.nn.optimizers.adam:Adam",
        "adadelta": "embedstudy.nn.optimizers.adadelta:Adadelta",
    },
)
