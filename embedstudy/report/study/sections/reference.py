"""The section on where the data set stands among those of the reference study."""

from typing import Any

from embedstudy.report.formatting import keep_units_together
from embedstudy.report.study.figures.reference import draw_reference
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.reference import tabulate_reference
from embedstudy.results.reference_sentences import describe_reference
from embedstudy.wording import printable


def _content(study_data: StudyData) -> dict[str, Any] | None:
    rows = study_data.reference
    if not rows:
        return None
    page_id = study_data.page_id
    table = tabulate_reference(f"{page_id}-reference-table", rows)
    return {
        "sentences": [
            keep_units_together(printable(sentence)) for sentence in describe_reference(rows)
        ],
        "charts": draw_reference(study_data, f"{page_id}-reference"),
        "has_nearest": any(row.distance is not None for row in rows),
        "tables": [table] if table.rows else [],
    }


REFERENCE = Section(
    title="Among the reference data sets",
    link="Reference",
    template="study/reference.html",
    content=_content,
    is_folded=True,
    hint="its learning curves over those of the reference study",
)
