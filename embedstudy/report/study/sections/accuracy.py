"""The section with all test scores in numbers, and with every pair of strategies."""

from typing import Any

from embedstudy.report.study.figures.accuracy import draw_accuracy
from embedstudy.report.study.groups import group_results
from embedstudy.report.study.ranking import rank_results
from embedstudy.report.study.sections.answer import MOST_ROWS
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.accuracy import (
    tabulate_accuracy,
    tabulate_calibration,
    tabulate_pairs,
    tabulate_seeds,
)
from embedstudy.results.protocol import list_protocol
from embedstudy.wording import printable


def _content(study_data: StudyData) -> dict[str, Any] | None:
    groups, page_id = group_results(study_data), study_data.page_id
    if not groups:
        return None
    ranked = rank_results(study_data, groups)
    chart = None
    if len(ranked) > MOST_ROWS:
        chart = draw_accuracy(ranked, f"{page_id}-accuracy")
    return {
        "title": f"Test {study_data.metric.title} in numbers",
        "chart": chart,
        "accuracies": tabulate_accuracy(f"{page_id}-cells", groups, study_data),
        "protocol": [printable(s) for s in list_protocol(study_data.look_up("data"))],
        "pairs": tabulate_pairs(f"{page_id}-pairs", study_data),
        "calibration": tabulate_calibration(f"{page_id}-calibration", groups, study_data),
        "seeds": tabulate_seeds(f"{page_id}-seeds", groups) if ranked else None,
    }


ACCURACY = Section(
    title="Test accuracy in numbers",
    link="Statistics",
    template="study/accuracy.html",
    content=_content,
    is_folded=True,
    hint="every cell, every pair with its p-value, calibration, seeds",
)
