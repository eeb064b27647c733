"""The page on initializers, as bytes or as a file."""

import math
import os
from pathlib import Path

from embedstudy.report.initializers.answer import QUESTION, answer_question
from embedstudy.report.initializers.figures import draw_losses, draw_rank, draw_scores, draw_units
from embedstudy.report.initializers.summary import OUTCOMES, format_span, summarize
from embedstudy.report.page import read_page_script, render
from embedstudy.results.initializers import Starts, read_starts
from embedstudy.results.report_folder import PAGE_NAME
from embedstudy.storage import publish

# The columns that a table of the page has at most; starts.csv has all.
_COLUMNS = 10


def render_page(starts: Starts) -> bytes:
    """Return the page, without a date, so that the same numbers give the same bytes."""
    summaries = summarize(starts)
    outcomes = {summary.outcome for summary in summaries}
    return render(
        "initializers.html",
        scripts=(read_page_script(),),
        question=QUESTION,
        answer=answer_question(starts, summaries),
        starts=starts,
        how=starts.conditions,
        summaries=summaries,
        outcomes={name: look for name, look in OUTCOMES.items() if name in outcomes},
        chance=math.log(starts.conditions.classes),
        loss=draw_losses(summaries, starts.conditions.classes),
        scores=draw_scores(summaries, starts.majority),
        units=draw_units(summaries, starts.conditions.units),
        rank=draw_rank(summaries, starts.conditions.dim),
        epochs=_choose_epochs(starts.conditions.epochs),
        seeds=range(min(starts.conditions.seeds, _COLUMNS)),
        format_span=format_span,
    )


def write_page(directory: str | os.PathLike[str]) -> Path:
    """Draw the page of a directory that `embedstudy.results.initializers.write_starts` wrote.

    Returns
    -------
    Path
        The path of ``report.html``, in that directory.

    Raises
    ------
    InputError
        If the directory holds no such numbers, or they are damaged.
    """
    content = render_page(read_starts(directory))
    path = Path(directory) / PAGE_NAME
    with publish(path) as file:
        file.write(content)
    return path


def _choose_epochs(count: int) -> list[int]:
    """Return epochs from the first to the last, evenly spread where a table cannot show all.

    Examples
    --------
    >>> _choose_epochs(4), _choose_epochs(100)
    ([1, 2, 3, 4], [1, 12, 23, 34, 45, 56, 67, 78, 89, 100])
    """
    if count <= _COLUMNS:
        return list(range(1, count + 1))
    return [1 + round(place * (count - 1) / (_COLUMNS - 1)) for place in range(_COLUMNS)]
