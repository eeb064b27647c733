"""The tables of the trials, for the terminal and for the docs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from rich.table import Table

from benchmarks.forecast_trials.crossings import CrossingTrial
from benchmarks.forecast_trials.known_curves import average
from benchmarks.forecast_trials.trials import PILOTS, Trial

Row = Mapping[str, str]


def list_errors(trials: Sequence[Trial], pilot: int, strategy: str) -> dict[str, dict[str, float]]:
    """Return mean absolute errors and shares within intervals, of one pilot and strategy."""
    columns: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for trial in trials:
        if trial.pilot != pilot or not trial.known.curve.strategy.startswith(strategy):
            continue
        low_95, low_80, _, high_80, high_95 = trial.quantiles
        inside_80 = (low_80 <= trial.truth) & (trial.truth <= high_80)
        inside_95 = (low_95 <= trial.truth) & (trial.truth <= high_95)
        for name, values in {
            "forecast": np.abs(trial.means - trial.truth),
            "power law": np.abs(trial.power_law - trial.truth),
            "as it is now": np.abs(trial.now - trial.truth),
            "within 80 %": inside_80.astype(float),
            "within 95 %": inside_95.astype(float),
            "width 80 %": high_80 - low_80,
        }.items():
            columns[name][trial.known.dataset] += values.tolist()
    return columns


def list_accuracies(trials: Sequence[Trial]) -> list[Row]:
    """List how well pilots foretold accuracies, by pilot and strategy."""
    rows = []
    for pilot, strategy in product(PILOTS, ("random", "frozen", "finetuned", "tfidf", "")):
        columns = list_errors(trials, pilot, strategy)
        if columns:
            sizes = columns["forecast"]
            counts = {"data sets": len(sizes), "curves x sizes": sum(map(len, sizes.values()))}
            rows.append({
                "pilot, up to": f"{pilot:,}",
                "strategy": strategy or "all",
                **{name: str(count) for name, count in counts.items()},
                **{
                    name: f"{100 * average(values):.{0 if 'within' in name else 1}f}"
                    for name, values in columns.items()
                },
            })  # fmt: skip
    return rows


def list_crossing_rows(crossings: Sequence[CrossingTrial]) -> list[Row]:
    """List how well pilots foretold where random overtakes, by pilot and strategy."""
    rows = []
    for pilot, rival in product(PILOTS, ("frozen", "finetuned", "tfidf", "")):
        some = [c for c in crossings if c.pilot == pilot and c.rival.startswith(rival)]
        if not some:
            continue
        inside = defaultdict(lambda: defaultdict(list))
        for crossing in some:
            for title, share in {
                "within 80 %": crossing.is_inside(1, 3),
                "within 95 %": crossing.is_inside(0, 4),
                "80 %, sides shared": crossing.count_inside(0.8),
                "95 %, sides shared": crossing.count_inside(0.95),
            }.items():
                inside[title][crossing.dataset].append(float(share))
        factors = [crossing.factor for crossing in some if crossing.factor is not None]
        rows.append({
            "pilot, up to": f"{pilot:,}",
            "random overtakes": rival or "all",
            "pairs": str(len(some)),
            "finite": str(sum(not crossing.is_open for crossing in some)),
            "median factor": f"{np.median(factors):.1f}" if factors else "",
            "worst factor": f"{max(factors):.1f}" if factors else "",
            **{title: f"{100 * average(shares):.0f}" for title, shares in inside.items()},
        })  # fmt: skip
    return rows


def format_markdown(rows: Sequence[Row]) -> str:
    """Return rows as a table in Markdown, with the summing rows in bold."""
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * 2 + "---:|" * (len(rows[0]) - 2)]
    for row in rows:
        is_sum = "all" in row.values()
        cells = [f"**{cell}**" if is_sum and cell else cell for cell in row.values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def make_table(title: str, rows: Sequence[Row]) -> Table:
    """Return rows as a table for the terminal."""
    table = Table(*rows[0], title=title)
    for row in rows:
        table.add_row(*row.values(), end_section="all" in row.values())
    return table
