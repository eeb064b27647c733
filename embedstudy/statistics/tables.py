"""The tables of a study's statistics: summary.csv and comparisons.csv."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

import numpy as np

from embedstudy.statistics.estimates import (
    Estimate,
    accuracy_interval,
    difference_interval,
    estimate,
    estimate_over_folds,
    macro_f1,
    macro_f1_scores,
    paired_over_seeds,
    within,
)
from embedstudy.study.directory import Study
from embedstudy.study.rows import ComparisonRow, RunRow, SummaryRow


@dataclass(frozen=True, eq=False)
class Tested:
    """What the seeds of a cell predicted, all for the same examples.

    Attributes
    ----------
    predicted : ndarray of str, shape (n_seeds, n_examples)
    labels : ndarray of str, shape (n_examples,)
    fold : ndarray of int, shape (n_examples,), optional
        The fold in which each example was tested, in a cross-validation.
    train_size : int
    """

    predicted: np.ndarray
    labels: np.ndarray
    fold: np.ndarray | None
    train_size: int

    @property
    def correct(self) -> np.ndarray:
        """1 where a prediction is right, else 0; float, shape (n_seeds, n_examples)."""
        return np.asarray(self.predicted == self.labels).astype(float)

    def estimate(self, scores: np.ndarray) -> Estimate:
        """Estimate the mean of some scores of the same shape as `predicted`."""
        if self.fold is None:
            return estimate(scores)
        return estimate_over_folds(scores, self.fold, self.train_size)


def write_statistics(study: Study) -> None:
    """Compute summary.csv and comparisons.csv from a study's runs and predictions."""
    summary, comparisons = [], []
    for _, group in groupby(study.runs, key=_group):
        rows = list(group)
        strategies = list(dict.fromkeys(row.strategy for row in rows))
        cells = {s: [row for row in rows if row.strategy == s] for s in strategies}
        summary += [_summarize(study, cell) for cell in cells.values()]
        # The later strategy of a pair comes first: finetuned against random, not the reverse.
        comparisons += [
            _compare(study, cells[later], cells[earlier])
            for earlier, later in combinations(strategies, 2)
        ]
    study.write_rows(SummaryRow, summary)
    study.write_rows(ComparisonRow, _with_holm(comparisons))


def _group(row: RunRow) -> tuple[str, str, str, int]:
    return row.dataset, row.vectors, row.encoder, row.train_size


def _finished(cell: Sequence[RunRow]) -> dict[int, list[RunRow]]:
    """Return the runs of each seed, a run a fold; of seeds whose runs have all finished."""
    seeds = dict.fromkeys(row.seed for row in cell)
    by_seed = {seed: [row for row in cell if row.seed == seed] for seed in seeds}
    return {seed: runs for seed, runs in by_seed.items() if all(run.status == "ok" for run in runs)}


def _tested(study: Study, seeds: Sequence[Sequence[RunRow]]) -> Tested:
    rows, labels = [], np.empty(0, str)
    fold: np.ndarray | None = None
    for runs in seeds:
        parts = [study.predictions(run.run) for run in runs]
        order = np.argsort(np.concatenate([part.ids for part in parts]), kind="stable")
        rows.append(np.concatenate([part.predicted for part in parts])[order].astype(str))
        labels = np.concatenate([part.labels for part in parts])[order].astype(str)
        numbers = [run.fold for run in runs if run.fold is not None]
        if numbers:
            fold = np.repeat(numbers, [len(part.ids) for part in parts])[order]
    return Tested(np.stack(rows), labels, fold, seeds[0][0].train_size)


# Strategies that use no pretrained vector, whatever table they stand beside.
_WITHOUT_VECTORS = ("random", "random-frozen", "zeros")


def _coverage(study: Study, row: RunRow) -> dict[str, float]:
    """Return the shares of all training texts that have a vector, where any are used."""
    largest = max(each.train_size for each in study.runs if each.dataset == row.dataset)
    if row.strategy in _WITHOUT_VECTORS or row.train_size < largest:
        return {}
    shares: dict[str, float] = study.meta["coverage"][row.dataset].get(row.vectors, {})
    return shares


