"""The section on costs."""

from collections.abc import Sequence
from statistics import geometric_mean

from benchmarks.reference_study.figures import MAIN
from benchmarks.reference_study.questions import BASELINE
from benchmarks.reference_study.tables import CostRow, Tables
from benchmarks.reference_study.wording import format_table
from embedstudy.report.formatting import format_time
from embedstudy.strategies import USUAL


def add_costs(tables: Tables) -> list[str]:
    heads = ("data set", *(f"{name}: run" for name in USUAL), "baseline: run",
             *(f"{name}: tuning" for name in USUAL), "baseline: tuning")  # fmt: skip
    rows = []
    ratios: dict[str, list[float]] = {"frozen": [], "finetuned": []}
    for dataset in tables.list_datasets("mean"):
        costs = [_find_cost(tables, dataset, name) for name in (*USUAL, BASELINE)]
        runs = ["" if cost is None else format_time(cost.run) for cost in costs]
        tunings = [_format_tuning(cost) for cost in costs]
        rows.append([f"`{dataset}`", *runs, *tunings])
        random = costs[0]
        for name, cost in zip(USUAL, costs, strict=False):
            if name in ratios and cost is not None and random is not None:
                ratios[name].append(random.run / cost.run)
    if not rows:
        return []
    return [
        "## What it costs",
        "",
        f"With `{MAIN}`, the encoder `mean` and all training texts: the fastest run of the seeds,"
        " and all trials of tuning together (their number in parentheses).",
        "",
        *format_table(heads, rows),
        "",
        f"A run of random takes {_format_ratios(ratios['frozen'])} times as long as one of frozen,"
        f" and {_format_ratios(ratios['finetuned'])} times as long as one of fine-tuned (geometric"
        " means; the lowest and the highest data set)."
        " Frozen vectors under `mean` leave a linear classifier alone, which is solved rather than"
        " trained. The machine did other work at the same time, so compare strategies rather than"
        " seconds. The training of `train:word2vec` is not timed.",
    ]


def _format_ratios(ratios: Sequence[float]) -> str:
    return f"{geometric_mean(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"


def _find_cost(tables: Tables, dataset: str, strategy: str) -> CostRow | None:
    name = tables.find_study("mean", dataset).baseline if strategy == BASELINE else strategy
    for row in tables.costs:
        is_it = (row.encoder, row.dataset, row.strategy) == ("mean", dataset, name)
        if is_it and row.vectors in ("", MAIN):
            return row
    return None


def _format_tuning(cost: CostRow | None) -> str:
    if cost is None or cost.tuning is None:
        return ""
    return f"{format_time(cost.tuning)} ({cost.trials})"
