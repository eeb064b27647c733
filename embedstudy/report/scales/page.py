"""The report on initial scales."""

from collections.abc import Sequence

from embedstudy.report.scales.answer import QUESTION, answer_question
from embedstudy.report.scales.figures import draw_passage
from embedstudy.report.scales.summary import ScaleSummary, choose_styles, summarize
from embedstudy.report.start_report import StartReport
from embedstudy.results.scales import FOLDER, ScaleResults


def _draw(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> dict[str, object]:
    return {
        "styles": choose_styles(summaries),
        "passage": draw_passage(results, summaries),
        "n_directions": results.conditions.classes - 1,
    }


REPORT = StartReport(FOLDER, "scales.html", QUESTION, summarize, answer_question, _draw)
