"""Which runs a study is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import product
from typing import Any

from embedstudy.datasets.splits import SPLIT_SEED
from embedstudy.errors import InputError, whole_number
from embedstudy.nn.hyperparameters import Hyperparameters
from embedstudy.nn.recipe import LEARNING_RATES, Recipe, recommended
from embedstudy.nn.strategies import STRATEGIES, check_strategy_fits, oov_named, strategy_named
from embedstudy.storage import safe_name
from embedstudy.vectors.loading import LoadOptions

# Trials are made with seeds that no reported run will have.
TUNING_SEEDS = (1_000_000, 1_000_001, 1_000_002)


@dataclass(frozen=True)
class StudyConfig:
    """What a study is asked to do; two studies with equal ones make the same runs.

    Attributes
    ----------
    dataset : str
    vectors : tuple of str
        Names of pretrained tables; empty if there are none.
    strategies : tuple of str
    recipes : tuple of Recipe
        One for each encoder.
    seeds : int
        The runs of a cell have the seeds 0 to ``seeds - 1``.
    learning_rate : float, optional
        Of all runs; chosen for each cell on dev by default.
    oov : str
        What a training word without a vector starts from.
    reading : LoadOptions
        How tables of vectors are read.
    tokenizer : str
    max_tokens : int, optional
        Of each text, from its beginning; all by default.
    min_count : int
        Words that the training part has less often are not learned.
    max_vocabulary : int, optional
        Only that many words are learned: the most frequent.
    cv : int, optional
        The folds of a cross-validation; the corpus's own split by default.
    """

    dataset: str
    vectors: tuple[str, ...]
    strategies: tuple[str, ...]
    recipes: tuple[Recipe, ...]
    seeds: int
    learning_rate: float | None
    oov: str = "random"
    reading: LoadOptions = field(default_factory=LoadOptions)
    tuning_seeds: tuple[int, ...] = TUNING_SEEDS
    tokenizer: str = "basic"
    max_tokens: int | None = None
    min_count: int = 1
    max_vocabulary: int | None = None
    cv: int | None = None
    split_seed: int = SPLIT_SEED

    def rates(self, recipe: Recipe) -> tuple[float, ...]:
        """Return the learning rates to choose from; the same for every strategy."""
        if self.learning_rate is not None:
            return (self.learning_rate,)
        return LEARNING_RATES[recipe.hyperparameters.optimizer]

    @property
    def folds(self) -> list[int | None]:
        """The folds, or None alone where there is one split."""
        return [None] if self.cv is None else list(range(self.cv))


@dataclass(frozen=True)
class RunSpec:
    """All that decides one run, beside the data themselves."""

    dataset: str
    vectors: str
    strategy: str
    recipe: Recipe
    train_size: int
    fold: int | None
    seed: int
    learning_rate: float

    @property
    def encoder(self) -> str:
        """The name of the encoder."""
        return self.recipe.encoder

    @property
    def name(self) -> str:
        """The name of the run, safe as a file name."""
        parts = (self.strategy, self.encoder, self.vectors or "no-vectors", self.train_size)
        fold = "" if self.fold is None else f"-fold{self.fold}"
        return safe_name("-".join(map(str, parts)) + f"{fold}-seed{self.seed}")

    def as_json(self) -> dict[str, Any]:
        """Return plain data, from which `from_json` makes the same spec again."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "RunSpec":
        """Make a spec of plain data; what else stands there is passed over."""
        known = {each.name: data[each.name] for each in fields(cls)}
        recipe = dict(known.pop("recipe"))
        hyperparameters = Hyperparameters(**recipe.pop("hyperparameters"))
        return cls(recipe=Recipe(**recipe, hyperparameters=hyperparameters), **known)


@dataclass(frozen=True)
class Cell:
    """Runs that differ by seed only, within one fold where there are folds."""

    dataset: str
    vectors: str
    strategy: str
    recipe: Recipe
    train_size: int
    fold: int | None = None

    @property
    def names(self) -> tuple[str, str, str, str, int, int | None]:
        """What tells it from the other cells of its study."""
        names = (self.dataset, self.vectors, self.strategy, self.recipe.encoder)
        return (*names, self.train_size, self.fold)

    def spec(self, seed: int, learning_rate: float) -> RunSpec:
        """Specify the run of one seed."""
        return RunSpec(**vars(self), seed=seed, learning_rate=learning_rate)


def configure(
    dataset: str,
    *,
    vectors: Sequence[str],
    strategies: Sequence[str],
    encoders: Sequence[str],
    seeds: int,
    learning_rate: float | str = "auto",
    model: Mapping[str, object] | None = None,
    oov: str = "random",
    reading: LoadOptions | None = None,
    tokenizer: str = "basic",
    max_tokens: int | None = None,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    cv: int | None = None,
) -> StudyConfig:
    """Check what was asked for.

    `model` holds values of `Recipe` and `Hyperparameters` that are to be the same for all encoders;
    the others are as recommended for each.

    Raises
    ------
    InputError
        If a name is unknown, a strategy lacks vectors, or a number is out of range.
    """
    for strategy in strategies:
        strategy_named(strategy, has_vectors=bool(vectors))
    recipes = [recommended(encoder, **(model or {})) for encoder in dict.fromkeys(encoders)]
    for strategy, recipe in product(strategies, recipes):
        check_strategy_fits(strategy, recipe.encoder)
    if not strategies or not encoders:
        raise InputError("name at least one strategy and one encoder")
    if learning_rate != "auto" and (
        not isinstance(learning_rate, int | float) or not 0 < learning_rate < float("inf")
    ):
        raise InputError(f"learning rate is {learning_rate!r}; give a positive number or 'auto'")
    return StudyConfig(
        dataset=dataset,
        vectors=tuple(dict.fromkeys(vectors)),
        # In the order of the table, whatever the order they were named in.
        strategies=tuple(s for s in STRATEGIES if s in strategies),
        recipes=tuple(recipes),
        seeds=whole_number("seeds", seeds),
        learning_rate=None if learning_rate == "auto" else float(learning_rate),
        oov=oov_named(oov),
        reading=reading or LoadOptions(),
        tokenizer=tokenizer,
        max_tokens=_whole_or_none("max_tokens", max_tokens),
        min_count=whole_number("min_count", min_count),
        max_vocabulary=_whole_or_none("max_vocabulary", max_vocabulary),
        cv=_whole_or_none("cv", cv),
    )


def _whole_or_none(what: str, number: int | None) -> int | None:
    return None if number is None else whole_number(what, number)


def cells(config: StudyConfig, train_size: int) -> list[Cell]:
    """List the cells of a study, in the order of every table."""
    return [
        Cell(config.dataset, vectors, strategy, recipe, train_size, fold)
        for vectors, recipe, strategy, fold in product(
            config.vectors or ("",), config.recipes, config.strategies, config.folds
        )
    ]
