"""What is chosen on dev for each cell, and what there is to choose from: a like budget for all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product

import numpy as np

from embedstudy.errors import InputError
from embedstudy.nn.model_config import ModelConfig, learning_rates, usual_rate
from embedstudy.validation import known_name, real_number, whole_number

TUNING = ("grid", "random:N", "none")
_DRAWS = 6  # seeds random choices; the same points for every strategy
_PATIENCE = 20  # draws for each choice that is to differ from the others


@dataclass(frozen=True)
class TunedValues:
    """What one trial tries. A value that is None is not tuned, and stays as the model has it.

    Attributes
    ----------
    learning_rate, dropout : float, optional
    epochs : int, optional
    c : float, optional
        Of a baseline: the inverse of the strength of its regularization.
    """

    learning_rate: float | None = None
    dropout: float | None = None
    epochs: int | None = None
    c: float | None = None

    def applied(self, config: ModelConfig) -> ModelConfig:
        """Return a model's configuration with the tuned values."""
        chosen = config.options
        if self.dropout is not None:
            chosen = replace(chosen, dropout=self.dropout)
        if self.epochs is not None:
            chosen = replace(chosen, epochs=self.epochs)
        return replace(config, options=chosen)

    def __str__(self) -> str:
        words = {"learning_rate": "rate", "c": "C"}
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return ", ".join(f"{words.get(name, name)} {value:g}" for name, value in given.items())


@dataclass(frozen=True)
class Tuning:
    """How much is tried for each cell.

    Attributes
    ----------
    method : {"grid", "random", "none"}
        All combinations; some drawn at random, the same for every strategy; or nothing at all,
        so that the middle learning rate is taken.
    trials : int
        Of the method ``random``.
    dropout : tuple of float
    epochs : tuple of int
        What to choose from beside the learning rate; empty leaves it as the model has it.
    """

    method: str = "grid"
    trials: int = 0
    dropout: tuple[float, ...] = ()
    epochs: tuple[int, ...] = ()

    def choices(self, config: ModelConfig, learning_rate: float | None) -> list[TunedValues]:
        """List what is tried for each strategy, the cheapest and gentlest first.

        Parameters
        ----------
        config : ModelConfig
        learning_rate : float, optional
            The one that is set for all.
        """
        rates = learning_rates(config.options)
        if learning_rate is not None:
            rates = (learning_rate,)
        dropouts: Sequence[float | None] = self.dropout or (None,)
        epochs: Sequence[int | None] = self.epochs or (None,)
        if self.method == "none":
            rate = usual_rate(config.options) if learning_rate is None else learning_rate
            return [TunedValues(rate)]
        if self.method == "grid":
            return [TunedValues(*each) for each in product(rates, dropouts, epochs)]
        rng = np.random.default_rng(_DRAWS)
        low, high = math.log(min(rates)), math.log(max(rates))
        drawn: dict[TunedValues, None] = {}
        for _ in range(_PATIENCE * self.trials):  # of few values there are not so many choices
            # Digits that a table on disk keeps.
            rate = float(f"{math.exp(rng.uniform(low, high)):.3g}")
            dropout = dropouts[int(rng.integers(len(dropouts)))]
            passes = epochs[int(rng.integers(len(epochs)))]
            drawn[TunedValues(learning_rate or rate, dropout, passes)] = None
            if len(drawn) == self.trials:
                break
        return sorted(drawn, key=_order)


def _order(choice: TunedValues) -> tuple[float, float, int]:
    return choice.learning_rate or 0.0, choice.dropout or 0.0, choice.epochs or 0


def tuning_named(
    method: str, *, dropout: Sequence[float] = (), epochs: Sequence[int] = ()
) -> Tuning:
    """Make what `compare` is told of tuning.

    Parameters
    ----------
    method : str
        ``grid``, ``random:N`` or ``none``.
    dropout, epochs : sequence
        What to choose from.

    Raises
    ------
    InputError
        If there is no such method, or a value is out of range.

    Examples
    --------
    >>> tuning_named("random:20").trials
    20
    """
    kind, colon, number = str(method).partition(":")
    if kind == "random" and not (colon and number.isdecimal() and int(number)):
        raise InputError(f"tune is {method!r}; say how many trials, as in random:20")
    if kind != "random" and (colon or kind not in ("grid", "none")):
        known_name("tuning", str(method), TUNING)
    if kind == "none" and (dropout or epochs):
        raise InputError("nothing is tuned with tune none, so give no dropout or epochs to tune")
    for value in dropout:
        share = real_number(value)
        if share is None or not 0 <= share < 1:
            raise InputError(f"dropout to tune is {value!r}; it must be at least 0 and below 1")
    for value in epochs:
        whole_number("epochs to tune", value)
    trials = int(number) if kind == "random" else 0
    return Tuning(kind, trials, tuple(sorted(set(map(float, dropout)))), tuple(sorted(set(epochs))))


def at_the_edge(chosen: TunedValues, means: Mapping[TunedValues, float]) -> list[str]:
    """Say of each chosen value that is the lowest or highest of three or more that were tried.

    A value that does no better than one further in is no sign that more lies beyond; and nothing
    lies below a dropout of none.

    Parameters
    ----------
    chosen : TunedValues
    means : mapping of TunedValues to float
        The dev accuracy of all that was tried.
    """
    said = []
    for name in ("learning_rate", "dropout", "epochs", "c"):
        value = getattr(chosen, name)
        best: dict[float, float] = {}
        for choice, accuracy in means.items():
            each = getattr(choice, name)
            if each is not None:
                best[each] = max(accuracy, best.get(each, 0.0))
        values = sorted(best)
        if value is None or len(values) < 3 or (name == "dropout" and value == 0):
            continue
        edges: Mapping[float, str] = {values[0]: "lowest", values[-1]: "highest"}
        if value in edges and best[value] > max(best[inner] for inner in values[1:-1]):
            word = "C" if name == "c" else name.replace("_", " ")
            said.append(f"the best {word}, {value:g}, is the {edges[value]} that was tried")
    return said
