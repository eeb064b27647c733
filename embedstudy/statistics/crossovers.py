"""Learning curves, and the train size at which one strategy overtakes another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from embedstudy.results.rows import CROSSING, NO_CROSSING, CrossoverRow, CurveRow, SummaryRow
from embedstudy.statistics.pairs import Pair, PredictionReader
from embedstudy.statistics.resampling import BOOTSTRAPS, resample_means
from embedstudy.statistics.variance_components import CONFIDENCE


@dataclass(frozen=True)
class Crossing:
    """The last train size at which a curve of differences turns positive.

    Attributes
    ----------
    size : float
        ``-inf`` if it is positive at every size, ``inf`` if it is not at the largest.
    low, high : float
        Its 95 % interval; infinite where it is open.
    changes : int
        How often the curve changes its sign.
    """

    size: float
    low: float
    high: float
    changes: int


def make_curve_rows(summary: Sequence[SummaryRow]) -> list[CurveRow]:
    """Make the rows of curve.csv: those of the summary, a strategy's train sizes together."""

    def curve(row: SummaryRow) -> tuple[str, str, str, str]:
        return row.dataset, row.vectors, row.encoder, row.strategy

    order = {key: i for i, key in enumerate(dict.fromkeys(map(curve, summary)))}
    ordered = sorted(summary, key=lambda row: (order[curve(row)], row.train_size))
    return [
        CurveRow(
            *curve(row),
            row.train_size,
            row.n,
            row.mean,
            row.ci_low,
            row.ci_high,
            metric=row.metric,
            test_seen_words=row.test_seen_words,
        )
        for row in ordered
    ]


def make_crossover_rows(reader: PredictionReader, pairs: Sequence[Pair]) -> list[CrossoverRow]:
    """Make the rows of crossovers.csv, of pairs that finished at two train sizes or more."""

    def names(pair: Pair) -> tuple[str, str, str, str, str]:
        return *pair.place, pair.a.strategy, pair.b.strategy

    order = {key: i for i, key in enumerate(dict.fromkeys(map(names, pairs)))}
    ordered = sorted(pairs, key=lambda pair: (order[names(pair)], pair.a.train_size))
    rows = [_make_row(reader, list(sizes)) for _, sizes in groupby(ordered, names)]
    return [row for row in rows if row is not None]


def crossing(differences: np.ndarray, sizes: Sequence[int], draws: int = BOOTSTRAPS) -> Crossing:
    """Return the size at which a curve of differences turns positive for good, with its interval.

    Between two sizes the difference changes evenly with the logarithm of the size. Seeds and
    examples are resampled, the same at all sizes, as in `embedstudy.statistics.resampling`. The
    spread of seeds is itself uncertain, so their effects follow the t distribution.

    Parameters
    ----------
    differences : ndarray of float, shape (n_sizes, n_seeds, n_examples)
    sizes : sequence of int
        In increasing order.
    draws : int
    """
    logs, curve = np.log(sizes), differences.mean(axis=(1, 2))
    drawn = curve + _draw_noise(differences, draws)
    turns = np.sort(find_last_turns(drawn, logs))
    outside = (1 - CONFIDENCE) / 2 * draws
    low, high = turns[int(outside)], turns[int(np.ceil(draws - outside)) - 1]
    signs = np.sign(curve[curve != 0])
    changes = int((signs[1:] != signs[:-1]).sum())
    size = find_last_turns(curve[None], logs)[0]
    return Crossing(_convert_to_size(size), _convert_to_size(low), _convert_to_size(high), changes)


def compute_share_ahead(differences: np.ndarray, draws: int = BOOTSTRAPS) -> float:
    """Return the share of resamples in which a curve of differences is positive at every size."""
    drawn = differences.mean(axis=(1, 2)) + _draw_noise(differences, draws)
    return float((drawn > 0).all(axis=1).mean())


