"""The section on the spaces: the structure that training gave the embeddings."""

from typing import Any

from embedstudy.report.study.figures.drift import draw_drift
from embedstudy.report.study.figures.meaning import draw_meaning
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.space_families import list_kind_looks
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.structure import (
    tabulate_differences,
    tabulate_spaces,
    tabulate_stability,
)
from embedstudy.report.study.tables.words import tabulate_moved


def _content(study_data: StudyData) -> dict[str, Any] | None:
    page_id, structure = study_data.page_id, study_data.structure
    drift_charts = draw_drift(structure, f"{page_id}-drift")
    content = {
        "pictures": draw_meaning(structure, f"{page_id}-meaning"),
        "alignment": tabulate_spaces(
            f"{page_id}-alignment",
            "Task alignment and general meaning of every space: mean over seeds, and its 95 % "
            "interval for new seeds and new words or pairs. Null is the alignment by chance alone: "
            "its mean, and the value that it stays below 95 times in 100. p is the largest of the "
            "seeds'. Ceiling is the alignment of a perfect space: the held-out texts say only so "
            "much of a word.",
            structure,
            ("task alignment", "general meaning"),
        ),
        "differences": tabulate_differences(
            f"{page_id}-differences",
            study_data.structure_differences,
            ("task_alignment", "general_meaning"),
        ),
        "drifts": drift_charts,
        "drift_looks": list_kind_looks(
            space for chart in drift_charts for space in chart.family.spaces
        ),
        "drift": tabulate_spaces(
            f"{page_id}-drift-table",
            "Mean cosine between a word before and after training, by how often the training "
            "texts have it.",
            structure,
            ("drift",),
        ),
        "moved": tabulate_moved(f"{page_id}-moved", study_data.drift),
        "opposites": tabulate_spaces(
            f"{page_id}-opposites",
            "Mean cosine of pairs of opposites, by kind.",
            structure,
            ("opposites",),
        ),
        "stability": tabulate_stability(f"{page_id}-stability", structure),
        "geometry": tabulate_spaces(
            f"{page_id}-geometry",
            "The shape of every space: over how many dimensions it spreads, how much all words "
            "point one way, and how far the length of a vector goes with the word's frequency.",
            structure,
            ("geometry",),
        ),
    }
    return content if any(content.values()) else None


STRUCTURE = Section(
    title="What the embeddings learned",
    link="What was learned",
    is_folded=True,
    hint="task and meaning, drift, opposites, stability, geometry",
    template="study/structure.html",
    content=_content,
)
