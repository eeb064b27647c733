"""The values that tuning tries on dev for each cell, with the same budget for all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product

import numpy as np

from embedstudy.nn.model_config import ModelConfig, choose_usual_rate, learning_rates
from embedstudy.options.scale import format_factor, read_scale
from embedstudy.options.tuning import TuningOptions

_DRAWS = 6  # seed of the random search; the same points for every strategy
_PATIENCE = 20  # draws for each combination that must differ from the others


@dataclass(frozen=True)
class TunedValues:
    """The values that one trial tries. A value that is None is not tuned.

    Attributes
    ----------
    learning_rate, dropout : float, optional
    scale : float, optional
        The factor on the strategy's own start.
    epochs : int, optional
    c : float, optional
        Of a baseline: the inverse of the strength of its regularization.
    """

    learning_rate: float | None = None
    dropout: float | None = None
    epochs: int | None = None
    c: float | None = None
    scale: float | None = None

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

    def __str__(self) -> str:
        words = {"learning_rate": "rate", "c": "C"}
        given = {name: value for name, value in asdict(self).items() if value is not None}
        if self.scale == 1:
            del given["scale"]
        return ", ".join(f"{words.get(name, name)} {value:g}" for name, value in given.items())


UNTUNED = TunedValues()


@dataclass(frozen=True)
class SearchSpace:
    """The values that are tried for each cell.

    Attributes
    ----------
    method : {"grid", "random", "none"}
        Every combination; some drawn at random, the same for every strategy; or only the middle
        learning rate.
    trials : int
        The number of combinations that ``random`` draws.
    learning_rate : float, optional
        The one for all cells; the rates of the optimizer by default.
    dropout : tuple of float
    epochs : tuple of int
        Values to try; empty leaves those of the model.
    """

    method: str = "grid"
    trials: int = 0
    learning_rate: float | None = None
    dropout: tuple[float, ...] = ()
    epochs: tuple[int, ...] = ()

    @classmethod
    def from_options(cls, options: TuningOptions) -> "SearchSpace":
        """Return the search space that options describe.

        Examples
        --------
        >>> SearchSpace.from_options(TuningOptions(tune="random:20")).trials
        20
        """
        method, _, trials = options.tune.partition(":")
        return cls(
            method=method,
            trials=int(trials or 0),
            learning_rate=None if options.learning_rate == "auto" else options.learning_rate,
            dropout=tuple(sorted(set(options.tune_dropout))),
            epochs=tuple(sorted(set(options.tune_epochs))),
        )

    def list_values(self, config: ModelConfig, *, is_pretrained: bool) -> list[TunedValues]:
        """List what is tried for a model, the cheapest and gentlest first.

        Parameters
        ----------
        config : ModelConfig
        is_pretrained : bool
            Whether the strategy starts from pretrained vectors.
        """
        scale = _find_factor(config, is_pretrained=is_pretrained)
        return [replace(values, scale=scale) for values in self._list_values(config)]

    def _list_values(self, config: ModelConfig) -> list[TunedValues]:
        rates = learning_rates(config.options)
        if self.learning_rate is not None:
            rates = (self.learning_rate,)
        if self.method == "none":
            return [TunedValues(self.learning_rate or choose_usual_rate(config.options))]
        dropouts: Sequence[float | None] = self.dropout or (None,)
        epochs: Sequence[int | None] = self.epochs or (None,)
        if self.method == "grid":
            return [TunedValues(*values) for values in product(rates, dropouts, epochs)]
        rng = np.random.default_rng(_DRAWS)
        low, high = math.log(min(rates)), math.log(max(rates))
        drawn: dict[TunedValues, None] = {}
        for _ in range(_PATIENCE * self.trials):  # few values have fewer combinations
            # Digits that a table on disk keeps.
            rate = float(f"{math.exp(rng.uniform(low, high)):.3g}")
            dropout = dropouts[int(rng.integers(len(dropouts)))]
            passes = epochs[int(rng.integers(len(epochs)))]
            drawn[TunedValues(self.learning_rate or rate, dropout, passes)] = None
            if len(drawn) == self.trials:
                break
        return sorted(
            drawn, key=lambda v: (v.learning_rate or 0.0, v.dropout or 0.0, v.epochs or 0)
        )


def _find_factor(config: ModelConfig, *, is_pretrained: bool) -> float | None:
    """Return the factor on the start of a strategy; None with a scale that is not a factor."""
    scale = read_scale(config.options.scale)
    if not is_pretrained:
        return 1.0
    return None if scale.unit or scale.length is not None else scale.factor


def describe_edges(chosen: TunedValues, means: Mapping[TunedValues, float]) -> list[str]:
    """Return a sentence for each chosen value that is the lowest or highest of three or more.

    A value that does no better than one further in is no sign that more lies beyond; and nothing
    lies below a dropout of 0.

    Parameters
    ----------
    chosen : TunedValues
    means : mapping of TunedValues to float
        The dev score of all that was tried; more is better.
    """
    sentences = []
    for name in ("learning_rate", "dropout", "epochs", "c"):
        value = getattr(chosen, name)
        best: dict[float, float] = {}
        for values_tried, score in means.items():
            tried = getattr(values_tried, name)
            if tried is not None:
                best[tried] = max(score, best.get(tried, score))
        values = sorted(best)
        if value is None or len(values) < 3 or (name == "dropout" and value == 0):
            continue
        edges: Mapping[float, str] = {values[0]: "lowest", values[-1]: "highest"}
        if value in edges and best[value] > max(best[inner] for inner in values[1:-1]):
            word = "C" if name == "c" else name.replace("_", " ")
            sentences.append(f"the best {word}, {value:g}, is the {edges[value]} that was tried")
    return sentences