def _draw_noise(differences: np.ndarray, draws: int) -> np.ndarray:
    """Return how far resampled curves lie from the one found; shape (draws, n_sizes)."""
    n_sizes, n_seeds, n_examples = differences.shape
    by_seed = differences.mean(axis=2, keepdims=True)
    columns = (differences - by_seed).mean(axis=1)
    noise = resample_means(columns, draws)
    if n_seeds == 1:
        return noise
    rest = (differences - by_seed - columns[:, None]).reshape(n_sizes, -1)
    df = n_seeds - 1
    centred = by_seed[:, :, 0] - by_seed.mean(axis=1)
    # The seeds' own covariance over sizes: what their means show, less what examples add to it.
    covariance = centred @ centred.T / df - rest @ rest.T / (df * (n_examples - 1) * n_examples)
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0) / n_seeds)
    rng = np.random.default_rng([n_seeds, n_sizes, 4])
    effects = rng.standard_normal((draws, n_sizes)) @ root.T
    return np.asarray(noise + effects * np.sqrt(df / rng.chisquare(df, (draws, 1))))


def find_last_turns(curves: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Return the logarithms of the sizes at which curves turn positive for good.

    Between two sizes a curve changes evenly with the logarithm of the size.

    Parameters
    ----------
    curves : ndarray of float, shape (n_curves, n_sizes)
    logs : ndarray of float, shape (n_sizes,)
        Logarithms of the sizes, in increasing order.

    Returns
    -------
    ndarray of float, shape (n_curves,)
        ``-inf`` where a curve is positive at every size, ``inf`` where it is not at the last.
    """
    ahead = curves > 0
    last = curves.shape[1] - 1
    # The last size at which a curve is not positive; -1 if there is none.
    behind = np.where(ahead.all(axis=1), -1, last - np.argmin(ahead[:, ::-1], axis=1))
    at = np.clip(behind, 0, last - 1)
    rows = np.arange(len(curves))
    below, above = curves[rows, at], curves[rows, at + 1]
    part = -below / np.where(above > below, above - below, 1)
    inside = logs[at] + part * (logs[at + 1] - logs[at])
    return np.where(behind < 0, -np.inf, np.where(behind == last, np.inf, inside))


def _convert_to_size(log: float) -> float:
    return float(np.exp(log)) if np.isfinite(log) else float(log)


def _make_row(reader: PredictionReader, pairs: Sequence[Pair]) -> CrossoverRow | None:
    usable = [pair for pair in pairs if pair.seeds]
    seeds = [s for s in (usable[0].seeds if usable else []) if all(s in p.seeds for p in usable)]
    if len(usable) < 2 or not seeds:
        return None
    differences = np.stack([reader.advantages(pair, seeds) for pair in usable])
    a, b = pairs[0].a.strategy, pairs[0].b.strategy
    if differences[-1].mean() < 0:
        differences, a, b = -differences, b, a
    sizes = [pair.a.train_size for pair in usable]
    folds = reader.tested(usable[0].a, seeds).fold is not None
    cross = crossing(differences, sizes)
    crosses = np.isfinite(cross.size)
    interval = [None if folds or not crosses else _round_size(v) for v in (cross.low, cross.high)]
    return CrossoverRow(
        *pairs[0].place,
        a=a,
        b=b,
        train_size=_round_size(cross.size),
        low=interval[0],
        high=interval[1],
        n_seeds=len(seeds),
        n_examples=differences.shape[2],
        status=CROSSING if crosses else NO_CROSSING,
        note=_note(a, cross, sizes, folds=folds)
        if crosses
        else _describe_leader(a, cross, differences),
        metric=reader.metric_name,
    )


def _round_size(size: float) -> int | None:
    return round(size) if np.isfinite(size) else None


def _note(a: str, cross: Crossing, sizes: Sequence[int], *, folds: bool) -> str:
    """Return the facts of a crossing that its interval does not say."""
    notes = []
    if cross.changes > 1:
        notes.append(f"the lead changes {cross.changes} times, this is the last")
    if folds:
        notes.append("no interval over folds")
    else:
        if np.isinf(cross.low):
            notes.append(f"open below: may lie below {sizes[0]:,}")
        if np.isinf(cross.high):
            notes.append(f"open above: that {a} overtakes by {sizes[-1]:,} texts is not shown")
    return "; ".join(notes)


def _describe_leader(a: str, cross: Crossing, differences: np.ndarray) -> str:
    if cross.size > 0:  # a does not lead at the largest size: nor does b
        return "level at the largest size"
    return (
        f"{a} leads at every size, in {compute_share_ahead(differences):.0%} of the resamples too"
    )
