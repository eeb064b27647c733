"""The section on how the spaces take shape while they are trained."""

from typing import Any

from embedstudy.report.study.figures.dynamics import draw_dynamics
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.space_families import list_kind_looks
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.dynamics import tabulate_dynamics


def _content(study_data: StudyData) -> dict[str, Any] | None:
    rows = study_data.dynamics
    if not any(row.train_loss is not None for row in rows):
        return None
    page_id = study_data.page_id
    families = draw_dynamics(rows, f"{page_id}-dynamics")
    return {
        "families": families,
        "looks": list_kind_looks(space for drawn in families for space in drawn.family.spaces),
        "table": tabulate_dynamics(f"{page_id}-dynamics-table", rows),
    }


DYNAMICS = Section(
    title="How the space takes shape",
    link="Taking shape",
    is_folded=True,
    hint="loss, accuracy, alignment and rank at moments of the training",
    template="study/dynamics.html",
    content=_content,
)
