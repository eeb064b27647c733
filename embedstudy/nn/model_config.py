"""The configuration of a model: its encoder and its options, all but strategy and learning rate."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from embedstudy.errors import InputError
from embedstudy.initializers import initializer_named
from embedstudy.initializers.base import Initializer
from embedstudy.nn.encoders import Encoder, check_encoder, encoder_named
from embedstudy.options.model import ModelOptions
from embedstudy.strategies import Strategy

# The same rates for every strategy, half a decade apart: from too slow to learn much in ten epochs
# to where losses grow without bound.
LEARNING_RATES = {
    "sgd": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    "adagrad": (0.003, 0.01, 0.03, 0.1, 0.3),
    "adam": (0.0001, 0.0003, 0.001, 0.003, 0.01),
    "adadelta": (0.1, 0.3, 1.0, 3.0),
}

# Encoders that pool word vectors, so that an n-gram is one more row to pool.
POOLED = ("mean", "max", "concat", "hier", "dan")

# The values of the authors where they give them: batches, dropout, norm and optimizer of Kim (2014)
# for the CNN; the word dropout of Iyyer et al. (2015) for the DAN.
_BATCHES = {"batch_size": 32, "optimizer": "adam"}
RECOMMENDED: Mapping[str, Mapping[str, Any]] = {
    "mean": {},
    "max": _BATCHES,
    "concat": _BATCHES,
    "hier": _BATCHES,
    "dan": {**_BATCHES, "word_dropout": 0.3},
    "cnn": {
        "batch_size": 50, "optimizer": "adadelta", "schedule": "constant", "dropout": 0.5,
        "max_norm": 3.0,
    },
}  # fmt: skip


@dataclass(frozen=True)
class ModelConfig:
    """What a model is made of, and how it is trained.

    Attributes
    ----------
    encoder : str
    options : ModelOptions

    Raises
    ------
    InputError
        If the encoder is unknown, or an option does not go with it.
    """

    encoder: str = "mean"
    options: ModelOptions = field(default_factory=ModelOptions)

    def __post_init__(self) -> None:
        check_encoder(self.encoder)
        if self.options.ngrams > 1 and self.encoder not in POOLED:
            raise InputError(
                f"ngrams go with the encoders that only pool ({', '.join(POOLED)}), "
                f"not with {self.encoder!r}"
            )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ModelConfig":
        """Make a configuration from what `dataclasses.asdict` gives."""
        return cls(data["encoder"], ModelOptions(**data["options"]))

    def new_encoder(self) -> Encoder:
        """Make the encoder."""
        return encoder_named(
            self.encoder,
            window=self.options.window,
            hidden_size=self.options.hidden_size,
            hidden_layers=self.options.hidden_layers,
        )

    def new_initializer(self) -> Initializer | None:
        """Make the initializer of the weights; None for the default, see `new_model`."""
        name = self.options.initializer
        return None if name == ModelOptions.initializer else initializer_named(name)

    @property
    def n_buckets(self) -> int:
        """The rows of the embedding that n-grams share; 0 where only words are read."""
        return self.options.buckets if self.options.ngrams > 1 else 0


def usual_rate(config: ModelConfig) -> float:
    """Return the learning rate where none can be tuned: the middle one of its optimizer's."""
    rates = LEARNING_RATES[config.options.optimizer]
    return rates[len(rates) // 2]


def recommended(encoder: str, **given: object) -> ModelConfig:
    """Return the configuration that is recommended for an encoder, with some options given.

    Parameters
    ----------
    encoder : str
    **given
        Values of `ModelOptions`; None takes the recommended value.

    Raises
    ------
    InputError
        If a name is unknown or a value out of range.

    Examples
    --------
    >>> recommended("mean", dropout=0.1, epochs=None).options.dropout
    0.1
    """
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return ModelConfig(encoder, ModelOptions(**{**RECOMMENDED[check_encoder(encoder)], **values}))


def config_for(strategy: Strategy, config: ModelConfig) -> ModelConfig:
    """Return a configuration with the initializer that the strategy sets, if it sets one."""
    if strategy.initializer is None:
        return config
    name = strategy.initializer
    options = replace(config.options, embedding_initializer=name, initializer=name)
    return replace(config, options=options)
