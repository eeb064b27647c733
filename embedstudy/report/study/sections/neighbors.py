"""The section on the neighbours of probe words, before and after training."""

from typing import Any

from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.words import list_probe_words

# The words that are shown at once; the others are folded.
_SHOWN = 4


def _content(study_data: StudyData) -> dict[str, Any] | None:
    probes = list_probe_words(study_data.neighbors)
    return {"probes": probes[:_SHOWN], "more": probes[_SHOWN:]} if probes else None


NEIGHBORS = Section(
    title="Neighbours, before and after",
    link="Neighbours",
    template="study/neighbors.html",
    content=_content,
)
