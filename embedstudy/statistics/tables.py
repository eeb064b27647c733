"""The tables of a study's statistics: summary.csv, comparisons.csv, and those of its curves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter

import numpy as np

from embedstudy.metrics import METRICS, Outputs
from embedstudy.metrics.macro_f1 import compute_macro_f1, score_texts
from embedstudy.parallel import limit_threads, run_on_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import (
    UNSTABLE,
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    ScoreRow,
    SummaryRow,
)
from embedstudy.statistics.crossovers import make_crossover_rows, make_curve_rows
from embedstudy.statistics.estimates import (
    Estimate,
    class_interval,
    difference_interval,
    exact_interval,
    paired_over_seeds,
    score_interval,
    widen_by_seeds,
    with_margin,
    within,
)
from embedstudy.statistics.macro_f1 import estimate_macro_f1
from embedstudy.statistics.pairs import (
    CellResults,
    Pair,
    PredictionReader,
    TestedRuns,
    group_cells,
    list_pairs,
)
from embedstudy.strategies import uses_vectors
from embedstudy.verdict.decision import FEW_SEEDS, IMBALANCE


def write_statistics(study: StudyDirectory) -> None:
    """Compute summary.csv, scores.csv and comparisons.csv from a study's runs and predictions.

    With several train sizes also curve.csv and crossovers.csv.
    """
    cells, reader = group_cells(study.runs), PredictionReader(study)
    pairs = list_pairs(cells)
    by_size = sorted(cells, key=attrgetter("train_size"))
    largest = {cell.place[0]: cell.train_size for cell in by_size}
    meta = study.meta
    # Coverage is that of all training texts; a study may have samples of them alone.
    has_all = "all" in meta["identity"].get("train_sizes", ["all"])
    coverage = {
        cell: _find_coverage(meta["coverage"], cell)
        for cell in cells
        if has_all and cell.train_size == largest[cell.place[0]]
    }
    with limit_threads():  # many small products: threads only wait, and change the last digit
        summary = [_summarize(reader, cell, coverage.get(cell, {})) for cell in cells]
        study.write_rows(SummaryRow, summary)
        study.write_rows(ScoreRow, [row for cell in cells for row in _list_scores(reader, cell)])
        # Every cell has been read by now, and so threads share what none of them changes.
        compared = run_on_threads(partial(_compare, reader), [(pair,) for pair in pairs])
        study.write_rows(ComparisonRow, _adjust_by_holm(reader, pairs, compared))
        if len({cell.train_size for cell in cells}) > 1:
            study.write_rows(CurveRow, make_curve_rows(summary))
            study.write_rows(CrossoverRow, make_crossover_rows(reader, pairs))


def _find_coverage(
    coverage: Mapping[str, Mapping[str, Mapping[str, float]]], cell: CellResults
) -> Mapping[str, float]:
    """Return the shares of the training texts' words that have a vector, where any are used."""
    dataset, vectors, _ = cell.place
    return coverage[dataset].get(vectors, {}) if uses_vectors(cell.strategy) else {}


def _find_common(values: Sequence[float | None]) -> float | None:
    """Return the value that all runs have; None if they differ."""
    return values[0] if len(set(values)) == 1 else None


def _summarize(
    reader: PredictionReader, cell: CellResults, covered: Mapping[str, float]
) -> SummaryRow:
    finished, first = list(cell.finished), cell.runs[0]
    row = SummaryRow(
        dataset=first.dataset,
        vectors=first.vectors,
        strategy=first.strategy,
        encoder=first.encoder,
        train_size=first.train_size,
        lr=_find_common([row.lr for row in cell.runs]),
        c=_find_common([row.c for row in cell.runs]),
        n=len(finished),
        coverage=covered.get("types"),
        coverage_tokens=covered.get("tokens"),
        status="complete" if all(row.has_result for row in cell.runs) else "incomplete",
        metric=reader.metric_name,
        unstable=sum(row.status == UNSTABLE for row in cell.runs),
        test_seen_words=_average_seen_words(cell),
        optimizer=first.optimizer if len({row.optimizer for row in cell.runs}) == 1 else "",
    )
    if not finished:
        return row
    tested = reader.tested(cell, finished)
    scores, correct = tested.scores, tested.correct
    by_seed = scores.mean(axis=1)
    low, high = _find_interval(reader, tested)
    f1_low, f1_high = exact_interval(int(correct[0].sum()), correct.shape[1])
    if np.ptp(correct):  # else all is right, or all is wrong, and so is F1
        f1_low, f1_high = within(_estimate_macro_f1(tested).interval, 0.0, 1.0)
        if reader.metric_name == "macro-f1":
            low, high = f1_low, f1_high
    f1 = np.array([compute_macro_f1(outputs) for outputs in _list_outputs(tested)])
    return replace(
        row,
        p_guessing=_test_guessing(reader, cell, tested),
        mean=float(scores.mean()),
        std=_compute_std(by_seed),
        median=float(np.median(by_seed)),
        ci_low=low,
        ci_high=high,
        macro_f1=float(f1.mean()),
        macro_f1_std=_compute_std(f1),
        macro_f1_ci_low=f1_low,
        macro_f1_ci_high=f1_high,
    )


def _average_seen_words(cell: CellResults) -> float | None:
    scores = [row.test_seen_words for row in cell.runs if row.has_result]
    known = [score for score in scores if score is not None]
    return float(np.mean(known)) if known and len(known) == len(scores) else None


def _estimate_macro_f1(tested: TestedRuns) -> Estimate:
    if tested.fold is None:
        return estimate_macro_f1(tested.predicted, tested.labels)
    return tested.estimate(np.stack([score_texts(outputs) for outputs in _list_outputs(tested)]))


