"""The tables of results: the test score of every cell, and the differences of pairs."""

from collections.abc import Sequence

from embedstudy.baselines import BASELINES, is_chance
from embedstudy.metrics import METRICS, Metric
from embedstudy.report.formatting import format_p_value, format_setting
from embedstudy.report.paper.table import PaperTable, drop_constant
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ComparisonRow, SummaryRow
from embedstudy.verdict.question import list_questions
from embedstudy.verdict.ranked_cells import rank_cells
from embedstudy.wording import counted

_PLACE = ("Data set", "Vectors", "Encoder", "Texts")
RANDOM = "random"

# Of a cell: data set, vectors, encoder, training texts, strategy.
_Key = tuple[str, str, str, int, str]


def tabulate_accuracy(study: StudyDirectory) -> PaperTable | None:
    """Return the test score of every cell, with its difference to `random`; None without cells."""
    rows = _drop_repeats(study.summary)
    if not rows:
        return None
    metric = METRICS[rows[0].metric]
    seeds = _count_seeds(rows)
    pairs = _find_pairs(study)
    caption = (
        f"Test {metric.heading}: mean and standard deviation over {seeds}, and its 95 % "
        "interval for new seeds and new texts. Difference: to random, paired by seed and text, "
        f"with its 95 % interval{' in points' if metric.is_share else ''}. p counts chance in "
        "seeds and texts; p Holm is adjusted for all pairs of the study."
    )
    headings = (
        *_PLACE, "Strategy", metric.title[0].upper() + metric.title[1:], "95 % interval",
        "Macro F1", "Difference", "95 % interval", "p", "p Holm", "Rate or C",
    )  # fmt: skip
    table = PaperTable(
        "accuracy", caption, headings, tuple(_make_row(row, metric, pairs) for row in rows), 5
    )
    return drop_constant(table, _PLACE)


def _drop_repeats(rows: Sequence[SummaryRow]) -> list[SummaryRow]:
    """Leave out `random` of a further table of vectors, if it is the same in every number."""
    seen, different = set(), []
    for row in rows:
        key = (row.dataset, row.encoder, row.train_size, row.mean, row.std, row.macro_f1)
        if row.strategy == RANDOM and key in seen:
            continue
        seen |= {key} if row.strategy == RANDOM else set()
        different.append(row)
    return different


def _count_seeds(rows: Sequence[SummaryRow]) -> str:
    counts = sorted({row.n for row in rows if row.encoder}) or [1]
    return f"{counts[0]} to {counts[-1]} seeds" if len(counts) > 1 else counted(counts[0], "seed")


def _find_pairs(study: StudyDirectory) -> dict[_Key, ComparisonRow]:
    """Return the difference to random of each cell.

    A baseline has no vectors and no encoder: its difference is to random of the encoder that is
    best on dev, as everywhere else.
    """
    pairs: dict[_Key, ComparisonRow] = {}
    for row in study.comparisons:
        other = row.b if row.a == RANDOM else row.a
        if RANDOM in (row.a, row.b) and other not in BASELINES:
            pairs[row.dataset, row.vectors, row.encoder, row.train_size, other] = row
    for question in list_questions(study):
        for size, contest in question.contests.items():
            for entry in rank_cells(contest, has_folds=question.has_folds):
                name = entry.cell.strategy
                if name in BASELINES and entry.lead is not None:
                    pairs[question.dataset, "", "", size, name] = entry.lead.row
    return pairs


def _make_row(row: SummaryRow, metric: Metric, pairs: dict[_Key, ComparisonRow]) -> tuple[str, ...]:
    std = f" ± {metric.format(row.std)}" if row.std is not None and row.mean is not None else ""
    mean = f"{metric.format(row.mean)}{std}" if row.mean is not None else "failed"
    interval = "" if row.ci_low is None else _bracket(metric, row.ci_low, row.ci_high)
    pair = pairs.get((row.dataset, row.vectors, row.encoder, row.train_size, row.strategy))
    difference = _describe_difference(pair, metric, turned=pair is not None and pair.a == RANDOM)
    vectors = "" if row.strategy == RANDOM else row.vectors
    f1 = METRICS["macro-f1"].format(row.macro_f1)
    return (
        row.dataset, vectors, row.encoder, f"{row.train_size:,}", row.strategy, mean, interval, f1,
        *difference, format_setting(row.lr, row.c, row.optimizer),
    )  # fmt: skip


def _describe_difference(
    pair: ComparisonRow | None, metric: Metric, *, turned: bool = False
) -> tuple[str, str, str, str]:
    if pair is None or pair.delta is None:
        return "", "", "", ""
    sign = -1 if turned else 1
    interval = ""
    if pair.ci_low is not None and pair.ci_high is not None:
        low, high = sorted((sign * pair.ci_low, sign * pair.ci_high))
        interval = _bracket(metric, low, high, "+")
    delta = metric.format(sign * pair.delta, "+")
    return delta, interval, format_p_value(pair.p_value), format_p_value(pair.p_holm)


def _bracket(metric: Metric, low: float | None, high: float | None, sign: str = "") -> str:
    return f"[{metric.format(low, sign)}, {metric.format(high, sign)}]"


def tabulate_pairs(study: StudyDirectory) -> PaperTable | None:
    """Return the difference of every pair, apart from those with the most frequent class."""
    rows = [row for row in study.comparisons if not is_chance(row.a) and not is_chance(row.b)]
    if not rows:
        return None
    metric = METRICS[rows[0].metric]
    caption = (
        f"Paired differences of test {metric.title}{metric.note}"
        f"{', in points' if metric.is_share else ''}, with 95 % intervals for new seeds and new "
        "texts. p counts chance in seeds and texts, p seeds in seeds alone. Won: the seeds under "
        "which the first did better. Least: the smallest difference that this study would detect "
        "(80 % power)."
    )
    headings = (
        *_PLACE, "Pair", "Difference", "95 % interval", "p", "p Holm", "p seeds", "Won", "Least",
    )  # fmt: skip
    cells = tuple(
        (
            row.dataset, row.vectors, row.encoder, f"{row.train_size:,}", f"{row.a} − {row.b}",
            *_describe_difference(row, metric), format_p_value(row.p_seeds),
            f"{row.wins}/{row.n_seeds}", metric.format(row.smallest_detectable),
        )
        for row in rows
    )  # fmt: skip
    return drop_constant(PaperTable("pairs", caption, headings, cells, 5), _PLACE)
