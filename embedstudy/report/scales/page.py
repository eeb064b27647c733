"""The report on initial scales."""

from collections.abc import Sequence

from embedstudy.report.formatting import format_decimal
from embedstudy.report.scales.answer import QUESTION, answer_question
from embedstudy.report.scales.figures import draw_passage
from embedstudy.report.scales.summary import (
    ScaleSummary,
    choose_styles,
    format_movement,
    summarize,
)
from embedstudy.report.start_report import StartReport
from embedstudy.results.scales import FOLDER, ScaleResults


def _draw(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> dict[str, object]:
    return {
        "styles": choose_styles(summaries),
        "passage": draw_passage(results, summaries),
        "format_movement": format_movement,
        "format_decimal": format_decimal,
        "n_directions": results.conditions.classes - 1,
    }


REPORT = StartReport(
    folder=FOLDER,
    template="scales.html",
    question=QUESTION,
    summarize=summarize,
    answer=answer_question,
    draw=_draw,
)
