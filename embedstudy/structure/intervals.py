"""Intervals of the measures of spaces, and of their differences between two spaces.

The words, or pairs of words, of a measure are a sample as the texts of a test part are: a claim
should hold for others. So the scores of a space (`Measurement.scores`) are a table of seeds x
words, and `embedstudy.statistics.estimates.estimate` resamples both. A difference is paired: both
spaces have the same words, and where both were trained the same seeds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from embedstudy.parallel import run_on_threads
from embedstudy.results.rows import StructureDifferenceRow, StructureRow
from embedstudy.results.space_labels import SpaceKey
from embedstudy.statistics.estimates import estimate

# A row, and what each word or pair adds to its value.
MeasuredRow = tuple[StructureRow, np.ndarray | None]
# Fewer words or pairs do not show how far they spread.
MIN_SCORES = 5

_Part = tuple[str, str]
_ScoresBySeed = dict[int | None, np.ndarray]


def add_intervals(measured: Sequence[MeasuredRow]) -> list[StructureRow]:
    """Return the rows, each with the interval of the mean over the seeds of its space."""
    tables = _group_scores(measured)
    keys = [(part, space) for part, spaces in tables.items() for space in spaces]
    ends = run_on_threads(
        _estimate_interval, [(list(tables[part][space].values()),) for part, space in keys]
    )
    intervals = dict(zip(keys, ends, strict=True))
    rows = []
    for row, scores in measured:
        if scores is not None and ((row.metric, row.of), row.space) in intervals:
            low, high = intervals[(row.metric, row.of), row.space]
            row = replace(row, ci_low=low, ci_high=high)
        rows.append(row)
    return rows


def list_differences(measured: Sequence[MeasuredRow]) -> list[StructureDifferenceRow]:
    """List the differences between every two spaces that share vectors and encoder.

    The later space comes first: finetuned against pretrained, not the reverse.
    """
    pairs = [
        (part, later, earlier, seeds)
        for part, spaces in _group_scores(measured).items()
        for earlier, later in combinations(spaces, 2)
        if later.stands_with(earlier)
        and (seeds := _pair_scores(spaces[later], spaces[earlier])) is not None
    ]
    ends = run_on_threads(_estimate_interval, [(list(seeds),) for *_, seeds in pairs])
    return [
        StructureDifferenceRow(
            dataset=space.dataset,
            metric=metric,
            of=part,
            kind=space.kind,
            vectors=space.vectors,
            encoder=space.encoder,
            other_kind=other.kind,
            other_vectors=other.vectors,
            other_encoder=other.encoder,
            value=float(seeds.mean()),
            ci_low=low,
            ci_high=high,
            n_seeds=len(seeds),
            n=seeds.shape[1],
        )
        for ((metric, part), space, other, seeds), (low, high) in zip(pairs, ends, strict=True)
    ]


def _group_scores(
    measured: Sequence[MeasuredRow],
) -> dict[_Part, dict[SpaceKey, _ScoresBySeed]]:
    """Return the scores of each seed, by the part of a measure and by space."""
    tables: dict[_Part, dict[SpaceKey, _ScoresBySeed]] = {}
    for row, scores in measured:
        if scores is not None and len(scores) >= MIN_SCORES:
            spaces = tables.setdefault((row.metric, row.of), {})
            spaces.setdefault(row.space, {})[row.seed] = scores
    return tables


def _pair_scores(
    one: Mapping[int | None, np.ndarray], other: Mapping[int | None, np.ndarray]
) -> np.ndarray | None:
    """Return the differences of the scores under each seed that both have; None without one.

    A space without a seed is the same under all of them.
    """
    rows = list(_subtract_by_seed(one, other))
    return np.stack(rows) if rows else None


def _subtract_by_seed(
    one: Mapping[int | None, np.ndarray], other: Mapping[int | None, np.ndarray]
) -> Iterator[np.ndarray]:
    for seed, scores in one.items():
        for other_seed, other_scores in other.items():
            if len({seed, other_seed} - {None}) < 2 and scores.shape == other_scores.shape:
                yield scores - other_scores


def _estimate_interval(rows: Sequence[np.ndarray]) -> tuple[float, float]:
    return estimate(np.stack(rows)).interval
