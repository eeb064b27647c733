"""Which runs a study is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import product
from typing import Any

from embedstudy.baselines import BASELINES
from embedstudy.datasets.splits import SPLIT_SEED
from embedstudy.errors import InputError
from embedstudy.nn.model_config import ModelConfig, check_strategy_fits, recommended
from embedstudy.nn.oov import OOV
from embedstudy.options.vectors import VectorOptions
from embedstudy.storage import safe_name
from embedstudy.strategies import STRATEGIES, strategy_named
from embedstudy.study.plan.search_space import TunedValues, Tuning
from embedstudy.validation import known_name, real_number, whole_number

# Trials are made with seeds that no reported run will have.
TUNING_SEEDS = (1_000_000, 1_000_001, 1_000_002)
# The length of an embedding's vectors where no pretrained table says otherwise.
DEFAULT_DIM = 100


@dataclass(frozen=True)
class StudyConfig:
    """What a study is asked to do; two studies with equal ones make the same runs.

    Attributes
    ----------
    datasets : tuple of str
    vectors : tuple of str
        Names of pretrained tables; empty if there are none.
    strategies, baselines : tuple of str
    model_configs : tuple of ModelConfig
        One for each encoder.
    train_sizes : tuple of int or None
        Texts to train on; None is all of them.
    seeds : int
        The runs of a cell have the seeds 0 to ``seeds - 1``.
    learning_rate : float, optional
        Of all runs; chosen for each cell on dev by default.
    tuning : Tuning
    dim : int
        Where there are no vectors to say.
    oov : str
        What a training word without a vector starts from.
    reading : VectorOptions
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

    datasets: tuple[str, ...]
    vectors: tuple[str, ...]
    strategies: tuple[str, ...]
    baselines: tuple[str, ...]
    model_configs: tuple[ModelConfig, ...]
    train_sizes: tuple[int | None, ...]
    seeds: int
    learning_rate: float | None
    tuning: Tuning = field(default_factory=Tuning)
    dim: int = DEFAULT_DIM
    oov: str = "random"
    reading: VectorOptions = field(default_factory=VectorOptions)
    tuning_seeds: tuple[int, ...] = TUNING_SEEDS
    tokenizer: str = "basic"
    max_tokens: int | None = None
    min_count: int = 1
    max_vocabulary: int | None = None
    cv: int | None = None
    split_seed: int = SPLIT_SEED

    def choices(self, cell: "Cell") -> list[TunedValues]:
        """List what is to be chosen from; the same for every strategy."""
        if cell.model_config is not None:
            return self.tuning.choices(cell.model_config, self.learning_rate)
        cs = BASELINES[cell.strategy].cs
        if cs and self.tuning.method == "none":
            return [TunedValues(c=1.0)]  # scikit-learn's own
        return [TunedValues(c=c) for c in cs] or [TunedValues()]

    @property
    def folds(self) -> list[int | None]:
        """The folds, or None alone where there is one split."""
        return [None] if self.cv is None else list(range(self.cv))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "StudyConfig":
        """Make a config of what `asdict` gives, also when it has been through JSON."""
        known = {each.name: _hashable(data[each.name]) for each in fields(cls)}
        known["model_configs"] = tuple(map(ModelConfig.from_json, data["model_configs"]))
        known["reading"] = VectorOptions(**data["reading"])
        known["tuning"] = Tuning(**{n: _hashable(value) for n, value in data["tuning"].items()})
        return cls(**known)