def _test_guessing(reader: PredictionReader, cell: CellResults, tested: TestedRuns) -> float | None:
    """Test whether predictions have to do with the classes, where no other test tells.

    A guess that knows nothing of a text has a balanced accuracy of one over the number of classes,
    as the majority class has.
    """
    counts = np.bincount(tested.labels - tested.labels.min())
    tells = reader.metric_name not in ("accuracy", "macro-f1")
    tells |= reader.metric_name == "accuracy" and counts.max() <= IMBALANCE * counts.sum()
    if cell.is_baseline or (tells and reader.has_majority):
        return None
    metric, largest = METRICS["balanced-accuracy"], int(counts.argmax() + tested.labels.min())
    advantages = np.stack([
        seed.compare(seed.always(largest), metric) for seed in tested.outputs
    ])  # fmt: skip
    return tested.estimate_and_test(advantages, by_test=True, margin=0.0).p_above


def _list_outputs(tested: TestedRuns) -> list[Outputs]:
    return [Outputs(tested.labels, predicted) for predicted in tested.predicted]


def _find_interval(reader: PredictionReader, tested: TestedRuns) -> tuple[float, float]:
    """Return the 95 % interval of the mean score by the study's metric."""
    scores, metric = tested.scores, reader.metric
    known, n_texts = tested.estimate(scores), _count_texts(reader, tested)
    if metric.weighs_classes and tested.fold is None:
        return class_interval(scores, known, tested.labels, n_texts)
    return score_interval(scores, known, metric.limits, n_texts)


def _list_scores(reader: PredictionReader, cell: CellResults) -> list[ScoreRow]:
    """List the scores of a cell by every metric that its files allow."""
    finished, first = list(cell.finished), cell.runs[0]
    if not finished:
        return []
    return [
        ScoreRow(
            dataset=first.dataset,
            vectors=first.vectors,
            strategy=first.strategy,
            encoder=first.encoder,
            train_size=first.train_size,
            metric=name,
            n=len(finished),
            mean=float(values.mean()),
            std=_compute_std(values),
        )
        for name, values in reader.tested(cell, finished).by_metric.items()
    ]


def _count_texts(reader: PredictionReader, tested: TestedRuns) -> int:
    """Count the texts that leave room for chance where no score varies."""
    return tested.n_effective if reader.metric.weighs_classes else len(tested.labels)


def _compute_std(values: np.ndarray) -> float | None:
    return float(values.std(ddof=1)) if len(values) > 1 else None


def _compare(reader: PredictionReader, pair: Pair) -> ComparisonRow:
    (dataset, vectors, encoder), seeds = pair.place, pair.seeds
    row = ComparisonRow(
        dataset=dataset,
        vectors=vectors,
        encoder=encoder,
        train_size=pair.a.train_size,
        a=pair.a.strategy,
        b=pair.b.strategy,
        n_seeds=len(seeds),
        metric=reader.metric_name,
    )
    if not seeds:
        return row
    advantages, tested = reader.advantages(pair, seeds), reader.tested(pair.a, seeds)
    n_texts, sign, margin = _count_texts(reader, tested), reader.metric.sign, reader.margin
    advantage = tested.estimate_and_test(
        advantages, by_test=reader.metric.weighs_classes, margin=margin
    )
    if np.ptp(advantages) == 0:
        advantage = with_margin(advantage, n_texts, margin)
    by_seed = advantages.mean(axis=1)
    if tested.fold is None and 1 < len(seeds) <= FEW_SEEDS and np.ptp(advantages) > 0:
        advantage = widen_by_seeds(advantage, by_seed, margin)
    # Of a loss, less is better: what lies below the margin for scores lies above it for losses.
    p_below, p_above = (advantage.p_below, advantage.p_above)[::sign]
    low, high = sorted(
        sign * end
        for end in difference_interval(advantage, n_texts, is_share=reader.metric.is_share)
    )
    p_seeds = paired_over_seeds(by_seed)
    return replace(
        row,
        n_examples=advantages.shape[1],
        delta=sign * advantage.mean,
        ci_low=low,
        ci_high=high,
        p_value=advantage.p_value,
        p_seeds=None if np.isnan(p_seeds) else p_seeds,
        wins=int((by_seed > 0).sum()),
        ties=int((by_seed == 0).sum()),
        losses=int((by_seed < 0).sum()),
        smallest_detectable=advantage.smallest_detectable,
        margin=margin,
        p_below=p_below,
        p_above=p_above,
    )


def _adjust_by_holm(
    reader: PredictionReader, pairs: Sequence[Pair], rows: Sequence[ComparisonRow]
) -> list[ComparisonRow]:
    """Adjust the p-values for all hypotheses of the study, each counted once (Holm 1979)."""
    from statsmodels.stats.multitest import multipletests

    hypotheses = [
        None if row.p_value is None or pair.is_with_chance else reader.identify_hypothesis(pair)
        for pair, row in zip(pairs, rows, strict=True)
    ]
    p_values = {
        hypothesis: row.p_value
        for hypothesis, row in zip(hypotheses, rows, strict=True)
        if hypothesis is not None
    }
    if not p_values:
        return list(rows)
    adjusted = multipletests(list(p_values.values()), method="holm")[1]
    p_holm = dict(zip(p_values, adjusted.tolist(), strict=True))
    return [
        row if hypothesis is None else replace(row, p_holm=p_holm[hypothesis])
        for hypothesis, row in zip(hypotheses, rows, strict=True)
    ]
