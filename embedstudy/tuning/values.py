"""The values that tuning chooses."""

from dataclasses import asdict, dataclass, replace
from functools import lru_cache

from embedstudy.nn.model_config import ModelConfig
from embedstudy.options.scale import format_factor


@dataclass(frozen=True)
class TunedValues:
    """The values that one trial tries. A value that is None is not tuned.

    Attributes
    ----------
    learning_rate, dropout : float, optional
    epochs : int, optional
    c : float, optional
        Of a baseline or a model that is solved: the inverse strength of its regularization.
    scale : float, optional
        The factor on the strategy's own start.
    optimizer : str, optional
        Where several are compared. The model's configuration is the one for this optimizer.
    """

    learning_rate: float | None = None
    dropout: float | None = None
    epochs: int | None = None
    c: float | None = None
    scale: float | None = None
    optimizer: str | None = None

    def apply_to(self, config: ModelConfig) -> ModelConfig:
        """Return a model's configuration with the tuned values."""
        chosen = config.options
        if self.scale is not None:
            chosen = replace(chosen, scale=format_factor(self.scale))
        if self.dropout is not None:
            chosen = replace(chosen, dropout=self.dropout)
        if self.epochs is not None:
            chosen = replace(chosen, epochs=self.epochs)
        return replace(config, options=chosen)

    @property
    def key(self) -> tuple[str, ...]:
        """The values with the digits that a table on disk holds."""
        return _format_values(self)

    def __str__(self) -> str:
        words = {"learning_rate": "rate", "c": "C"}
        given = {name: value for name, value in asdict(self).items() if value is not None}
        if self.scale == 1:
            del given["scale"]
        optimizer = given.pop("optimizer", None)
        parts = [f"{words.get(name, name)} {value:g}" for name, value in given.items()]
        return ", ".join([optimizer, *parts] if optimizer else parts)


@lru_cache(maxsize=4096)  # a search asks for the same keys after every trial
def _format_values(values: TunedValues) -> tuple[str, ...]:
    return tuple(
        "" if value is None else value if isinstance(value, str) else f"{value:.6g}"
        for value in vars(values).values()
    )


UNTUNED = TunedValues()
