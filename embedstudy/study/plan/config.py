"""All that decides the runs of a study, checked."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from typing import Any

from embedstudy.baselines import BASELINES
from embedstudy.datasets.splits import SPLIT_SEED
from embedstudy.errors import InputError
from embedstudy.nn.model_config import ModelConfig, check_strategy_fits, recommended
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.options.compare import CompareOptions
from embedstudy.options.model import DEFAULT_DIM
from embedstudy.options.study import StudyOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.tuning import TuningOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.strategies import STRATEGIES, find_strategy
from embedstudy.tuning.search_space import SearchSpace
from embedstudy.validation import known_name

# Trials have seeds that no reported run has.
TUNING_SEEDS = (1_000_000, 1_000_001, 1_000_002)


@dataclass(frozen=True)
class StudyConfig:
    """All that decides the runs of a study; two studies with equal configurations are the same.

    Attributes
    ----------
    datasets : tuple of str
        Names of the data sets.
    study : StudyOptions
        Vectors by name, strategies and baselines in the order of their tables, train sizes
        ascending. Without probes, which decide no run.
    reading : VectorOptions
    text : TextOptions
    tuning : TuningOptions
    model_configs : tuple of ModelConfig
        One for each encoder and optimizer; those of an encoder follow each other.
    tokenizer : str
        Name of the tokenizer; `text` does not know one that Python code gave.
    tuning_seeds : tuple of int
    split_seed : int
    """

    datasets: tuple[str, ...]
    study: StudyOptions = field(default_factory=StudyOptions)
    reading: VectorOptions = field(default_factory=VectorOptions)
    text: TextOptions = field(default_factory=TextOptions)
    tuning: TuningOptions = field(default_factory=TuningOptions)
    model_configs: tuple[ModelConfig, ...] = (ModelConfig(),)
    tokenizer: str = "basic"
    tuning_seeds: tuple[int, ...] = TUNING_SEEDS
    split_seed: int = SPLIT_SEED

    @property
    def folds(self) -> list[int | None]:
        """The folds; None alone where there is one split."""
        return [None] if self.study.cv is None else list(range(self.study.cv))

    @property
    def dim(self) -> int:
        """The length of word vectors where no table of vectors gives it."""
        return self.model_configs[0].options.dim or DEFAULT_DIM

    @property
    def models_by_encoder(self) -> dict[str, tuple[ModelConfig, ...]]:
        """The models of each encoder, one an optimizer."""
        encoders = dict.fromkeys(model.encoder for model in self.model_configs)
        return {
            encoder: tuple(model for model in self.model_configs if model.encoder == encoder)
            for encoder in encoders
        }

    @property
    def optimizers(self) -> tuple[str, ...]:
        """The optimizers that the study compares; none where each encoder has one."""
        models = next(iter(self.models_by_encoder.values()))
        return tuple(model.options.optimizer for model in models) if len(models) > 1 else ()

    @property
    def search_space(self) -> SearchSpace:
        """The values that tuning tries."""
        return SearchSpace.from_options(self.tuning)

    def solves(self, model_config: ModelConfig) -> bool:
        """Tell whether a strategy of the study is solved, rather than trained, with a model."""
        strategies = map(STRATEGIES.__getitem__, self.study.strategies)
        return any(self.search_space.solves(model_config, strategy) for strategy in strategies)

    def to_json(self) -> dict[str, Any]:
        """Return what decides the runs as plain data, the options of all groups side by side."""
        study, reading = asdict(self.study), asdict(self.reading)
        # They decide what is said of the runs, and no run.
        for name in ("margin", "forecast", "snapshots", "reference"):
            del study[name]
        for name in ("trust_pickle", "max_bytes"):  # they let a file be read, and change no row
            del reading[name]
        return {
            # With another optimizer the choice of each strategy may be another.
            **({"optimizers": list(self.optimizers)} if self.optimizers else {}),
            "datasets": list(self.datasets),
            **study,
            **reading,
            **asdict(self.text),
            **asdict(self.tuning),
            "model_configs": [asdict(config) for config in self.model_configs],
            "tokenizer": self.tokenizer,
            "tuning_seeds": list(self.tuning_seeds),
            "split_seed": self.split_seed,
        }


def configure(
    datasets: Sequence[str], options: CompareOptions, tokenizer: str | None = None
) -> StudyConfig:
    """Check that options go together, and return the configuration of their study.

    Parameters
    ----------
    datasets : sequence of str
        Names of the data sets.
    options : CompareOptions
    tokenizer : str, optional
        Name of a tokenizer that Python code gave; by default the one of the options.

    Raises
    ------
    InputError
        If a strategy lacks vectors or goes with no encoder, or nothing is left to compare.
    """
    study = options.study
    models = tuple(list_models(options))
    _check(study, models)
    if options.model.get("dim") is not None and study.vectors:
        raise InputError("dim goes without vectors: with them every strategy has their dimension")
    return StudyConfig(
        datasets=tuple(datasets),
        study=replace(
            study,
            vectors=tuple(dict.fromkeys(study.vectors)),
            strategies=_in_order_of(STRATEGIES, study.strategies),
            baselines=_in_order_of(BASELINES, study.baselines),
            encoders=tuple(dict.fromkeys(study.encoders)),
            train_sizes=tuple(
                sorted(set(study.train_sizes), key=lambda n: math.inf if n == "all" else n)
            ),
            probes=(),
        ),
        reading=options.reading,
        text=options.text,
        tuning=options.tuning,
        model_configs=models,
        tokenizer=tokenizer or options.text.tokenizer,
    )


def list_models(options: CompareOptions) -> Iterator[ModelConfig]:
    """Return the model of each encoder with each optimizer that is given.

    Raises
    ------
    InputError
        If an option has a wrong value, or several optimizers have one rate.
    """
    optimizers: Any = options.model.get("optimizer")
    if isinstance(optimizers, tuple):
        _check_optimizers(optimizers, options.tuning)
    else:
        optimizers = (optimizers,)
    for encoder, optimizer in product(dict.fromkeys(options.study.encoders), optimizers):
        yield recommended(encoder, **{**options.model, "optimizer": optimizer})


def _check_optimizers(optimizers: tuple[Any, ...], tuning: TuningOptions) -> None:
    if not optimizers:
        raise InputError("name at least one optimizer")
    for name in optimizers:
        known_name("optimizer", name, OPTIMIZERS)
    names = ",".join(optimizers)
    if tuning.tune == "none":
        raise InputError(
            f"optimizer {names}: dev chooses among them, and nothing is tuned with tune none; name "
            "one optimizer, or leave out tune"
        )
    if tuning.learning_rate != "auto":
        raise InputError(
            f"optimizer {names}: each needs a rate of its own, so leave out learning_rate "
            f"{tuning.learning_rate:g}, or name one optimizer"
        )


def _check(study: StudyOptions, models: Sequence[ModelConfig]) -> None:
    if not study.strategies or not study.encoders:
        raise InputError("name at least one strategy and one encoder")
    if not study.train_sizes:
        raise InputError("name at least one train size, or all")
    if "none" in study.baselines and len(study.baselines) > 1:
        raise InputError("baseline none goes with no other baseline")
    for strategy in study.strategies:
        find_strategy(strategy, has_vectors=bool(study.vectors))
        if not any(is_compatible(strategy, model) for model in models):
            check_strategy_fits(strategy, models[0].encoder)


def is_compatible(strategy: str, model_config: ModelConfig) -> bool:
    """Tell whether a strategy goes with a model."""
    try:
        check_strategy_fits(strategy, model_config.encoder)
    except InputError:
        return False
    return True


def _in_order_of(table: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in table if name in names)
