"""What studies of starts have in common: the seeds they need, and the conditions they state."""

import numpy as np

from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import InputError
from embedstudy.options.model import ModelOptions
from embedstudy.results.start_results import StartConditions
from embedstudy.validation import whole_number
from embedstudy.version import __version__

# Dimensions of the embedding, unless options say otherwise.
DIM = 50


def check_seeds(seeds: int) -> int:
    """Return a number of seeds.

    Raises
    ------
    InputError
        If it is below 2: one network cannot agree with another.
    """
    seeds = whole_number("seeds", seeds)
    if seeds < 2:
        raise InputError(f"seeds is {seeds}; it must be at least 2, to tell models apart")
    return seeds


def measure_majority(corpus: Corpus) -> float:
    """Return the dev accuracy of always saying the class that train has most often."""
    most_frequent = np.bincount(corpus.train.label_ids).argmax()
    return float((corpus.dev.label_ids == most_frequent).mean())


def describe_conditions(
    corpus: Corpus,
    options: ModelOptions,
    *,
    n_words: int,
    seeds: int,
    learning_rates: tuple[float, ...],
) -> StartConditions:
    """Return the conditions that every study of starts has.

    Parameters
    ----------
    corpus : Corpus
    options : ModelOptions
        Of all networks.
    n_words : int
        Those of the training texts.
    seeds : int
    learning_rates : tuple of float
    """
    return StartConditions(
        dataset_sha256=corpus.sha256,
        classes=len(corpus.classes),
        train=len(corpus.train),
        dev=len(corpus.dev),
        vocabulary=n_words,
        dim=options.dim or DIM,
        optimizer=options.optimizer,
        batch_size=options.batch_size,
        epochs=options.epochs,
        seeds=seeds,
        learning_rates=learning_rates,
        version=__version__,
    )
