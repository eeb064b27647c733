"""Encoders by name: how a document's word vectors become one vector, and are trained."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import unknown_name
from embedstudy.nn.kernels import mean


@dataclass(frozen=True)
class Encoder:
    """The two compiled loops of an encoder with a linear softmax layer on top.

    Attributes
    ----------
    train_epoch : callable
        See `embedstudy.nn.kernels.mean.train_epoch`.
    logits : callable
        See `embedstudy.nn.kernels.mean.logits`.
    """

    train_epoch: Callable[..., Any]
    logits: Callable[..., Any]

    def warm_up(self) -> None:
        """Compile the loops, or load them from numba's cache, so that no run is timed doing it."""
        values, offsets = np.zeros(1, np.int32), np.array([0, 1], np.int64)
        labels, order = np.zeros(1, np.int32), np.zeros(1, np.int64)
        table, bias = np.zeros((1, 1), np.float32), np.zeros(1, np.float32)
        self.train_epoch(values, offsets, labels, order, table, table.copy(), bias, 0.0, 0.0, True)
        self.logits(values, offsets, table, table, bias)


ENCODERS = {"mean": Encoder(mean.train_epoch, mean.logits)}


def encoder_named(name: str) -> Encoder:
    """Look up an encoder.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if not isinstance(name, str) or name not in ENCODERS:
        raise unknown_name("encoder", name, ENCODERS)
    return ENCODERS[name]
