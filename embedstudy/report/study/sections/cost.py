"""The section on coverage and cost."""

from typing import Any

from embedstudy.report.study.groups import group_results
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.cost import tabulate_cost, tabulate_coverage


def _content(study_data: StudyData) -> dict[str, Any] | None:
    page_id = study_data.page_id
    coverage = tabulate_coverage(f"{page_id}-coverage", study_data)
    cost = tabulate_cost(f"{page_id}-cost", group_results(study_data))
    if coverage is None and cost is None:
        return None
    peak_memory = study_data.meta.get("peak_memory")
    return {"coverage": coverage, "cost": cost, "peak_memory": peak_memory}


COST = Section(
    title="Coverage and cost",
    link="Coverage and cost",
    template="study/cost.html",
    content=_content,
    is_folded=True,
    hint="the words that the vectors know, time and memory",
)