@dataclass(frozen=True)
class RunSpec:
    """All that decides one run, beside the data themselves.

    Attributes
    ----------
    dataset, vectors, strategy : str
    model_config : ModelConfig, optional
        None for a baseline, which `strategy` names.
    train_size : int
    fold : int, optional
    seed : int
    choice : TunedValues
        What was chosen on dev, in place of what `model_config` says.
    """

    dataset: str
    vectors: str
    strategy: str
    model_config: ModelConfig | None
    train_size: int
    fold: int | None
    seed: int
    choice: TunedValues

    @property
    def encoder(self) -> str:
        """The name of the encoder; empty for a baseline."""
        return "" if self.model_config is None else self.model_config.encoder

    @property
    def name(self) -> str:
        """The name of the run, safe as a file name."""
        made_of = (self.strategy, self.encoder, self.vectors or "no-vectors")
        parts = (
            (*made_of, self.train_size) if self.model_config else (self.strategy, self.train_size)
        )
        fold = "" if self.fold is None else f"-fold{self.fold}"
        return safe_name("-".join(map(str, (self.dataset, *parts))) + f"{fold}-seed{self.seed}")

    def as_json(self) -> dict[str, Any]:
        """Return plain data, from which `from_json` makes the same spec again."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "RunSpec":
        """Make a spec of plain data; what else stands there is passed over."""
        known = {each.name: data[each.name] for each in fields(cls)}
        if known["model_config"] is not None:
            known["model_config"] = ModelConfig.from_json(known["model_config"])
        return cls(**{**known, "choice": TunedValues(**known["choice"])})


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Cell:
    """Runs that differ by seed only, within one fold where there are folds.

    `is_sample` tells whether each seed has a sample of the training texts of its own.
    """

    dataset: str
    vectors: str
    strategy: str
    model_config: ModelConfig | None
    train_size: int
    fold: int | None
    seeds: int
    is_sample: bool

    @property
    def names(self) -> tuple[str, str, str, str, int, int | None]:
        """What tells it from the other cells of its study."""
        encoder = "" if self.model_config is None else self.model_config.encoder
        return (self.dataset, self.vectors, self.strategy, encoder, self.train_size, self.fold)

    def spec(self, seed: int, choice: TunedValues) -> RunSpec:
        """Specify the run of one seed."""
        known = {k: v for k, v in vars(self).items() if k in RunSpec.__dataclass_fields__}
        return RunSpec(**known, seed=seed, choice=choice)


def configure(
    datasets: str | Sequence[str],
    *,
    vectors: Sequence[str],
    strategies: Sequence[str],
    encoders: Sequence[str],
    seeds: int,
    baselines: Sequence[str] = (),
    train_sizes: Sequence[int | str] = ("all",),
    learning_rate: float | str = "auto",
    tuning: Tuning | None = None,
    model: Mapping[str, object] | None = None,
    dim: int | None = None,
    oov: str = "random",
    reading: VectorOptions | None = None,
    tokenizer: str = "basic",
    max_tokens: int | None = None,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    cv: int | None = None,
) -> StudyConfig:
    """Check what was asked for.

    `model` holds values of `ModelOptions` that all encoders share; the others
    take the value recommended for each encoder.

    Raises
    ------
    InputError
        If a name is unknown, a strategy lacks vectors, or a number is out of range.
    """
    for strategy in strategies:
        strategy_named(strategy, has_vectors=bool(vectors))
    for baseline in baselines:
        known_name("baseline", baseline, BASELINES)
    model_configs = [recommended(encoder, **(model or {})) for encoder in dict.fromkeys(encoders)]
    if not strategies or not encoders:
        raise InputError("name at least one strategy and one encoder")
    for strategy in strategies:
        if not any(_fits(strategy, model_config) for model_config in model_configs):
            check_strategy_fits(strategy, model_configs[0].encoder)
    rate = real_number(learning_rate)
    if learning_rate != "auto" and (rate is None or not 0 < rate < float("inf")):
        raise InputError(f"learning rate is {learning_rate!r}; give a positive number or 'auto'")
    if dim is not None and vectors:
        raise InputError("dim goes without vectors: with them every strategy has their dimension")
    return StudyConfig(
        datasets=tuple([datasets] if isinstance(datasets, str) else datasets),
        vectors=tuple(dict.fromkeys(vectors)),
        # In the order of the table, whatever the order they were named in.
        strategies=tuple(s for s in STRATEGIES if s in strategies),
        baselines=tuple(b for b in BASELINES if b in baselines),
        model_configs=tuple(model_configs),
        train_sizes=_train_sizes(train_sizes),
        seeds=whole_number("seeds", seeds),
        learning_rate=None if learning_rate == "auto" else float(learning_rate),
        tuning=tuning or Tuning(),
        dim=DEFAULT_DIM if dim is None else whole_number("dim", dim),
        oov=known_name(OOV.kind, oov, OOV),
        reading=reading or VectorOptions(),
        tokenizer=tokenizer,
        max_tokens=_whole_or_none("max_tokens", max_tokens),
        min_count=whole_number("min_count", min_count),
        max_vocabulary=_whole_or_none("max_vocabulary", max_vocabulary),
        cv=_whole_or_none("cv", cv),
    )


def _fits(strategy: str, model_config: ModelConfig) -> bool:
    try:
        check_strategy_fits(strategy, model_config.encoder)
    except InputError:
        return False
    return True


def _whole_or_none(what: str, number: int | None) -> int | None:
    return None if number is None else whole_number(what, number)


def _train_sizes(given: Sequence[int | str]) -> tuple[int | None, ...]:
    sizes = [None if size == "all" else _train_size(size) for size in given]
    if not sizes:
        raise InputError("name at least one train size, or all")
    numbers = sorted({size for size in sizes if size is not None})
    return (*numbers, None) if None in sizes else tuple(numbers)


def _train_size(size: int | str) -> int:
    try:
        number = int(size) if isinstance(size, str) else size
    except ValueError:
        raise InputError(f"train size {size!r} is neither a number of texts nor 'all'") from None
    return whole_number("train size", number)


def cells(config: StudyConfig, sizes: Mapping[str, int]) -> list[Cell]:
    """List the cells of a study, in the order of every table.

    Parameters
    ----------
    config : StudyConfig
    sizes : mapping of str to int
        The texts that each data set has to train on.
    """
    found = []
    for dataset in config.datasets:
        every = sizes[dataset]
        for size in dict.fromkeys(every if n is None else n for n in config.train_sizes):
            is_sample = size != every
            found += [
                Cell(dataset, vectors, strategy, model_config, size, fold, config.seeds, is_sample)
                for vectors, model_config, strategy, fold in product(
                    config.vectors or ("",), config.model_configs, config.strategies, config.folds
                )
                if _fits(strategy, model_config)
            ]
            # On the same texts a baseline comes out the same under every seed.
            seeds = config.seeds if is_sample else 1
            found += [
                Cell(dataset, "", baseline, None, size, fold, seeds, is_sample)
                for baseline, fold in product(config.baselines, config.folds)
            ]
    return found
