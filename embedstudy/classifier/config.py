"""The parameters of the estimator, checked when it is fitted."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import index
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from embedstudy.errors import InputError
from embedstudy.initializers import Initializer
from embedstudy.nn.encoders import check_encoder
from embedstudy.nn.model import Seeds
from embedstudy.nn.model_config import LEARNING_RATES, RECOMMENDED, ModelConfig, usual_rate
from embedstudy.options.model import ModelOptions
from embedstudy.strategies import Strategy, check_strategy_fits, strategy_named
from embedstudy.text.tokenizers import Tokenizer, get_tokenizer
from embedstudy.validation import real_number, whole_number
from embedstudy.vectors.word_vectors import WordVectors

MODEL_OPTIONS = tuple(field.name for field in fields(ModelOptions))


@dataclass(frozen=True, eq=False)
class Settings:
    """All that is chosen beforehand.

    Attributes
    ----------
    model_config : ModelConfig
    strategy : Strategy
    dim : int
        Where there are no vectors to say it.
    learning_rate : float or None
        None if it is to be chosen.
    tokenizer : Tokenizer
    min_count : int
    max_vocabulary, max_tokens : int, optional
    validation_fraction : float
    seeds : Seeds
    verbose : int
    """

    model_config: ModelConfig
    strategy: Strategy
    dim: int
    learning_rate: float | None
    tokenizer: Tokenizer
    min_count: int
    max_vocabulary: int | None
    max_tokens: int | None
    validation_fraction: float
    seeds: Seeds
    verbose: int

    @property
    def rates(self) -> tuple[float, ...]:
        """The learning rates that there are to choose from."""
        if self.learning_rate is not None:
            return (self.learning_rate,)
        return LEARNING_RATES[self.model_config.options.optimizer]

    @property
    def usual_rate(self) -> float:
        """The rate where none can be chosen."""
        return usual_rate(self.model_config) if self.learning_rate is None else self.learning_rate


def settings_of(parameters: Mapping[str, Any]) -> Settings:
    """Check the parameters of an estimator.

    Raises
    ------
    InputError
        If a name is unknown, a value is out of range, or two do not go together.
    """
    given = {name: plain(value) for name, value in parameters.items()}
    model_config = model_config_of(given)
    vectors = given["vectors"]
    if vectors is not None and not isinstance(vectors, str | os.PathLike | WordVectors):
        raise InputError(
            f"vectors is {type(vectors).__name__}; give a name, a path, or what load_vectors gives"
        )
    strategy = strategy_named(given["strategy"], has_vectors=vectors is not None)
    check_strategy_fits(given["strategy"], model_config.encoder)
    for what in ("dim", "min_count"):
        whole_number(what, given[what])
    for what in ("max_vocabulary", "max_tokens"):
        if given[what] is not None:
            whole_number(what, given[what])
    fraction = given["validation_fraction"]
    if isinstance(fraction, bool) or not isinstance(fraction, float) or not 0 < fraction < 1:
        raise InputError(f"validation_fraction is {fraction!r}; it must be between 0 and 1")
    if not isinstance(given["verbose"], int) or given["verbose"] < 0:
        raise InputError(f"verbose is {given['verbose']!r}; it must be 0 or more")
    return Settings(
        model_config=model_config,
        strategy=strategy,
        dim=given["dim"],
        learning_rate=_learning_rate(given["learning_rate"]),
        tokenizer=get_tokenizer(given["tokenizer"]),
        min_count=given["min_count"],
        max_vocabulary=given["max_vocabulary"],
        max_tokens=given["max_tokens"],
        validation_fraction=fraction,
        seeds=Seeds(_seed(given["random_state"])),
        verbose=int(given["verbose"]),
    )


def model_config_of(parameters: Mapping[str, Any]) -> ModelConfig:
    """Make a model's configuration from an estimator's parameters; the others take the defaults.

    Raises
    ------
    InputError
        If a name is unknown or a value out of range.
    """
    given = {name: plain(value) for name, value in parameters.items()}
    options = ModelOptions(**{name: given[name] for name in MODEL_OPTIONS if name in given})
    return ModelConfig(given.get("encoder", "mean"), options)


def recommended_parameters(encoder: str) -> dict[str, Any]:
    """Return the estimator's parameters that are recommended for an encoder.

    Raises
    ------
    InputError
        If there is no such encoder.
    """
    return dict(RECOMMENDED[check_encoder(encoder)])


def plain(value: Any) -> Any:
    """Return a number of NumPy's as Python's own, and an initializer as it is written."""
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, Initializer) else value


def _learning_rate(given: object) -> float | None:
    if isinstance(given, str) and given == "auto":
        return None
    number = real_number(given)
    if number is None or not 0 < number < np.inf:
        raise InputError(f"learning_rate is {given!r}; give a positive number or 'auto'")
    return float(number)


def _seed(random_state: Any) -> int:
    """Return the seed; a number is the seed itself, as that of a study's run is."""
    try:
        check_random_state(random_state)
    except ValueError:
        raise InputError(
            f"random_state is {random_state!r}; a whole number from 0 to 2**32 - 1, a RandomState "
            "or None"
        ) from None
    try:
        return index(random_state)
    except TypeError:
        return int(check_random_state(random_state).randint(2**31 - 1))
