"""Tables of test scores: cells, their seeds, every pair of cells, and calibration."""

from collections.abc import Mapping, Sequence

from embedstudy.baselines import is_chance
from embedstudy.metrics import METRICS, Metric
from embedstudy.report.formatting import (
    format_decimal,
    format_p_value,
    format_percent,
    format_setting,
)
from embedstudy.report.study.groups import ResultGroup, StrategyResult, format_place, label_group
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look
from embedstudy.results.rows import ComparisonRow
from embedstudy.wording import counted, join_names

# The columns that a table of seeds has at most; runs.csv has all seeds.
_SEEDS = 10
# The pairs that one table has at most.
_PAIRS = 15


# The metrics that stand next to the one of the study, whichever that is.
_OTHERS = {
    "accuracy": "Accuracy", "macro-f1": "Macro F1", "balanced-accuracy": "Balanced accuracy",
}  # fmt: skip


def tabulate_accuracy(name: str, groups: Sequence[ResultGroup], study_data: StudyData) -> HtmlTable:
    """Show the summary of every cell."""
    metric, known = study_data.metric, _find_scores(study_data)
    others = [name for name in _OTHERS if name != study_data.metric_name]
    names = join_names([_OTHERS[name] for name in others], "and")
    return HtmlTable(
        name,
        f"Test {metric.heading}. The interval holds for new seeds and new texts; ± is the standard "
        f"deviation over seeds. {names} are in percent. C is the inverse strength of "
        "regularization, where a model is solved rather than trained.",
        "Strategy",
        ("Rate or C", "Mean ± std", "95 % interval", "Median",
         *(_OTHERS[other] for other in others), "Seeds"),
        tuple(
            HtmlRow(
                result.strategy,
                _format_cells(result, known.get(_find_key(group, result), {}), others),
                result.look,
                label_group(group, groups),
            )
            for group in groups
            for result in group.results
        ),
    )  # fmt: skip


def _find_scores(study_data: StudyData) -> dict[tuple[str, str, str], dict[str, float]]:
    """Return the means of scores.csv at the largest train size, by cell and metric."""
    means: dict[tuple[str, str, str], dict[str, float]] = {}
    for row in study_data.scores:
        if row.train_size == study_data.train_sizes[-1]:
            key = row.vectors, row.encoder, row.strategy
            means.setdefault(key, {})[row.metric] = row.mean
    return means


def _find_key(group: ResultGroup, result: StrategyResult) -> tuple[str, str, str]:
    return group.vectors, group.encoder, result.strategy


def _format_cells(
    result: StrategyResult, known: Mapping[str, float], others: Sequence[str]
) -> tuple[str, ...]:
    row, finished, metric = result.summary, len(result.scores), result.metric
    planned = len({run.seed for run in result.runs})
    seeds = f"{finished} of {planned}" if finished < planned else f"{finished}"
    if row is None:
        return ("", format_decimal(result.mean, metric.digits), "", "", *[""] * len(others), seeds)
    # A study of an earlier version has no scores.csv.
    scores = {"macro-f1": row.macro_f1, **known}
    more = (format_percent(scores.get(other)) for other in others)
    rate = format_setting(row.lr, row.c, row.optimizer)
    std = f" ± {metric.format(row.std)}" if row.std is not None else ""
    ends = metric.format_interval(row.ci_low, row.ci_high) if result.interval is not None else ""
    mean = f"{metric.format(row.mean)}{std}" if row.mean is not None else "none finished"
    return (rate, mean, ends, metric.format(row.median), *more, seeds)


def tabulate_calibration(
    name: str, groups: Sequence[ResultGroup], study_data: StudyData
) -> HtmlTable | None:
    """Show how far the probabilities of every cell can be trusted; None if none were stored."""
    known = _find_scores(study_data)
    rows = [
        HtmlRow(
            result.strategy,
            (
                format_percent(scores["ece"]),
                format_decimal(scores["brier"], 3),
                format_decimal(scores["log-loss"], 3),
                format_percent(scores["auroc"]),
            ),
            result.look,
            label_group(group, groups),
        )
        for group in groups
        for result in group.results
        for scores in [known.get(_find_key(group, result), {})]
        if "ece" in scores
    ]
    if not rows:
        return None
    return HtmlTable(
        name,
        "How far the probabilities of the test texts can be trusted, mean over seeds. ECE, the "
        "expected calibration error, is how many points the highest probability lies from the "
        "share that is right, mean over 15 bins of equally many texts (Guo et al. 2017, Nixon et "
        "al. 2019). It is never quite 0, as each bin has chance of its own. Brier is the squared "
        "error of all probabilities, from 0 to 2. Of both, and of log loss, less is better. AUROC, "
        "in percent, only asks for the order of the probabilities.",
        "Strategy",
        ("ECE", "Brier", "Log loss", "AUROC"),
        tuple(rows),
    )


