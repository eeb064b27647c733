"""The configuration of a model: its encoder and its options, all but strategy and learning rate."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from embedstudy.errors import InputError
from embedstudy.initializers.initializer import Initializer
from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.build import build
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.encoders.encoder import Encoder
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.options.model import ModelOptions
from embedstudy.options.scale import format_factor, read_scale
from embedstudy.strategies import STRATEGIES, Strategy


@dataclass(frozen=True)
class ModelConfig:
    """A model's parts, and how it is trained.

    Raises
    ------
    InputError
        If the encoder is unknown, or an option does not go with it.
    """

    encoder: str = "mean"
    options: ModelOptions = field(default_factory=ModelOptions)

    def __post_init__(self) -> None:
        encoder = ENCODERS.find(self.encoder)
        uses = {"ngrams": self.options.ngrams > 1, "char_ngrams": self.options.char_ngrams}
        for name in uses if not encoder.pooling else ():
            if uses[name]:
                pooled = ", ".join(name for name in ENCODERS if ENCODERS[name].pooling)
                raise InputError(
                    f"{name} go with the encoders that pool ({pooled}), not with {self.encoder!r}"
                )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ModelConfig":
        """Make a configuration from what `dataclasses.asdict` gives."""
        return cls(data["encoder"], ModelOptions(**data["options"]))

    def new_encoder(self) -> Encoder:
        """Make the encoder."""
        return build(ENCODERS[self.encoder], self.options)

    def new_initializer(self) -> Initializer | None:
        """Make the initializer of the weights; None for the default, see `new_model`."""
        name = self.options.initializer
        return None if name == ModelOptions.initializer else get_initializer(name)

    @property
    def n_buckets(self) -> int:
        """The rows of the embedding that runs of words share; 0 where only words are read."""
        return self.options.buckets if self.options.ngrams > 1 else 0


def learning_rates(options: ModelOptions) -> tuple[float, ...]:
    """Return the learning rates to tune over, in rising order: those of the optimizer."""
    return OPTIMIZERS[options.optimizer].learning_rates


def choose_usual_rate(options: ModelOptions) -> float:
    """Return the learning rate where none can be tuned: the middle one of the optimizer's."""
    rates = learning_rates(options)
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
    values = {**ENCODERS.find(encoder).recommended, **values}
    return ModelConfig(encoder, with_batch_size(ModelOptions(**values), values.get("batch_size")))


def with_batch_size(options: ModelOptions, batch_size: int | None) -> ModelOptions:
    """Return options with the batch size recommended for their optimizer, unless one is given."""
    if batch_size is not None:
        return options
    return replace(options, batch_size=OPTIMIZERS[options.optimizer].recommended_batch_size)


def adapt_config(strategy: Strategy, config: ModelConfig) -> ModelConfig:
    """Return a configuration as a strategy takes it.

    A strategy may set the initializer. A fixed scale is one of pretrained rows: without them, the
    start is what the initializer draws.
    """
    options = config.options
    if not strategy.pretrained and not read_scale(options.scale).is_tuned:
        options = replace(options, scale=format_factor(1.0))
    if (name := strategy.initializer) is not None:
        options = replace(options, embedding_initializer=name, initializer=name)
    return config if options == config.options else replace(config, options=options)


def is_convex(strategy: Strategy, config: ModelConfig) -> bool:
    """Tell whether the output layer alone learns, so that its optimum can be computed.

    No row of the embedding learns, the encoder has no weights, and nothing is asked for that
    changes the loss: no dropout, no weight decay, no limit of lengths.
    """
    options, encoder = config.options, ENCODERS[config.encoder]
    has_ngrams = bool(config.n_buckets or options.char_ngrams)
    changes_loss = (
        options.dropout or options.word_dropout or options.weight_decay or options.max_norm
    )
    return (
        bool(encoder.pooling)
        and not encoder.has_layers
        and not strategy.learns_rows(has_ngrams=has_ngrams)
        and options.unfreeze_after is None
        and not changes_loss
    )


def check_strategy_fits(strategy: str, encoder: str) -> None:
    """Check that a strategy goes with an encoder, both by name.

    Raises
    ------
    InputError
        If the strategy has several channels, and the encoder no filters to apply to them.
    """
    if STRATEGIES[strategy].channels > 1 and not ENCODERS.find(encoder).has_filters:
        filters = " or ".join(repr(name) for name in ENCODERS if ENCODERS[name].has_filters)
        raise InputError(f"strategy {strategy!r} goes with encoder {filters}, not with {encoder!r}")
