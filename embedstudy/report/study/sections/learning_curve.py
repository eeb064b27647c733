"""The section on learning curves."""

from typing import Any

from embedstudy.baselines import is_chance
from embedstudy.report.study.figures.learning_curve import draw_learning_curves
from embedstudy.report.study.groups import group_results, list_looks
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.learning_curve import (
    tabulate_crossings,
    tabulate_curve,
    tabulate_other_crossings,
)
from embedstudy.results.curve_basis import describe_curve_basis
from embedstudy.wording import printable


def _content(study_data: StudyData) -> dict[str, Any] | None:
    page_id = study_data.page_id
    charts = draw_learning_curves(study_data, f"{page_id}-curve")
    if len({row.train_size for row in study_data.curve}) < 2 or not charts:
        return None
    keys = list_looks(group_results(study_data))
    return {
        "metric": study_data.metric,
        "looks": keys,
        "basis": [
            printable(sentence)
            for sentence in describe_curve_basis(study_data.runs, study_data.curve)
        ],
        "has_chance": any(is_chance(name) for name, _ in keys),
        "curves": [
            (
                curves,
                tabulate_crossings(f"{page_id}-crossings-{number}", curves),
                [
                    table
                    for table in (
                        tabulate_curve(f"{page_id}-curve-table-{number}", curves),
                        tabulate_other_crossings(f"{page_id}-other-crossings-{number}", curves),
                    )
                    if table is not None
                ],
            )
            for number, curves in enumerate(charts)
        ],
    }


LEARNING_CURVE = Section(
    title="With fewer training texts",
    link="Learning curve",
    template="study/learning_curve.html",
    content=_content,
    style="whole",
)