def _summarize(study: Study, cell: Sequence[RunRow]) -> SummaryRow:
    finished, first = list(_finished(cell).values()), cell[0]
    covered = _coverage(study, first)
    row = SummaryRow(
        dataset=first.dataset,
        vectors=first.vectors,
        strategy=first.strategy,
        encoder=first.encoder,
        train_size=first.train_size,
        lr=first.lr if len({row.lr for row in cell}) == 1 else None,
        n=len(finished),
        mean=None,
        std=None,
        ci_low=None,
        ci_high=None,
        macro_f1=None,
        macro_f1_std=None,
        macro_f1_ci_low=None,
        macro_f1_ci_high=None,
        coverage=covered.get("types"),
        coverage_tokens=covered.get("tokens"),
        status="complete" if all(row.status == "ok" for row in cell) else "incomplete",
    )
    if not finished:
        return row
    tested = _tested(study, finished)
    correct = tested.correct
    low, high = accuracy_interval(correct, tested.estimate(correct))
    f1_low, f1_high = (low, high)
    if np.ptp(correct):  # else all is right, or all is wrong, and so is F1
        pseudo = macro_f1_scores(tested.predicted, tested.labels)
        f1_low, f1_high = within(tested.estimate(pseudo).interval, 0.0, 1.0)
    f1 = np.array([macro_f1(predicted, tested.labels) for predicted in tested.predicted])
    return replace(
        row,
        mean=float(correct.mean()),
        std=_std(correct.mean(axis=1)),
        ci_low=low,
        ci_high=high,
        macro_f1=float(f1.mean()),
        macro_f1_std=_std(f1),
        macro_f1_ci_low=f1_low,
        macro_f1_ci_high=f1_high,
    )


def _std(values: np.ndarray) -> float | None:
    return float(values.std(ddof=1)) if len(values) > 1 else None


def _compare(study: Study, cell_a: Sequence[RunRow], cell_b: Sequence[RunRow]) -> ComparisonRow:
    runs_a, runs_b, first = _finished(cell_a), _finished(cell_b), cell_a[0]
    seeds = sorted(runs_a.keys() & runs_b.keys())
    row = ComparisonRow(
        dataset=first.dataset,
        vectors=first.vectors,
        encoder=first.encoder,
        train_size=first.train_size,
        a=first.strategy,
        b=cell_b[0].strategy,
        n_seeds=len(seeds),
        n_examples=0,
        delta=None,
        ci_low=None,
        ci_high=None,
        p_value=None,
        p_holm=None,
        p_seeds=None,
        wins=0,
        ties=0,
        losses=0,
        smallest_detectable=None,
    )
    if not seeds:
        return row
    tested = _tested(study, [runs_a[s] for s in seeds])
    differences = tested.correct - _tested(study, [runs_b[s] for s in seeds]).correct
    found, by_seed = tested.estimate(differences), differences.mean(axis=1)
    low, high = difference_interval(found, differences.shape[1])
    p_seeds = paired_over_seeds(by_seed)
    return replace(
        row,
        n_examples=differences.shape[1],
        delta=found.mean,
        ci_low=low,
        ci_high=high,
        p_value=found.p_value,
        p_seeds=None if np.isnan(p_seeds) else p_seeds,
        wins=int((by_seed > 0).sum()),
        ties=int((by_seed == 0).sum()),
        losses=int((by_seed < 0).sum()),
        smallest_detectable=found.smallest_detectable if found.error else None,
    )


def _with_holm(rows: list[ComparisonRow]) -> list[ComparisonRow]:
    """Adjust the p-values for all pairs of the study (Holm 1979)."""
    from statsmodels.stats.multitest import multipletests

    p_values = [row.p_value for row in rows if row.p_value is not None]
    if not p_values:
        return rows
    adjusted = iter(multipletests(p_values, method="holm")[1])
    return [
        row if row.p_value is None else replace(row, p_holm=float(next(adjusted))) for row in rows
    ]
