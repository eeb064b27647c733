"""The table of tuning: the expected best dev score by budget, and what was chosen."""

from collections.abc import Sequence

from embedstudy.metrics import METRICS, Metric
from embedstudy.report.formatting import format_decimal
from embedstudy.report.paper.table import PaperTable, drop_constant
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import TuningRow
from embedstudy.statistics.expected_best import compute_search_cost, list_expected_best

BUDGETS = (1, 2, 4, 8, 16)
_PLACE = ("Data set", "Vectors", "Encoder", "Texts")


def tabulate_budget(study: StudyDirectory) -> PaperTable | None:
    """Return the expected best dev score by budget, for each cell that was tuned; None if none."""
    rows = [row for row in study.tuning if row.encoder]
    if not rows:
        return None
    metric = METRICS[study.meta.get("identity", {}).get("metric", "accuracy")]
    caption = (
        f"Expected best dev {metric.heading} of so many settings from the first round of the "
        "search (Dodge et al. 2019). Trials: trainings of the whole search. Cost: the same in "
        "trainings of full length."
    )
    headings = (*_PLACE, "Strategy", *map(str, BUDGETS), "All", "Trials", "Cost")
    cells: dict[tuple[str, ...], list[TuningRow]] = {}
    for row in rows:
        key = row.dataset, row.vectors, row.encoder, f"{row.train_size:,}", row.strategy
        cells.setdefault(key, []).append(row)
    lines = tuple((*key, *_make_cells(trials, metric)) for key, trials in cells.items())
    return drop_constant(PaperTable("tuning", caption, headings, lines, 5), _PLACE)


def _make_cells(trials: Sequence[TuningRow], metric: Metric) -> tuple[str, ...]:
    best = list_expected_best(trials, metric, BUDGETS)
    scores = (metric.format(score) for score in best)
    return (*scores, f"{len(trials)}", format_decimal(compute_search_cost(trials), 1))
