"""The configuration of a classifier: the parameters of the estimator, checked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from sklearn.utils import check_random_state

from embedstudy.errors import InputError
from embedstudy.initializers.initializer import Initializer
from embedstudy.metrics import METRICS, Metric
from embedstudy.nn.model import Seeds
from embedstudy.nn.model_config import ModelConfig, check_strategy_fits, with_batch_size
from embedstudy.options.classifier import ClassifierOptions
from embedstudy.options.declaration import list_options
from embedstudy.options.model import DEFAULT_DIM, ModelOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.tuning import TuningOptions
from embedstudy.strategies import Strategy, find_strategy
from embedstudy.text.tokenizers import Tokenizer, get_tokenizer
from embedstudy.tuning.search import Search
from embedstudy.tuning.search_space import SearchSpace
from embedstudy.tuning.values import TunedValues
from embedstudy.vectors.word_vectors import WordVectors

Group = TypeVar("Group")
# On the dev parts of the built-in data sets it did better than SGD: docs/fairness.md.
BEST_OPTIMIZER = "adagrad"


@dataclass(frozen=True, eq=False)
class ClassifierConfig:
    """All that is chosen before a classifier is trained.

    Attributes
    ----------
    options : ClassifierOptions
        Its `vectors` and `class_weight` are None where the estimator holds them as objects.
    model : ModelConfig
    text : TextOptions
    tokenizer : Tokenizer
        The one that `text` names, or made from a callable.
    strategy : Strategy
    learning_rate : float or None
        None if it is tuned on texts that are held out.
    """

    options: ClassifierOptions
    model: ModelConfig
    text: TextOptions
    tokenizer: Tokenizer
    strategy: Strategy
    learning_rate: float | None

    @property
    def dim(self) -> int:
        """Length of the word vectors where no pretrained vectors fix it."""
        return self.model.options.dim or DEFAULT_DIM

    @property
    def metric(self) -> Metric:
        """The measure by which texts that are held out choose."""
        return METRICS[self.options.metric]

    @property
    def seeds(self) -> Seeds:
        """The streams of random numbers."""
        return Seeds(self.options.random_state)

    @property
    def search(self) -> Search:
        """The search for the values on one part that is held out."""
        return self._make_search("halving")

    @property
    def untuned(self) -> TunedValues:
        """The values where none can be tuned."""
        return self._make_search("none").candidates[0]

    @property
    def is_solved(self) -> bool:
        """Whether the output layer is computed rather than trained."""
        return SearchSpace(learning_rate=self.learning_rate).solves(self.model, self.strategy)

    def _make_search(self, method: str) -> Search:
        space = SearchSpace(method, learning_rate=self.learning_rate)
        return space.make_search(self.model, self.strategy, n_seeds=1)


def make_config(parameters: Mapping[str, Any]) -> ClassifierConfig:
    """Return the configuration that the estimator's parameters ask for.

    Raises
    ------
    InputError
        If a name is unknown, a value is out of range, or two do not go together.
    """
    vectors, class_weight = parameters["vectors"], parameters["class_weight"]
    verbose = parameters["verbose"]
    if vectors is not None and not isinstance(vectors, str | os.PathLike | WordVectors):
        raise InputError(
            f"vectors is {type(vectors).__name__}; give a name, a path, or what load_vectors gives"
        )
    plain_values = {
        **parameters,
        "vectors": None if isinstance(vectors, WordVectors) else vectors,
        "class_weight": class_weight if isinstance(class_weight, str) else None,
        "random_state": _find_seed(parameters["random_state"]),
        "verbose": int(verbose) if isinstance(verbose, bool) else verbose,
        "tokenizer": parameters["tokenizer"]
        if isinstance(parameters["tokenizer"], str)
        else TextOptions.tokenizer,
    }
    text = _make_group(TextOptions, plain_values)
    options = _make_group(ClassifierOptions, plain_values)
    model = make_model_config(parameters)
    strategy = find_strategy(options.strategy, has_vectors=vectors is not None)
    check_strategy_fits(options.strategy, options.encoder)
    rate = _make_group(TuningOptions, plain_values).learning_rate
    return ClassifierConfig(
        options=options,
        model=model,
        text=text,
        tokenizer=get_tokenizer(parameters["tokenizer"], text.unicode_form),
        strategy=strategy,
        learning_rate=None if rate == "auto" else float(rate),
    )


def make_model_config(parameters: Mapping[str, Any]) -> ModelConfig:
    """Return the configuration of the model alone; parameters that are missing take the default.

    Raises
    ------
    InputError
        If a name is unknown or a value is out of range.
    """
    given = {
        name: value
        for name, value in parameters.items()
        if name not in ("optimizer", "batch_size") or value is not None
    }
    given.setdefault("optimizer", _choose_optimizer(parameters))
    options = with_batch_size(_make_group(ModelOptions, given), given.get("batch_size"))
    return ModelConfig(parameters.get("encoder", ClassifierOptions.encoder), options)


def _choose_optimizer(parameters: Mapping[str, Any]) -> str:
    """Return the optimizer of a classifier that names none.

    A learning rate or a momentum alone is one of SGD, as in the literature.
    """
    rate = parameters.get("learning_rate", TuningOptions.learning_rate)
    if rate != "auto" or parameters.get("momentum", 0.0) or parameters.get("nesterov", False):
        return ModelOptions.optimizer
    return BEST_OPTIMIZER


def simplify_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the estimator's parameters as numbers, text and None.

    Vectors in memory and a random state become None, and a callable tokenizer its name.
    """
    values = {name: to_plain(value) for name, value in parameters.items()}
    vectors, tokenizer, weights = values["vectors"], values["tokenizer"], values["class_weight"]
    values["vectors"] = os.fspath(vectors) if isinstance(vectors, str | os.PathLike) else None
    if not isinstance(tokenizer, str):
        values["tokenizer"] = get_tokenizer(tokenizer).name
    if not isinstance(values["random_state"], int):
        values["random_state"] = None
    if isinstance(weights, Mapping):
        values["class_weight"] = {
            to_plain(label): float(weight) for label, weight in weights.items()
        }
    return values


def to_plain(value: Any) -> Any:
    """Return a number of NumPy as Python's, and an initializer as its text."""
    return value.item() if isinstance(value, np.generic) else _as_text(value)


def _make_group(group: type[Group], parameters: Mapping[str, Any]) -> Group:
    declared: type = group
    names = [option.name for option in list_options(declared)]
    return group(**{name: _as_text(parameters[name]) for name in names if name in parameters})


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, Initializer) else value


def _find_seed(random_state: Any) -> int:
    """Return the seed of a random state; a number is the seed itself, as in a study's run."""
    is_number = isinstance(random_state, int | np.integer) and not isinstance(random_state, bool)
    try:
        if is_number and 0 <= random_state < 2**32:
            return int(random_state)
        if is_number or isinstance(random_state, bool):
            raise ValueError
        return int(check_random_state(random_state).randint(2**31 - 1))
    except ValueError:
        raise InputError(
            f"random_state is {random_state!r}; a whole number from 0 to 2**32 - 1, a RandomState "
            "or None"
        ) from None
