"""The output of ``embedstudy compare``: tables for people, one document for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from statistics import fmean
from typing import Any

from embedstudy.cli.output.answer import wrap_advice
from embedstudy.cli.output.console import (
    find_prose_width,
    make_text,
    print_lines,
    print_note,
    print_prose,
    print_text,
)
from embedstudy.cli.output.dynamics import print_dynamics
from embedstudy.cli.output.forecast import print_outlook
from embedstudy.cli.output.neighbors import print_neighbors
from embedstudy.cli.output.tables import PrintedTable, add_place, make_table, print_table
from embedstudy.metrics import METRICS, Metric
from embedstudy.options.command import read_command
from embedstudy.report.formatting import format_p_value, format_setting
from embedstudy.results.curve_basis import describe_curve_basis
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.optimizer_scores import describe_trials, list_optimizer_scores
from embedstudy.results.protocol import list_protocol
from embedstudy.results.reference_sentences import describe_reference
from embedstudy.results.rows import (
    CROSSING,
    ComparisonRow,
    CrossoverRow,
    ReferenceRow,
    StructureRow,
    SummaryRow,
)
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.structure.snapshot_lack import can_keep_snapshots
from embedstudy.structure.spaces import list_spaces
from embedstudy.verdict import make_document, read_verdicts
from embedstudy.wording import counted, join_names

# For each probe word. neighbors.csv has more, and `embedstudy neighbors` shows any number.
SHOWN_NEIGHBORS = 5
# In the line on task alignment; `embedstudy structure` shows all.
_SHOWN_SPACES = 8
_TABLES = (
    "runs",
    "summary",
    "scores",
    "comparisons",
    "curve",
    "crossovers",
    "forecast",
    "forecast_crossovers",
    "forecast_gains",
    "reference",
    "neighbors",
    "structure",
    "structure_differences",
    "dynamics",
)


def make_study_document(study: StudyDirectory) -> dict[str, Any]:
    """Return all the tables of a study as plain data."""
    tables = {name: [asdict(row) for row in getattr(study, name)] for name in _TABLES}
    verdict = make_document(read_verdicts(study))
    document = {"out": str(study.path), "verdict": verdict, "study": study.meta, **tables}
    damaged = study.damage.messages if study.damage is not None else []
    return {**document, "damaged": damaged} if damaged else document


def print_study(study: StudyDirectory) -> None:
    """Print the results of a study: verdict, strategies, coverage, failures and neighbours."""
    meta = study.meta
    for verdict in read_verdicts(study):
        print_prose(make_text(f"{verdict.dataset}: {verdict.headline}", "bold"))
        for sentence in verdict.sentences[:-1]:
            print_prose(sentence)
        print_lines(wrap_advice(verdict, find_prose_width()))
        print_text("")
    for dataset in meta["identity"]["datasets"]:
        _print_dataset(study, dataset)
    for run in study.runs:
        if run.status != "ok":
            print_prose(make_text(f"{run.run}: {run.status}: {run.note}", "bold red"))
    shown = [row for row in study.neighbors if row.rank <= SHOWN_NEIGHBORS]
    if shown:
        print_text("")
        words = dict.fromkeys(word for probes in meta["probes"].values() for word in probes)
        print_neighbors(list(words), [space.key for space in list_spaces(study)], shown)
    print_text(f"made with: {read_command(meta)}")


def _print_dataset(study: StudyDirectory, dataset: str) -> None:
    """Print the curve, and the strategies and pairs with all training texts."""
    summary = [row for row in study.summary if row.dataset == dataset]
    pairs = [row for row in study.comparisons if row.dataset == dataset]
    sizes = [row.train_size for row in summary] or [row.train_size for row in pairs]
    largest = max(sizes, default=0)
    if any(row.train_size < largest for row in summary):
        print_table(_make_curve_table(dataset, summary))
        crossings = [r for r in study.crossovers if r.dataset == dataset and r.status == CROSSING]
        sure = [row for row in crossings if row.low is not None or row.high is not None]
        for row in sure:
            print_prose(_format_crossing(row))
        if len(sure) < len(crossings):
            others = counted(len(crossings) - len(sure), "other crossing")
            print_note(f"{others} without an interval: see crossovers.csv")
        curve = [row for row in study.curve if row.dataset == dataset]
        runs = [row for row in study.runs if row.dataset == dataset]
        for sentence in describe_curve_basis(runs, curve):
            print_prose(sentence)
        print_text("")
        print_outlook(study, dataset)
    _print_reference([row for row in study.reference if row.dataset == dataset])
    print_table(
        _make_strategies_table(
            study.meta,
            dataset,
            [row for row in summary if row.train_size == largest],
            [row for row in pairs if row.train_size == largest],
        )
    )
    _print_optimizers(study, dataset, largest)
    _print_protocol(list_protocol(study.meta["data"][dataset]))
    if pairs:
        print_table(_make_pairs_table([row for row in pairs if row.train_size == largest]))
    alignment = _describe_alignment([row for row in study.structure if row.dataset == dataset])
    if alignment:
        print_prose(alignment)
    _print_vectors(study, dataset)
    _print_dynamics(study, dataset)


def _print_dynamics(study: StudyDirectory, dataset: str) -> None:
    """Print how the spaces of a data set take shape, or why the study keeps no snapshots."""
    rows = [row for row in study.dynamics if row.dataset == dataset]
    plan = study.meta.get("snapshots")
    if rows:
        print_text("")
        print_dynamics(rows, every_moment=True)
    elif isinstance(plan, dict) and plan.get("reason"):
        cure = " (--snapshots --resume adds them)" if can_keep_snapshots(study, dataset) else ""
        print_prose(f"no snapshots of the training: {plan['reason']}{cure}")


def _print_reference(rows: Sequence[ReferenceRow]) -> None:
    """Print where a data set stands among the reference ones, and a blank line below."""
    for sentence in describe_reference(rows):
        print_prose(sentence)
    if rows:
        print_text("")


def _print_optimizers(study: StudyDirectory, dataset: str, train_size: int) -> None:
    """Print the dev score of each strategy with each optimizer, where several were compared."""
    metric = METRICS.find(study.meta["identity"].get("metric", "accuracy"))
    known = [
        scores
        for scores in list_optimizer_scores(study.tuning, study.runs, metric)
        if (scores.dataset, scores.train_size) == (dataset, train_size)
    ]
    if not known:
        return
    optimizers = dict.fromkeys(name for scores in known for name in scores.best)
    table = make_table(
        f"best dev {metric.heading}, by optimizer",
        ["strategy"],
        [*optimizers, "chosen on dev"],
    )
    several = len({(scores.vectors, scores.encoder) for scores in known}) > 1
    for place, members in groupby(known, lambda scores: (scores.vectors, scores.encoder)):
        if several:
            add_place(table, place)
        for scores in members:
            cells = (metric.format(scores.best.get(name)) for name in optimizers)
            table.add_row(make_text(scores.strategy), *cells, scores.describe_chosen())
    print_table(table)
    print_prose(describe_trials(known))
    print_text("")


def _print_protocol(sentences: Sequence[str]) -> None:
    """Print which split the results are of, and a blank line below."""
    for sentence in sentences:
        print_prose(sentence)
    if sentences:
        print_text("")


def _print_vectors(study: StudyDirectory, dataset: str) -> None:
    """Print how much of a data set each table of vectors knows, and its scale."""
    data, held_out = study.meta["data"][dataset], study.meta["held_out_words"][dataset]
    for name, share in study.meta["coverage"][dataset].items():
        from_ngrams = ""
        if "types_from_ngrams" in share:
            from_ngrams = (
                f"; n-grams of characters make vectors for {share['types_from_ngrams']:.1%} of the "
                f"words, {share['tokens_from_ngrams']:.1%} of the running words, and "
                f"{share['held_out_words_from_ngrams']:,} words that only dev or test texts have"
            )
        print_prose(
            f"{name} knows {share['types']:.1%} of the {data['vocabulary']:,} words of the "
            f"training part, {share['tokens']:.1%} of its {data['tokens']:,} running words, "
            f"and {held_out[name]:,} words that only dev or test texts have{from_ngrams}"
        )
        sharing = study.meta.get("distinct_vectors", {}).get(dataset, {}).get(name)
        if sharing:  # older studies have none
            print_prose(
                f"its {sharing['words']:,} known words of the training part have "
                f"{counted(sharing['distinct'], 'distinct vector')}"
            )
        lengths = study.meta.get("table_scale", {}).get(dataset, {}).get(name)  # none in format 2
        if lengths and lengths["ratio"] is not None:
            print_prose(
                f"its vectors have a mean length of {lengths['mean_norm']:.3g}, "
                f"{lengths['ratio']:.3g} times that of a random start"
            )


def _describe_alignment(rows: Sequence[StructureRow]) -> str:
    """Say how well each space is aligned with the task, and how well one can be; may be empty."""
    aligned = [row for row in rows if row.metric == "task_alignment" and row.value is not None]
    spaces: dict[SpaceKey, list[StructureRow]] = {}
    for row in aligned:
        if row.of == "observed":
            spaces.setdefault(row.space, []).append(row)
    if not spaces:
        return ""
    labels = label_spaces(spaces)
    parts = []
    for space, seeds in spaces.items():
        low, high = seeds[0].ci_low, seeds[0].ci_high
        interval = "" if low is None or high is None else f" [{low:z.2f}, {high:z.2f}]"
        mean = fmean(row.value or 0.0 for row in seeds)
        parts.append(f"{labels[space]} {mean:z.2f}{interval}")
    ceilings = [row.value for row in aligned if row.of == "ceiling" and row.value is not None]
    ceiling = f"; a perfect space would have {ceilings[0]:.2f}" if ceilings else ""
    return f"task alignment: {join_names(parts, 'and', most=_SHOWN_SPACES)}{ceiling}"


def _make_curve_table(dataset: str, summary: Sequence[SummaryRow]) -> PrintedTable:
    sizes = sorted({row.train_size for row in summary})
    metric = METRICS[summary[0].metric]
    title = f"{dataset}: test {metric.heading}, by training texts"
    table = make_table(title, ["strategy"], [f"{size:,}" for size in sizes])
    means = {(_find_place(row), row.strategy, row.train_size): row.mean for row in summary}
    seen_words = {
        (_find_place(row), row.strategy, row.train_size): row.test_seen_words for row in summary
    }
    several = len({_find_place(row) for row in summary}) > 1
    for place in dict.fromkeys(map(_find_place, summary)):
        if several:
            add_place(table, place)
        for strategy in dict.fromkeys(row.strategy for row in summary if _find_place(row) == place):
            cells = (metric.format(means.get((place, strategy, size))) for size in sizes)
            table.add_row(make_text(strategy), *cells)
            seen = [seen_words.get((place, strategy, size)) for size in sizes]
            if any(value is not None for value in seen):
                table.add_row(make_text("  without unseen words"), *map(metric.format, seen))
    return table


def _format_crossing(row: CrossoverRow) -> str:
    ends = [(row.low, "from"), (row.high, "up to" if row.low is None else "to")]
    interval = " ".join(f"{word} {end:,}" for end, word in ends if end is not None)
    interval += ", open above" if row.high is None else ", open below" if row.low is None else ""
    verb = "may overtake" if row.is_open_above else "overtakes"
    names = filter(None, (row.vectors, row.encoder if row.encoder != "mean" else ""))
    where = f" ({', '.join(names)})" if row.vectors or row.encoder != "mean" else ""
    return (
        f"{row.a} {verb} {row.b}{where} at about {row.train_size:,} training texts "
        f"(95 % interval {interval})"
    )


def _make_strategies_table(
    meta: dict[str, Any],
    dataset: str,
    summary: Sequence[SummaryRow],
    comparisons: Sequence[ComparisonRow],
) -> PrintedTable:
    data, folds = meta["data"][dataset], meta["identity"]["cv"]
    parts = f"{data['train']:,} train, {data['dev']:,} dev, {data['test']:,} test"
    metric = METRICS.find(meta["identity"].get("metric", "accuracy"))
    macro_f1 = "macro F1" if metric.is_share else "macro F1, %"
    if folds:
        parts = f"{folds} folds of {data['examples']:,} texts"
    table = make_table(
        f"{dataset}: test {metric.heading}, {counted(meta['identity']['seeds'], 'seed')} ({parts})",
        ["strategy"],
        ["rate", "mean ± std", "95 % interval", macro_f1, "difference to random"],
    )
    several = len({_find_place(row) for row in summary}) > 1
    against = {(_find_place(row), row.a): row for row in comparisons if row.b == "random"}
    for place, rows in groupby(summary, _find_place):
        if several:
            add_place(table, place)
        for row in rows:
            table.add_row(
                make_text(row.strategy), *_format_cells(row, against.get((place, row.strategy)))
            )
    return table


def _find_place(row: SummaryRow | ComparisonRow) -> tuple[str, str]:
    return row.vectors, row.encoder


def _format_cells(row: SummaryRow, difference: ComparisonRow | None) -> list[str]:
    rate = format_setting(row.lr, row.c, row.optimizer)
    if row.mean is None or row.macro_f1 is None:
        return [rate, "no run finished", "", "", ""]
    metric = METRICS[row.metric]
    std = "" if row.std is None else f" ± {metric.format(row.std)}"
    incomplete = "" if row.status == "complete" else f" (incomplete: {row.n} runs)"
    return [
        rate,
        f"{metric.format(row.mean)}{std}{incomplete}",
        _format_interval(row),
        f"{100 * row.macro_f1:.1f}",
        _format_difference(difference),
    ]


def _format_difference(row: ComparisonRow | None) -> str:
    if row is None or row.delta is None:
        return ""
    metric = METRICS[row.metric]
    return f"{_format_plain(metric, row.delta, '+')} {_format_interval(row, '+')}"


def _make_pairs_table(rows: Sequence[ComparisonRow]) -> PrintedTable:
    headings = ("difference", "p", "p Holm", "p seeds", "won", "least")
    metric = METRICS[rows[0].metric]
    unit = ", in points" if metric.is_share else f" of {metric.heading}"
    table = make_table(f"paired differences{unit}", ["pair"], headings)
    several = len({_find_place(row) for row in rows}) > 1
    for place, members in groupby(rows, _find_place):
        if several:
            add_place(table, place)
        for row in members:
            table.add_row(
                make_text(f"{row.a} − {row.b}"),
                _format_difference(row) or "no seed in common",
                *map(format_p_value, (row.p_value, row.p_holm, row.p_seeds)),
                f"{row.wins}/{row.n_seeds}",
                metric.format(row.smallest_detectable),
            )
    table.caption = (
        "p: with new seeds and new texts; p Holm: p, adjusted for the number of pairs; p seeds: "
        "with new seeds on these test texts; won: seeds under which the first did better; least: "
        "the smallest difference that this study would detect (80 % power)."
    )
    return table


def _format_interval(row: SummaryRow | ComparisonRow, sign: str = "") -> str:
    if row.ci_low is None or row.ci_high is None:
        return ""
    metric = METRICS[row.metric]
    low, high = (_format_plain(metric, end, sign) for end in (row.ci_low, row.ci_high))
    return f"[{low}, {high}]"


def _format_plain(metric: Metric, value: float, sign: str) -> str:
    """Write a number with the minus that programs read."""
    return metric.format(value, sign).replace("−", "-")
