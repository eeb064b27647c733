"""All that is chosen of a model beforehand, but its strategy and its learning rate."""

from dataclasses import dataclass, field, replace

from embedstudy.errors import InputError
from embedstudy.initializers import initializer_named
from embedstudy.initializers.base import Initializer
from embedstudy.nn.encoders import Encoder, check_encoder, encoder_named
from embedstudy.nn.hyperparameters import Hyperparameters
from embedstudy.strategies import Strategy
from embedstudy.validation import whole_number

# Tried for every strategy alike, half a decade apart, from too slow to learn much in ten epochs to
# where losses grow without bound.
LEARNING_RATES = {
    "sgd": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    "adagrad": (0.003, 0.01, 0.03, 0.1, 0.3),
    "adam": (0.0001, 0.0003, 0.001, 0.003, 0.01),
    "adadelta": (0.1, 0.3, 1.0, 3.0),
}


@dataclass(frozen=True)
class ModelConfig:
    """What a model is made of, and how it is trained.

    Attributes
    ----------
    encoder : str
    window : int
        The words of a run, for the encoder ``hier``.
    hidden_size, hidden_layers : int
        For the encoder ``dan``.
    ngrams : int
        Runs of up to so many words are read as well; 1 is words alone.
    buckets : int
        The rows that these runs share, by their hash.
    embedding_initializer, initializer : str
        Of the embedding; and of the encoder's weights and the output layer's.
    hyperparameters : Hyperparameters
    """

    encoder: str = "mean"
    window: int = 5
    hidden_size: int = 100
    hidden_layers: int = 1
    ngrams: int = 1
    buckets: int = 1_000_000
    embedding_initializer: str = "RandomUniform"
    initializer: str = "GlorotUniform"
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)

    def __post_init__(self) -> None:
        self.new_encoder()
        for name in (self.embedding_initializer, self.initializer):
            initializer_named(name)
        whole_number("ngrams", self.ngrams)
        whole_number("buckets", self.buckets)
        if self.ngrams > 1 and self.encoder not in POOLED:
            raise InputError(
                f"ngrams go with the encoders that only pool ({', '.join(POOLED)}), "
                f"not with {self.encoder!r}"
            )

    def new_encoder(self) -> Encoder:
        """Make the encoder."""
        return encoder_named(
            self.encoder,
            window=self.window,
            hidden_size=self.hidden_size,
            hidden_layers=self.hidden_layers,
        )

    def new_initializer(self) -> Initializer | None:
        """Make the initializer of the weights; None for the usual one, see `new_model`."""
        usual = ModelConfig.__dataclass_fields__["initializer"].default
        return None if self.initializer == usual else initializer_named(self.initializer)

    @property
    def n_buckets(self) -> int:
        """The rows of the embedding beside those of words."""
        return self.buckets if self.ngrams > 1 else 0


# Those whose features are pooled word vectors, so that a run of words is one more row to pool.
POOLED = ("mean", "max", "concat", "hier", "dan")

# As their authors have it where they say so: the batches, dropout, norm and optimizer of Kim (2014)
# for the CNN; the word dropout of Iyyer et al. (2015) for the DAN.
_BATCHES = Hyperparameters(batch_size=32, optimizer="adam")
RECOMMENDED = {
    "mean": Hyperparameters(),
    "max": _BATCHES,
    "concat": _BATCHES,
    "hier": _BATCHES,
    "dan": replace(_BATCHES, word_dropout=0.3),
    "cnn": Hyperparameters(
        batch_size=50, optimizer="adadelta", schedule="constant", dropout=0.5, max_norm=3.0
    ),
}


def usual_rate(recipe: ModelConfig) -> float:
    """Return the learning rate where none can be chosen: the middle one of its optimizer's."""
    rates = LEARNING_RATES[recipe.hyperparameters.optimizer]
    return rates[len(rates) // 2]


def recommended(encoder: str, **chosen: object) -> ModelConfig:
    """Make the recipe of an encoder, with some of its values chosen otherwise.

    Parameters
    ----------
    encoder : str
    **chosen
        Values of `ModelConfig` or `Hyperparameters`; None is as recommended.

    Raises
    ------
    InputError
        If a name is unknown or a value out of range.

    Examples
    --------
    >>> recommended("mean", dropout=0.1, epochs=None).hyperparameters.dropout
    0.1
    """
    given = {name: value for name, value in chosen.items() if value is not None}
    own = {
        name: given.pop(name) for name in list(given) if name in ModelConfig.__dataclass_fields__
    }
    if unknown := given.keys() - Hyperparameters.__dataclass_fields__.keys():
        raise TypeError(f"neither of the model nor of its training: {', '.join(sorted(unknown))}")
    hyperparameters = replace(RECOMMENDED[check_encoder(encoder)], **given)  # type: ignore[arg-type]
    return ModelConfig(encoder, hyperparameters=hyperparameters, **own)  # type: ignore[arg-type]


def config_for(strategy: Strategy, config: ModelConfig) -> ModelConfig:
    """Return a configuration with the strategy's own initializer, if it has one."""
    if strategy.initializer is None:
        return config
    name = strategy.initializer
    return replace(config, embedding_initializer=name, initializer=name)
