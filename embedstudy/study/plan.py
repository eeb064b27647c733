"""Which runs a study is made of."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import Any

from embedstudy.classifier import LEARNING_RATES
from embedstudy.datasets.splits import SPLIT_SEED
from embedstudy.errors import InputError, whole_number
from embedstudy.nn.encoders import encoder_named
from embedstudy.nn.strategies import STRATEGIES, oov_named, strategy_named
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
    strategies, encoders : tuple of str
    seeds : int
        The runs of a cell have the seeds 0 to ``seeds - 1``.
    epochs : int
    learning_rates : tuple of float
        Those tried for each strategy; a single one is used as it is.
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
    encoders: tuple[str, ...]
    seeds: int
    epochs: int
    learning_rates: tuple[float, ...]
    oov: str = "random"
    reading: LoadOptions = field(default_factory=LoadOptions)
    tuning_seeds: tuple[int, ...] = TUNING_SEEDS
    tokenizer: str = "basic"
    max_tokens: int | None = None
    min_count: int = 1
    max_vocabulary: int | None = None
    cv: int | None = None
    split_seed: int = SPLIT_SEED

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
    encoder: str
    train_size: int
    fold: int | None
    seed: int
    learning_rate: float
    epochs: int

    @property
    def name(self) -> str:
        """The name of the run, safe as a file name."""
        parts = (self.strategy, self.encoder, self.vectors or "no-vectors", self.train_size)
        fold = "" if self.fold is None else f"-fold{self.fold}"
        return safe_name("-".join(map(str, parts)) + f"{fold}-seed{self.seed}")

    def as_json(self) -> dict[str, Any]:
        """Return plain data, from which ``RunSpec(**data)`` makes the same spec again."""
        return asdict(self)


@dataclass(frozen=True)
class Cell:
    """Runs that differ by seed only, within one fold where there are folds."""

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    fold: int | None = None

    def spec(self, seed: int, learning_rate: float, epochs: int) -> RunSpec:
        """Specify the run of one seed."""
        return RunSpec(**vars(self), seed=seed, learning_rate=learning_rate, epochs=epochs)


def configure(
    dataset: str,
    *,
    vectors: Sequence[str],
    strategies: Sequence[str],
    encoders: Sequence[str],
    seeds: int,
    epochs: int,
    learning_rate: float | str,
    oov: str = "random",
    reading: LoadOptions | None = None,
    tokenizer: str = "basic",
    max_tokens: int | None = None,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    cv: int | None = None,
) -> StudyConfig:
    """Check what was asked for.

    Raises
    ------
    InputError
        If a name is unknown, a strategy lacks vectors, or a number is out of range.
    """
    for strategy in strategies:
        strategy_named(strategy, has_vectors=bool(vectors))
    for encoder in encoders:
        encoder_named(encoder)
    if not strategies or not encoders:
        raise InputError("name at least one strategy and one encoder")
    if learning_rate == "auto":
        rates: tuple[float, ...] = LEARNING_RATES
    elif not isinstance(learning_rate, int | float) or not 0 < learning_rate < float("inf"):
        raise InputError(f"learning rate is {learning_rate!r}; give a positive number or 'auto'")
    else:
        rates = (float(learning_rate),)
    return StudyConfig(
        dataset=dataset,
        vectors=tuple(dict.fromkeys(vectors)),
        # In the order of the table, whatever the order they were named in.
        strategies=tuple(s for s in STRATEGIES if s in strategies),
        encoders=tuple(dict.fromkeys(encoders)),
        seeds=whole_number("seeds", seeds),
        epochs=whole_number("epochs", epochs),
        learning_rates=rates,
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
        Cell(config.dataset, vectors, strategy, encoder, train_size, fold)
        for vectors, encoder, strategy, fold in product(
            config.vectors or ("",), config.encoders, config.strategies, config.folds
        )
    ]