def tabulate_seeds(name: str, groups: Sequence[ResultGroup]) -> HtmlTable:
    """Show the test score of every seed."""
    results = [(group, result) for group in groups for result in group.results]
    metric = results[0][1].metric
    seeds = sorted({run.seed for _, result in results for run in result.runs})
    shown = seeds[:_SEEDS]
    scope = (
        f" (the first {_SEEDS} of {len(seeds)}; all are in runs.csv)" if len(seeds) > _SEEDS else ""
    )
    return HtmlTable(
        name,
        f"Test {metric.title} of every seed{metric.unit_in_words}{metric.note}{scope}.",
        "Strategy",
        tuple(f"seed {seed}" for seed in shown),
        tuple(
            HtmlRow(
                result.strategy,
                tuple(
                    format_decimal(result.score_by_seed.get(seed), metric.digits) for seed in shown
                ),
                result.look,
                label_group(group, groups),
            )
            for group, result in results
        ),
    )


def tabulate_pairs(name: str, study_data: StudyData) -> list[HtmlTable]:
    """Show the difference of every pair at the largest train size.

    Many pairs stand in two tables: the second holds those with baselines.
    """
    sizes = study_data.train_sizes
    rows = [row for row in study_data.comparisons if row.train_size in sizes[-1:]]
    baselines = {run.strategy for run in study_data.runs if not run.encoder}
    rows.sort(
        key=lambda row: (is_chance(row.a) or is_chance(row.b), len(baselines & {row.a, row.b}))
    )
    more = len(study_data.comparisons) - len(rows)
    others = f" {counted(more, 'more pair')} at smaller sizes: see comparisons.csv." if more else ""
    has_several_places = len({(row.vectors, row.encoder) for row in rows if row.encoder}) > 1
    caption = _describe_pairs(study_data.metric)
    embeddings = [row for row in rows if not baselines & {row.a, row.b}]
    if len(rows) <= _PAIRS or not embeddings:
        parts = [(f"{caption}{others}", rows)]
    else:
        with_baselines = [row for row in rows if baselines & {row.a, row.b}]
        parts = [(f"{caption}{others}", embeddings), ("The same, with baselines.", with_baselines)]
    return [
        HtmlTable(
            f"{name}-{number}",
            caption,
            "Pair",
            ("Difference", "95 % interval", "p", "p Holm", "p seeds", "Won", "Least"),
            tuple(_make_pair(row, show_place=has_several_places) for row in members),
        )
        for number, (caption, members) in enumerate(parts)
        if members
    ]


def _describe_pairs(metric: Metric) -> str:
    unit = ", in points" if metric.is_share else ""
    return (
        f"Paired differences of test {metric.title}{metric.note}{unit}. p counts chance in seeds "
        "and in texts. p Holm is adjusted for all pairs of the study. p seeds counts chance in "
        "seeds alone, on these test texts. Won is the seeds under which the first did better. "
        "Least is the smallest difference that this study would detect (80 % power)."
    )


def _make_pair(row: ComparisonRow, *, show_place: bool) -> HtmlRow:
    metric = METRICS[row.metric]
    label = format_place(row.vectors, row.encoder) if show_place and row.encoder else ""
    ends = ""
    if row.ci_low is not None and row.ci_high is not None:
        ends = metric.format_interval(row.ci_low, row.ci_high, "+")
    cells = (
        metric.format(row.delta, "+"), ends, format_p_value(row.p_value),
        format_p_value(row.p_holm), format_p_value(row.p_seeds), f"{row.wins}/{row.n_seeds}",
        metric.format(row.smallest_detectable),
    )  # fmt: skip
    return HtmlRow(f"{row.a} − {row.b}", cells, find_look(row.a), label)
