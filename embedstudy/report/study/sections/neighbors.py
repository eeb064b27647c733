"""The section on the neighbours of probe words, before and after training."""

from typing import Any

from embedstudy.report.study.learned_directions import describe_directions
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.words import list_probe_words

# The words that are shown at once, of all data sets; the others are folded.
_SHOWN = 4


def _content(study_data: StudyData) -> dict[str, Any] | None:
    probes = list_probe_words(study_data.neighbors)
    if not probes:
        return None
    n_shown = max(_SHOWN // max(len(study_data.meta.get("data", {})), 1), 1)
    return {
        "probes": probes[:n_shown],
        "more": probes[n_shown:],
        "directions": describe_directions(study_data.dynamics),
    }


NEIGHBORS = Section(
    title="Neighbours, before and after",
    link="Neighbours",
    template="study/neighbors.html",
    content=_content,
)
