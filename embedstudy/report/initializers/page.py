"""From starts, or the directory of them, to the page."""

import math
import os
from pathlib import Path

from embedstudy.report.initializers.figures import (
    accuracy_chart,
    loss_panels,
    rank_chart,
    units_chart,
)
from embedstudy.report.initializers.findings import findings
from embedstudy.report.initializers.summary import span, summaries
from embedstudy.report.page import render
from embedstudy.results.initializers import PAGE_NAME, Starts, read_starts
from embedstudy.storage import publish

# Columns that a table of the page has at most; the files have all.
_COLUMNS = 10


def page(starts: Starts) -> bytes:
    """Return the page; no date is in it, so that the same numbers give the same bytes."""
    found = summaries(starts)
    return render(
        "initializers.html",
        starts=starts,
        how=starts.conditions,
        summaries=found,
        findings=findings(starts, found),
        outcomes={s.outcome: s.look for s in found},
        chance=math.log(starts.conditions.classes),
        loss=loss_panels(found, starts.conditions.classes),
        accuracy=accuracy_chart(found, starts.majority),
        units=units_chart(found, starts.conditions.units),
        rank=rank_chart(found, starts.conditions.dim),
        epochs=_spread(starts.conditions.epochs),
        seeds=range(min(starts.conditions.seeds, _COLUMNS)),
        span=span,
    )


def write_page(directory: str | os.PathLike[str]) -> Path:
    """Draw the page of a directory that `embedstudy.results.initializers.write_starts` wrote.

    Returns
    -------
    Path
        Of ``report.html``, in that directory.

    Raises
    ------
    InputError
        If the directory holds no such numbers, or they are damaged.
    """
    content = page(read_starts(directory))
    path = Path(directory) / PAGE_NAME
    with publish(path) as file:
        file.write(content)
    return path


def _spread(count: int) -> list[int]:
    """Return epochs from the first to the last, evenly spread where a table cannot show all.

    Examples
    --------
    >>> _spread(4), _spread(100)
    ([1, 2, 3, 4], [1, 12, 23, 34, 45, 56, 67, 78, 89, 100])
    """
    if count <= _COLUMNS:
        return list(range(1, count + 1))
    return [1 + round(place * (count - 1) / (_COLUMNS - 1)) for place in range(_COLUMNS)]
