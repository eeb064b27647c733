"""Options of a model and of its training."""

import re
from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from embedstudy.errors import InputError
from embedstudy.options.declaration import (
    Choices,
    Count,
    Flag,
    NonNegative,
    Positive,
    Share,
    VectorLength,
    option_group,
)
from embedstudy.options.scale import read_scale

# The length of word vectors where neither an option nor pretrained vectors fix it.
DEFAULT_DIM = 100
# The characters of an n-gram; longer ones are whole words, and the cost grows with the square.
LONGEST_NGRAM = 30
# Rows of an embedding are numbered by int32: more buckets leave no room for words.
MOST_BUCKETS = 2_000_000_000
# More is a slip of the finger; a study of texts has no use for it, and no machine the memory.
MOST_NGRAMS, MOST_UNITS, MOST_LAYERS = 100, 100_000, 1_000
OPTIMIZERS = Choices("optimizer", "embedstudy.nn.optimizers:OPTIMIZERS")
STRATEGIES = Choices("strategy", "embedstudy.strategies:STRATEGIES")
ENCODERS = Choices("encoder", "embedstudy.nn.encoders:ENCODERS")
METRICS = Choices("metric", "embedstudy.metrics:METRICS")
INITIALIZERS = Choices(
    "initializer",
    "embedstudy.initializers:INITIALIZERS",
    reader="embedstudy.initializers.parse:get_initializer",
)


@option_group("Model")
class ModelOptions:
    """Options of a model and of its training.

    The defaults are those of the encoder ``mean``; an encoder's entry names what it recommends
    otherwise.
    """

    dim: Annotated[
        VectorLength | None, Flag(metavar="N", default=f"that of --vectors, or {DEFAULT_DIM}")
    ] = None
    """Length of word vectors."""
    scale: Annotated[str, Flag(metavar="HOW")] = "auto"
    """Length of pretrained vectors at the start: xF (F times), norm:F (root mean square), unit or
    auto (tuned on dev, as is that of random rows)."""
    epochs: Count = 10
    """Most passes over the training texts."""
    batch_size: Annotated[Count, Flag(default="1 with sgd, else 32")] = 1
    """Texts in a step, averaged."""
    optimizer: Annotated[str, OPTIMIZERS, Flag(default="adagrad; sgd with --lr")] = "sgd"
    """How a gradient becomes a step."""
    schedule: Annotated[
        str, Choices("schedule", "embedstudy.nn.schedules:SCHEDULES"), Flag(rare=True)
    ] = "linear"
    """How the learning rate changes over the epochs."""
    dropout: Share = 0.0
    """Share of the features left out of each step."""
    word_dropout: Annotated[Share, Flag(rare=True)] = 0.0
    """Share of the words left out of each step."""
    patience: Annotated[Count | None, Flag(metavar="EPOCHS", rare=True)] = None
    """Stop after EPOCHS without a better dev accuracy."""
    ngrams: Annotated[int, Field(ge=1, le=MOST_NGRAMS), Flag(rare=True)] = 1
    """Read runs of up to N words as well as words."""
    char_ngrams: Annotated[str | int | None, Flag(metavar="MIN-MAX", rare=True)] = None
    """Read the character n-grams of MIN to MAX characters of each word as well as words."""
    buckets: Annotated[int, Field(ge=1, le=MOST_BUCKETS), Flag(rare=True)] = 1_000_000
    """Rows that n-grams share, by their hash."""
    window: Annotated[Count, Flag(rare=True)] = 5
    """Words in a window (encoder hier)."""
    hidden_size: Annotated[int, Field(ge=1, le=MOST_UNITS), Flag(rare=True)] = 100
    """Units in each hidden layer (encoder dan)."""
    hidden_layers: Annotated[int, Field(ge=1, le=MOST_LAYERS), Flag(rare=True)] = 1
    """Number of hidden layers (encoder dan)."""
    momentum: Annotated[Share, Flag(rare=True)] = 0.0
    """Momentum (optimizer sgd)."""
    nesterov: Annotated[bool, Flag(rare=True)] = False
    """Use Nesterov's momentum (optimizer sgd)."""
    warmup: Annotated[Share, Flag(rare=True)] = 0.0
    """Share of the training over which the learning rate rises from zero."""
    embedding_rate: Annotated[NonNegative, Flag(rare=True)] = 1.0
    """Factor on the learning rate of the embedding."""
    weight_decay: Annotated[NonNegative, Flag(rare=True)] = 0.0
    """Weight decay of all weights but biases; of the embedding, for the rows of a batch."""
    max_norm: Annotated[Positive | None, Flag(rare=True)] = None
    """Largest length of the output weights of a class (Hinton et al. 2012)."""
    unfreeze_after: Annotated[Count | None, Flag(metavar="EPOCHS", rare=True)] = None
    """Train frozen vectors after this many epochs."""
    embedding_initializer: Annotated[str, INITIALIZERS, Flag(metavar="NAME", rare=True)] = (
        "RandomUniform"
    )
    """How a random embedding starts."""
    initializer: Annotated[str, INITIALIZERS, Flag(metavar="NAME", rare=True)] = "GlorotUniform"
    """How all other weights start."""

    def __post_init__(self) -> None:
        read_scale(self.scale)  # checks it
        if (self.momentum or self.nesterov) and self.optimizer != "sgd":
            raise InputError(f"momentum goes with optimizer 'sgd', not with {self.optimizer!r}")
        if self.nesterov and not self.momentum:
            raise InputError("nesterov needs a momentum above 0")
        _ = self.char_ngram_lengths  # checks it

    @property
    def char_ngram_lengths(self) -> tuple[int, int] | None:
        """The fewest and the most characters of a character n-gram; None if none are read.

        Raises
        ------
        InputError
            If `char_ngrams` is neither a number nor two with a hyphen, or they are out of range.

        Examples
        --------
        >>> ModelOptions(char_ngrams="3-6").char_ngram_lengths
        (3, 6)
        """
        if self.char_ngrams is None:
            return None
        match = re.fullmatch("([0-9]{1,9})(?:-([0-9]{1,9}))?", str(self.char_ngrams))
        lengths = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= lengths[0] <= lengths[1] <= LONGEST_NGRAM:
            raise InputError(
                f"char_ngrams is {self.char_ngrams!r}; it must be MIN-MAX or one number, from 1 to "
                f"{LONGEST_NGRAM} characters, such as 3-6"
            )
        return lengths


@option_group("Model")
class ComparedModelOptions(ModelOptions):
    """Options of models and of their training; a study may compare several optimizers.

    The defaults are those of the encoder ``mean``; an encoder's entry names what it recommends
    otherwise.
    """

    optimizer: Annotated[tuple[str, ...], OPTIMIZERS] = ("sgd",)  # type: ignore[assignment]
    """How a gradient becomes a step. Dev chooses among several."""

    def __post_init__(self) -> None:
        for name in self.optimizer:
            ModelOptions(**{**asdict(self), "optimizer": name})  # checks it
