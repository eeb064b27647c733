"""The questions of the reference study, asked of its tables."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.reference_study.collect import ALWAYS
from benchmarks.reference_study.over_datasets import (
    CensoredMedian,
    Difference,
    Pooled,
    Ranking,
    find_median,
    pool,
    rank,
)
from benchmarks.reference_study.tables import CrossingRow, MeasureRow, PairRow, Tables
from embedstudy.results.rows import CROSSING

# The best baseline of each data set, where a strategy is asked for.
BASELINE = "baseline"
ALIGNMENT, MEANING = "task_alignment", "general_meaning"
ALL = None  # the train size of all texts, which differs between data sets
# Data sets of one source. Their results are no independent witnesses.
FAMILIES = {
    "r8": "Reuters", "r52": "Reuters",
    "rotten-tomatoes": "movie reviews", "imdb": "movie reviews",
}  # fmt: skip


def list_differences(
    tables: Tables, a: str, b: str, *, vectors: str, size: int | None = ALL, encoder: str = "mean"
) -> list[Difference]:
    """List by how much a strategy is better than another one on each data set.

    Parameters
    ----------
    tables : Tables
    a, b : str
        Strategies. ``baseline`` is the best baseline of each data set.
    vectors : str
    size : int, optional
        Training texts; all of them by default.
    encoder : str
    """
    differences = []
    for dataset in tables.list_datasets(encoder):
        study = tables.find_study(encoder, dataset)
        names = [study.baseline if name == BASELINE else name for name in (a, b)]
        for row in tables.pairs:
            place = (row.encoder, row.dataset, row.vectors, row.train_size)
            is_there = place == (encoder, dataset, vectors, study.train if size is ALL else size)
            if is_there and not row.b_vectors and [row.a, row.b] in (names, names[::-1]):
                differences.append(_orient(row, is_reversed=[row.a, row.b] != names))
    return differences


def _orient(row: PairRow, *, is_reversed: bool) -> Difference:
    if is_reversed:
        return Difference(row.dataset, -row.delta, -row.ci_high, -row.ci_low)
    return Difference(row.dataset, row.delta, row.ci_low, row.ci_high)


def list_vector_differences(
    tables: Tables, strategy: str, *, vectors: str, size: int | None = ALL, encoder: str = "mean"
) -> list[Difference]:
    """List by how much a strategy is better with some vectors than with the first table."""
    train = {row.dataset: row.train for row in tables.studies if row.encoder == encoder}
    return [
        _orient(row, is_reversed=False)
        for row in tables.pairs
        if row.b_vectors
        and (row.encoder, row.vectors, row.a) == (encoder, vectors, strategy)
        and row.train_size == (train[row.dataset] if size is ALL else size)
    ]


@dataclass(frozen=True)
class Crossings:
    """From what size random overtakes a strategy on each data set.

    Attributes
    ----------
    rows : mapping of str to CrossingRow
    texts, tokens : CensoredMedian
        Half of the data sets are crossed by then.
    n_always, n_crossing, n_never : int
        Data sets where random is ahead at every size; where it overtakes; where it is not ahead at
        the largest.
    """

    rows: Mapping[str, CrossingRow]
    texts: CensoredMedian
    tokens: CensoredMedian
    n_always: int
    n_crossing: int
    n_never: int


def find_crossings(
    tables: Tables, strategy: str, *, vectors: str, encoder: str = "mean"
) -> Crossings | None:
    """Find from what size random overtakes a strategy; None if no study tells."""
    rows, texts, tokens = {}, [], []
    for dataset in tables.list_datasets(encoder):
        study = tables.find_study(encoder, dataset)
        name = study.baseline if strategy == BASELINE else strategy
        for row in tables.crossings:
            place = (row.encoder, row.dataset, row.vectors, row.strategy)
            if place == (encoder, dataset, vectors, name):
                rows[dataset] = row
                texts.append(find_place(row))
                tokens.append(find_place(row) * study.tokens_per_text)
    if not rows:
        return None
    statuses = [row.status for row in rows.values()]
    n_always, n_crossing = statuses.count(ALWAYS), statuses.count(CROSSING)
    return Crossings(rows, find_median(texts), find_median(tokens), n_always, n_crossing,
                     len(statuses) - n_always - n_crossing)  # fmt: skip


def find_place(row: CrossingRow) -> float:
    """Return the size of a crossing: ``-inf`` below all sizes, ``inf`` where there is none."""
    if row.status == CROSSING:
        return float(row.train_size or 0)
    return -math.inf if row.status == ALWAYS else math.inf


def measure_spread(values: Iterable[float]) -> float | None:
    """Return by what factor the finite values differ, the largest from the smallest."""
    finite = [value for value in values if math.isfinite(value)]
    return max(finite) / min(finite) if len(finite) > 1 else None


def rank_strategies(
    tables: Tables, names: Sequence[str], *, vectors: str, size: int | None, encoder: str = "mean"
) -> Ranking | None:
    """Rank strategies and baselines by mean test accuracy over data sets."""
    scores: dict[str, list[float]] = {name: [] for name in names}
    for dataset in tables.list_datasets(encoder):
        train = tables.find_study(encoder, dataset).train
        means = {
            row.strategy: row.mean
            for row in tables.curves
            if (row.encoder, row.dataset) == (encoder, dataset)
            and row.vectors in ("", vectors)
            and row.train_size == (train if size is ALL else size)
            and row.mean is not None
        }
        if all(name in means for name in names):
            for name in names:
                scores[name].append(means[name])
    return rank(scores)


def find_accuracy(
    tables: Tables,
    dataset: str,
    strategy: str,
    *,
    vectors: str,
    size: int | None = ALL,
    encoder: str = "mean",
) -> float | None:
    """Return the mean test accuracy of a strategy, or of the best ``baseline``."""
    study = tables.find_study(encoder, dataset)
    name = study.baseline if strategy == BASELINE else strategy
    place = (encoder, dataset, name, study.train if size is ALL else size)
    return next(
        (
            row.mean
            for row in tables.curves
            if (row.encoder, row.dataset, row.strategy, row.train_size) == place
            and row.vectors in ("", vectors)
        ),
        None,
    )


def find_measure(
    tables: Tables,
    dataset: str,
    kind: str,
    *,
    vectors: str,
    size: int | None = ALL,
    minus: str = "",
    measure: str = ALIGNMENT,
) -> MeasureRow | None:
    """Find a measure of a kind of space, or by how much it lies above another kind's."""
    for row in tables.structure:
        place = (row.encoder, row.dataset, row.vectors, row.train_size, row.measure)
        if place != ("mean", dataset, vectors, size, measure):
            continue
        if (row.kind, row.other_kind) == (kind, minus):
            return row
        if minus and (row.kind, row.other_kind) == (minus, kind):
            return _reverse(row)
    return None


def _reverse(row: MeasureRow) -> MeasureRow:
    low, high = (None if end is None else -end for end in (row.ci_high, row.ci_low))
    return replace(row, kind=row.other_kind, other_kind=row.kind, value=-row.value, ci_low=low,
                   ci_high=high)  # fmt: skip


def list_measure_differences(
    tables: Tables,
    kind: str,
    minus: str,
    *,
    vectors: str,
    size: int | None = ALL,
    measure: str = ALIGNMENT,
) -> list[Difference]:
    """List by how much a measure of a kind of space lies above another kind's."""
    rows = [
        find_measure(
            tables, dataset, kind, vectors=vectors, size=size, minus=minus, measure=measure
        )
        for dataset in tables.list_datasets("mean")
    ]
    return [
        Difference(row.dataset, row.value, row.ci_low, row.ci_high)
        for row in rows
        if row is not None and row.ci_low is not None and row.ci_high is not None
    ]


def pool_at(tables: Tables, a: str, b: str, **place: object) -> Pooled | None:
    """Pool a difference of two strategies over data sets."""
    return pool(list_differences(tables, a, b, **place))  # type: ignore[arg-type]
