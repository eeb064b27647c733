"""The section on numbers that the study does not have."""

from typing import Any

from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.summary import list_gaps


def _content(study_data: StudyData) -> dict[str, Any] | None:
    gaps = list_gaps(study_data)
    return {"gaps": gaps} if gaps else None


GAPS = Section(
    title="Missing from this study",
    template="study/gaps.html",
    content=_content,
    style="missing",
    is_folded=True,
    hint="what has no numbers here, and why",
)
