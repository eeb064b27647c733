"""The sections of the page: one file for each, in the order of this table."""

from embedstudy.entries import Entries
from embedstudy.report.study.sections.section import DatasetPart, DrawnSection, Section

__all__ = ["SECTIONS", "DatasetPart", "DrawnSection", "Section"]

SECTIONS: Entries[Section] = Entries(
    "section",
    {
        "answer": "embedstudy.report.study.sections.answer:ANSWER",
        "learning-curve": "embedstudy.report.study.sections.learning_curve:LEARNING_CURVE",
        "forecast": "embedstudy.report.study.sections.forecast:FORECAST",
        "neighbors": "embedstudy.report.study.sections.neighbors:NEIGHBORS",
        "accuracy": "embedstudy.report.study.sections.accuracy:ACCURACY",
        "reference": "embedstudy.report.study.sections.reference:REFERENCE",
        "structure": "embedstudy.report.study.sections.structure:STRUCTURE",
        "dynamics": "embedstudy.report.study.sections.dynamics:DYNAMICS",
        "classes": "embedstudy.report.study.sections.classes:CLASSES",
        "confusion": "embedstudy.report.study.sections.confusion:CONFUSION",
        "texts": "embedstudy.report.study.sections.texts:TEXTS",
        "tuning": "embedstudy.report.study.sections.tuning:TUNING",
        "cost": "embedstudy.report.study.sections.cost:COST",
        "gaps": "embedstudy.report.study.sections.gaps:GAPS",
    },
)
