"""The report on initializers."""

import math
from collections.abc import Sequence

from embedstudy.report.formatting import format_span
from embedstudy.report.initializers.answer import QUESTION, answer_question
from embedstudy.report.initializers.figures import draw_losses, draw_rank, draw_scores, draw_units
from embedstudy.report.initializers.summary import OUTCOMES, InitializerSummary, summarize
from embedstudy.report.start_report import StartReport
from embedstudy.results.initializers import FOLDER, Starts

# The columns that a table of the page has at most; starts.csv has all.
_COLUMNS = 10


def _draw(starts: Starts, summaries: Sequence[InitializerSummary]) -> dict[str, object]:
    how, outcomes = starts.conditions, {summary.outcome for summary in summaries}
    return {
        "outcomes": {name: look for name, look in OUTCOMES.items() if name in outcomes},
        "chance": math.log(how.classes),
        "loss": draw_losses(summaries, how.classes),
        "scores": draw_scores(summaries, starts.majority),
        "units": draw_units(summaries, how.units or 0),
        "rank": draw_rank(summaries, how.dim),
        "epochs": _choose_epochs(how.epochs),
        "seeds": range(min(how.seeds, _COLUMNS)),
        "format_span": format_span,
    }


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


REPORT = StartReport(FOLDER, "initializers.html", QUESTION, summarize, answer_question, _draw)
