"""The section that answers the question of the study: the verdict, and one chart of all scores."""

from typing import Any

from embedstudy.report.study.figures.accuracy import draw_accuracy
from embedstudy.report.study.groups import group_results
from embedstudy.report.study.ranking import choose_results, rank_results
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData

# The rows of the chart at most; the section on accuracy has all.
MOST_ROWS = 12


def _content(study_data: StudyData) -> dict[str, Any] | None:
    ranked = rank_results(study_data, group_results(study_data))
    chart = draw_accuracy(choose_results(ranked, MOST_ROWS), f"{study_data.page_id}-scores")
    if chart is None and study_data.verdict is None:
        return None
    return {
        "verdict": study_data.verdict,
        "chart": chart,
        "metric": study_data.metric,
        "train_size": study_data.train_sizes[-1] if study_data.train_sizes else 0,
        "has_smaller_sizes": len(study_data.train_sizes) > 1,
        "is_cross_validated": study_data.is_cross_validated,
        "has_intervals": any(entry.result.interval for entry in ranked),
        "has_differences": any(entry.difference for entry in ranked),
        "has_several_encoders": len({run.encoder for run in study_data.runs if run.encoder}) > 1,
        "n_left_out": max(len(ranked) - MOST_ROWS, 0),
    }


ANSWER = Section(
    title="Do you need pretrained vectors here?",
    link="Answer",
    template="study/answer.html",
    content=_content,
    style="answer",
)
