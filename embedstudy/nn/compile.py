"""Compiling the kernels before anything is timed: once on a machine, which stores the result."""

from dataclasses import replace

import numpy as np

from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import ModelConfig
from embedstudy.nn.solving import solve
from embedstudy.progress import announce_if_slow
from embedstudy.text.encoding import CharNgrams, EncodedDocuments


def warm_up(config: ModelConfig, *, is_solved: bool = False, show: bool = False) -> None:
    """Compile the kernels that a model needs, or load them from where they are stored.

    Parameters
    ----------
    config : ModelConfig
    is_solved : bool
        Whether models are solved, and not only trained.
    show : bool
        Whether to show on stderr that kernels are being compiled.
    """
    with announce_if_slow("compiling the kernels, once on this machine", show=show):
        # Train on two documents of one word, and predict them.
        documents = EncodedDocuments(np.zeros(2, np.int32), np.array([0, 1, 2], np.int64))
        if config.options.char_ngrams:
            ngrams = CharNgrams(documents, documents, first=0, end=0)
            documents = replace(documents, char_ngrams=ngrams)
        examples = Examples.unweighted(documents, np.array([0, 1], np.int32))
        seeds = Seeds(0)
        model = new_model(config.new_encoder(), np.zeros((1, 2), np.float32), 2, seeds)
        engine = Engine(model, TrainingPlan(config.options, learning_rate=0.0, seeds=seeds))
        engine.epoch(1, examples, np.arange(2))
        model.logits(documents)
        if is_solved:
            solve(model, examples, c=1.0)
