"""Compiling the kernels before anything is timed: once on a machine, where they are kept."""

import numpy as np

from embedstudy.nn.engine import Engine
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import ModelConfig
from embedstudy.progress import told_if_slow
from embedstudy.text.encoding import EncodedDocuments


def warm_up(config: ModelConfig, *, show: bool = False) -> None:
    """Compile the loops that a model needs, or load them from where they are kept.

    Parameters
    ----------
    config : ModelConfig
    show : bool
        Whether compiling is told on stderr.
    """
    with told_if_slow("compiling the kernels, once on this machine", show=show):
        _run(config)


def _run(config: ModelConfig) -> None:
    documents = EncodedDocuments(np.zeros(2, np.int32), np.array([0, 1, 2], np.int64))
    labels, seeds = np.array([0, 1], np.int32), Seeds(0)
    model = new_model(config.new_encoder(), np.zeros((1, 2), np.float32), 2, seeds)
    engine = Engine(model, config.options, 0.0, frozen_rows=0, dropout=seeds.dropout)
    engine.epoch(1, documents, labels, np.arange(2), np.ones(2, np.float32))
    model.logits(documents)
