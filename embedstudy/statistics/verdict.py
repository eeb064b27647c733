"""The verdict of a study: a few plain sentences, computed from its tables."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from embedstudy.metrics import METRICS
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import CROSSING, ComparisonRow, CrossoverRow, RunRow, SummaryRow
from embedstudy.statistics.ranking import Contest, find_contest
from embedstudy.wording import counted, join_names

# A strategy as good as the best is recommended for its speed if it takes at most this share of the
# time. Smaller differences come and go with the load of the machine.
_QUICKER = 0.5
# A run that takes less is no reason to choose another.
_NO_TIME = 1.0  # seconds
# So few seeds do not show how far seeds spread, as simulations show (docs/statistics.md).
_FEW_SEEDS = {
    1: ", so that chance in seeds is not seen and p is too small",
    2: ", so few seeds that p may be too small",
    3: ", so few seeds that p may be too small",
}


def read_verdict(study: StudyDirectory) -> list[str]:
    """Return the verdict of a study on disk; empty until it has its tables."""
    tables = study.summary, study.comparisons, study.crossovers, study.runs
    return verdict(*tables, peak_memory=study.meta.get("peak_memory"))


def verdict(
    summary: Sequence[SummaryRow],
    comparisons: Sequence[ComparisonRow] = (),
    crossovers: Sequence[CrossoverRow] = (),
    runs: Sequence[RunRow] = (),
    *,
    peak_memory: float | None = None,
) -> list[str]:
    """Say for each data set which strategy to use, by how much, how sure that is, and at what cost.

    The sentences are about the largest train size, and about the vectors and encoder with the best
    mean.

    Parameters
    ----------
    summary, comparisons, crossovers, runs : sequence of rows
        The tables of a study.
    peak_memory : float, optional
        The most memory that the study held, in bytes.

    Returns
    -------
    list of str
        Two to four sentences for each data set; one where no run finished.
    """
    sentences = []
    for dataset in dict.fromkeys(row.dataset for row in summary):
        contest = find_contest(dataset, summary, comparisons)
        sentences += [f"On {dataset} no run finished."] if contest is None else [
            _describe_outcome(contest),
            _give_advice(contest, runs, peak_memory),
            _describe_crossings(contest, crossovers),
        ]  # fmt: skip
        sentences.append(_name_incomplete([row for row in summary if row.dataset == dataset], runs))
    return [sentence for sentence in sentences if sentence]


def _describe_outcome(contest: Contest) -> str:
    """Say which strategy does best, by how much and how sure that is, if it can be said."""
    best, metric, where = contest.best, contest.metric, _describe_place(contest)
    if len(contest.cells) == 1:
        interval = metric.format_interval(best.ci_low, best.ci_high)
        sure = f"95 % interval {interval}; {counted(best.n, 'seed')}"
        return (
            f"{where}, {best.strategy} has {_describe_score(best)} ({sure}); there is nothing to "
            "compare it with."
        )
    if contest.level:
        about = "" if best.metric == "accuracy" else f" in {metric.title}{metric.note}"
        return f"{where}, no difference{about} could be shown {_describe_tie(contest)}."
    rival = contest.cells[1].strategy
    comparison = contest.rivals[rival]
    more = f"{metric.unit_of_difference} {'less' if metric.lower_is_better else 'more'}"
    return (
        f"{where}, {_name_kind(best)}{best.strategy} does best: {_describe_score(best)}, "
        f"{metric.format(comparison.delta)}{more} than {rival}, the next best "
        f"({_say_how_sure(comparison)})."
    )


def _describe_score(cell: SummaryRow) -> str:
    metric = METRICS[cell.metric]
    score = f"{metric.format(cell.mean)}{metric.unit}"
    if cell.metric == "accuracy":
        return f"{score} of the test texts right"
    less = " (less is better)" if metric.lower_is_better else ""
    return f"a test {metric.title} of {score}{less}"


def _describe_tie(contest: Contest) -> str:
    """Name the strategies that are level, and the difference that could have been shown."""
    rival, metric = contest.level[0].strategy, contest.metric
    tied = [_name_cell(cell) for cell in (contest.best, *contest.level)]
    text, comparison = f"between {join_names(tied, 'and')}", contest.rivals.get(rival)
    if comparison is None or comparison.delta is None:
        text += f": no seed finished both as {contest.best.strategy} and as {rival}"
    else:
        pair = (contest.best.strategy, rival)[:: metric.sign]
        first = " − ".join(pair) if len(tied) > 2 else "the one found"
        delta = f"{metric.format(comparison.delta)}{metric.unit_of_difference}"
        text += f": {first} is {delta} ({_say_how_sure(comparison)})"
        if comparison.smallest_detectable is not None:
            least = metric.format(comparison.smallest_detectable)
            text += f"; this study would detect a difference of {least} or more (80 % power)"
    worse = join_names([_name_cell(cell) for cell in contest.worse], "and")
    return f"{text}; shown to be worse: {worse}" if worse else text


def _give_advice(contest: Contest, runs: Sequence[RunRow], peak_memory: float | None) -> str:
    """Say which strategy to use, and its cost."""
    best, level = contest.best, contest.level
    seconds = {cell.strategy: _average_seconds(cell, runs) for cell in contest.cells}
    known = {name: value for name, value in seconds.items() if value is not None}
    equals = [cell.strategy for cell in (best, *level)]
    use, reason = best.strategy, ""
    if level:
        reason = ", the best of these on this test part, or any other of them"
        quickest = min(equals, key=lambda name: known.get(name, float("inf")))
        takes = known.get(best.strategy, 0.0)
        if takes >= _NO_TIME and known[quickest] <= _QUICKER * takes:
            use, reason = quickest, ", the quickest of these"
    elif not best.encoder and len(contest.cells) > 1:
        reason = ": no embedding of this study does as well"
    others = equals if level else [cell.strategy for cell in contest.cells[1:2]]
    cost = _describe_cost({name: known[name] for name in (use, *others) if name in known})
    if len(contest.cells) == 1:
        text = f"A run takes {_format_time(known[use])}" if known else ""
    else:
        text = f"Use {use}{reason}" + (f"; {cost}" if cost else "")
    if peak_memory:
        memory = f"at its peak the study held {peak_memory / 1e6:,.0f} MB in memory"
        text = f"{text}; {memory}" if text else memory.capitalize()
    return f"{text}." if text else ""


def _describe_cost(seconds: Mapping[str, float]) -> str:
    """Say how long runs take; strategies that take the same time share a part."""
    by_time: dict[str, list[str]] = {}
    for name, value in seconds.items():
        by_time.setdefault(_format_time(value), []).append(name)
    if len(by_time) < 2:
        suffix = " of each" if len(seconds) > 1 else ""
        return f"a run{suffix} takes {next(iter(by_time))}" if by_time else ""
    parts = [f"of {join_names(names, 'and')} {time}" for time, names in by_time.items()]
    first, time = parts[0], next(iter(by_time))
    return f"a run {first.removesuffix(time)}takes {', '.join([time, *parts[1:]])}"


def _describe_crossings(contest: Contest, crossovers: Iterable[CrossoverRow]) -> str:
    """Say from which train size on a strategy overtakes another."""
    strategies = {cell.strategy for cell in contest.cells if cell.encoder}
    here = [
        row
        for row in crossovers
        if row.dataset == contest.best.dataset
        and contest.fits(row.vectors, row.encoder)
        and {row.a, row.b} <= strategies
    ]
    crossing = [row for row in here if row.status == CROSSING]
    if here and not crossing:
        low, high = contest.sizes[0], contest.sizes[-1]
        return f"Between {low:,} and {high:,} training texts no strategy overtakes another."
    sentences = [
        f"{row.a} {'may overtake' if row.is_open_above else 'overtakes'} {row.b} at about "
        f"{row.train_size:,} ({_format_crossing_interval(row)})"
        for row in crossing
    ]
    return f"With more texts, {'; '.join(sentences)}." if sentences else ""


def _format_crossing_interval(row: CrossoverRow) -> str:
    if row.low is None and row.high is None:
        return row.note or "without an interval"
    if row.high is None:
        return f"95 % interval from {row.low:,}, open above: not shown by the largest size"
    if row.low is None:
        return f"95 % interval up to {row.high:,}, open below"
    return f"95 % interval {row.low:,} to {row.high:,}"


def _name_incomplete(cells: Iterable[SummaryRow], runs: Sequence[RunRow]) -> str:
    names = []
    for cell in cells:
        if cell.status != "complete":
            where = [name for name in (cell.vectors, cell.encoder) if name]
            n_seeds = len({run.seed for run in runs if _is_of(run, cell)})
            seeds = (
                f"{cell.n} of {counted(n_seeds, 'seed')}" if n_seeds else counted(cell.n, "seed")
            )
            about = ", ".join([*where, f"{cell.train_size:,} training texts", seeds])
            names.append(f"{cell.strategy} ({about})")
    return f"Incomplete, as some runs failed: {'; '.join(names)}." if names else ""


def _describe_place(contest: Contest) -> str:
    size = f"{contest.sizes[-1]:,} training texts" if len(contest.sizes) > 1 else ""
    several = contest.n_places > 1
    names = [contest.vectors, contest.encoder] if several else []
    names_text = join_names([name for name in (size, *names) if name], "and")
    where = f"On {contest.best.dataset}" + (f" with {names_text}" if names_text else "")
    untested = f" (the best of {contest.n_places} choices of vectors and encoder, untested)"
    return where + (untested if several else "")


def _is_of(run: RunRow, cell: SummaryRow) -> bool:
    names = ("dataset", "vectors", "encoder", "strategy", "train_size")
    return all(getattr(run, name) == getattr(cell, name) for name in names)


def _average_seconds(cell: SummaryRow, runs: Iterable[RunRow]) -> float | None:
    known = [run.seconds for run in runs if run.seconds is not None and _is_of(run, cell)]
    return fmean(known) if known else None


def _say_how_sure(row: ComparisonRow) -> str:
    p = 1.0 if row.decisive_p is None else row.decisive_p
    shown = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    by_holm = "" if row.p_holm is None else " by Holm"
    counts = f"{counted(row.n_seeds, 'seed')} and {counted(row.n_examples, 'text')}"
    counts += _FEW_SEEDS.get(row.n_seeds, "")
    interval = METRICS[row.metric].format_interval(row.ci_low, row.ci_high)
    return f"95 % interval {interval}, {shown}{by_holm}; {counts}"


def _name_kind(cell: SummaryRow) -> str:
    return "" if cell.encoder else "the baseline "


def _name_cell(cell: SummaryRow) -> str:
    metric = METRICS[cell.metric]
    return f"{_name_kind(cell)}{cell.strategy} ({metric.format(cell.mean)}{metric.unit})"


def _format_time(seconds: float) -> str:
    if seconds < 0.1:
        return "less than 0.1 s"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:,.0f} s"
