"""The section on tuning."""

from typing import Any

from embedstudy.baselines import is_chance
from embedstudy.report.study.figures.tuning import draw_tuning
from embedstudy.report.study.groups import group_results, list_looks
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.tuning import (
    tabulate_budget,
    tabulate_optimizers,
    tabulate_tuning,
)


def _content(study_data: StudyData) -> dict[str, Any] | None:
    page_id = study_data.page_id
    charts = draw_tuning(study_data, f"{page_id}-tuning")
    if not charts:
        return None
    keys = list_looks(group_results(study_data))
    curves = [
        (curves, tabulate_tuning(f"{page_id}-tuning-table-{number}", curves))
        for number, curves in enumerate(charts)
    ]
    budget = tabulate_budget(f"{page_id}-tuning-budget", study_data)
    return {
        "metric": study_data.metric,
        "looks": [(name, look) for name, look in keys if not is_chance(name)],
        "curves": curves,
        "extensions": study_data.meta.get("tuning_extensions", []),
        "optimizers": tabulate_optimizers(f"{page_id}-tuning-optimizers", study_data),
        "tables": [*(table for _, table in curves), *budget],
    }


TUNING = Section(
    title="Tuning",
    link="Tuning",
    template="study/tuning.html",
    content=_content,
    style="whole",
    is_folded=True,
    hint="every value that was tried, and what a smaller budget gives",
)
