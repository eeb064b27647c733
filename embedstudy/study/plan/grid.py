"""The runs of a study, and the cells that they make up."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import product
from typing import Any

from embedstudy.baselines import BASELINES
from embedstudy.nn.model_config import ModelConfig, adapt_config
from embedstudy.storage import safe_name
from embedstudy.strategies import STRATEGIES
from embedstudy.study.plan.config import StudyConfig, is_compatible
from embedstudy.tuning.joint_search import AnySearch, JointSearch
from embedstudy.tuning.values import TunedValues


@dataclass(frozen=True)
class _GridPoint:
    """The keys that runs of every seed share; `strategy` may name a baseline, without a model."""

    dataset: str
    vectors: str
    strategy: str
    model_config: ModelConfig | None
    train_size: int
    fold: int | None
    metric: str = field(default="accuracy", kw_only=True)
    class_weight: str | None = field(default=None, kw_only=True)

    @property
    def encoder(self) -> str:
        """The name of the encoder; empty for a baseline."""
        return "" if self.model_config is None else self.model_config.encoder

    @property
    def columns(self) -> dict[str, Any]:
        """The keys by the columns of tables; they tell a cell from the others of its study."""
        names = ("dataset", "vectors", "strategy", "encoder", "train_size", "fold")
        return {name: getattr(self, name) for name in names}

    @property
    def names(self) -> tuple[Any, ...]:
        """The keys alone."""
        return tuple(self.columns.values())


@dataclass(frozen=True)
class RunSpec(_GridPoint):
    """All that decides one run, apart from the data themselves.

    Attributes
    ----------
    seed : int
    choice : TunedValues
        The values tuned on dev, in place of those of the model's configuration.
    rung : int, optional
        Of a trial: the round of its search. None of a run that is reported.
    has_snapshots : bool
        Whether the run gives back snapshots of its training. They change nothing else of it.
    """

    seed: int
    choice: TunedValues
    rung: int | None = None
    has_snapshots: bool = False

    @property
    def name(self) -> str:
        """The name of the run, safe as a file name."""
        parts: tuple[str | int, ...] = (self.dataset, self.strategy, self.train_size)
        if self.model_config is not None:
            vectors = self.vectors or "no-vectors"
            parts = (self.dataset, self.strategy, self.encoder, vectors, self.train_size)
        fold = "" if self.fold is None else f"-fold{self.fold}"
        return safe_name("-".join(map(str, parts)) + f"{fold}-seed{self.seed}")

    @property
    def epochs(self) -> int | None:
        """The most epochs of its training; None of a baseline, and of a model that is solved."""
        if self.model_config is None or self.is_solved:
            return None
        return self.adapted_config.options.epochs

    @property
    def is_solved(self) -> bool:
        """Whether its output layer is computed rather than trained."""
        return self.model_config is not None and self.choice.c is not None

    @property
    def adapted_config(self) -> ModelConfig:
        """The configuration of the model with the tuned values, as the strategy takes it."""
        assert self.model_config is not None  # noqa: S101 - a baseline has no model
        return self.choice.apply_to(adapt_config(STRATEGIES[self.strategy], self.model_config))

    def to_json(self) -> dict[str, Any]:
        """Return plain data, from which `from_json` makes the same spec again."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RunSpec":
        """Return the spec of plain data; other keys are passed over."""
        known = {item.name: data[item.name] for item in fields(cls)}
        if known["model_config"] is not None:
            known["model_config"] = ModelConfig.from_json(known["model_config"])
        return cls(**{**known, "choice": TunedValues(**known["choice"])})


@dataclass(frozen=True)
class Cell(_GridPoint):
    """Runs that differ by seed only, within one fold where there are folds.

    Attributes
    ----------
    seeds : int
        The number of runs, with the seeds from 0.
    is_sample : bool
        Whether each seed has its own sample of the training texts.
    alternatives : tuple of ModelConfig
        The same model with each of the other optimizers that the study compares.
    """

    seeds: int
    is_sample: bool
    alternatives: tuple[ModelConfig, ...] = field(default=(), kw_only=True)

    def make_spec(self, seed: int, choice: TunedValues, rung: int | None = None) -> RunSpec:
        """Return the spec of the run or the trial with one seed."""
        keys = {item.name: getattr(self, item.name) for item in fields(_GridPoint)}
        for model_config in self.alternatives:
            if model_config.options.optimizer == choice.optimizer:
                keys["model_config"] = model_config
        return RunSpec(**keys, seed=seed, choice=choice, rung=rung)


def list_cells(config: StudyConfig, sizes: Mapping[str, int]) -> list[Cell]:
    """List the cells of a study, in the order of every table.

    Parameters
    ----------
    config : StudyConfig
    sizes : mapping of str to int
        The number of training texts of each data set.
    """
    study, planned = config.study, []
    goal: dict[str, Any] = {"metric": study.metric, "class_weight": study.class_weight}
    for dataset in config.datasets:
        whole = sizes[dataset]
        for size in dict.fromkeys(whole if n == "all" else n for n in study.train_sizes):
            is_sample = size != whole
            planned += [
                Cell(
                    dataset, vectors, strategy, models[0], size, fold, study.seeds, is_sample,
                    alternatives=models[1:], **goal,
                )
                for vectors, models, strategy, fold in product(
                    study.vectors or ("",), config.models_by_encoder.values(), study.strategies,
                    config.folds,
                )
                if is_compatible(strategy, models[0])
            ]  # fmt: skip
            # On the same texts a baseline is the same under every seed.
            seeds = study.seeds if is_sample else 1
            planned += [
                Cell(dataset, "", baseline, None, size, fold, seeds, is_sample, **goal)
                for baseline, fold in product(study.baselines, config.folds)
            ]
    return planned


def make_search(cell: Cell, config: StudyConfig, n_dev: int) -> AnySearch:
    """Return the search for the values of a cell; it costs the same for every strategy.

    Of several optimizers, each has a search of its own. A model that is solved has none.

    Parameters
    ----------
    cell : Cell
    config : StudyConfig
    n_dev : int
        The number of dev texts. Mean scores that differ by less than half a text a seed are a tie.
    """
    # Of the whole dev part, also where a sample has fewer: half of 12 texts' steps is 4 points, and
    # the gentlest of such a tie is trained too little. It cost 0.5 points in the mean of 27 cells.
    margin = 0.5 / n_dev
    if cell.model_config is not None:
        strategy, space = STRATEGIES[cell.strategy], config.search_space
        models = (cell.model_config, *cell.alternatives)
        if space.solves(cell.model_config, strategy):
            models = models[:1]
        n_seeds = len(config.tuning_seeds)
        searches = {
            model.options.optimizer: space.make_search(model, strategy, n_seeds, margin)
            for model in models
        }
        first, *others = searches.values()
        return JointSearch.from_searches(searches) if others else first
    # On the same texts a baseline is the same under every seed.
    n_seeds = len(config.tuning_seeds) if cell.is_sample else 1
    return config.search_space.make_c_search(BASELINES[cell.strategy].cs, n_seeds, margin)
