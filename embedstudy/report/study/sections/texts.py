"""The section on test texts that tell where strategies fail, and where they differ."""

from typing import Any

from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.word_marks import find_mark, mark_words
from embedstudy.report.styles import find_look
from embedstudy.results.row_format import split_words
from embedstudy.results.rows import ALL_WRONG, ONLY_PRETRAINED, ONLY_RANDOM, TextRow
from embedstudy.strategies import STRATEGIES

_RANDOM = "random"


def _content(study_data: StudyData) -> dict[str, Any] | None:
    if not study_data.has_texts:
        # A study that is not finished is without the file, too; its page says so at the top.
        return {"groups": [], "is_missing": True} if study_data.summary else None
    if not study_data.texts and not _compares_strategies(study_data):
        return None
    pretrained = next((row.pretrained for row in study_data.texts if row.pretrained), "")
    groups: list[tuple[str, str, str | None]] = [
        (ALL_WRONG, "Every seed of every strategy is wrong, and most sure of it", None)
    ]
    if any(row.random_seeds is not None for row in study_data.texts) and pretrained:
        groups += [
            (ONLY_PRETRAINED, f"Only {pretrained} gets these right, not random", pretrained),
            (ONLY_RANDOM, f"Only random gets these right, not {pretrained}", _RANDOM),
        ]
    return {
        "is_missing": False,
        "groups": [
            {
                "title": title,
                "look": None if winner is None else find_look(winner),
                "texts": [_describe(row) for row in study_data.texts if row.group == group],
            }
            for group, title, winner in groups
        ],
    }


def _compares_strategies(study_data: StudyData) -> bool:
    """Tell whether a strategy with an embedding was run that is no control."""
    names = {row.strategy for row in study_data.runs}
    return any(name in STRATEGIES and not STRATEGIES[name].is_control for name in names)


def _describe(row: TextRow) -> dict[str, Any]:
    scores = ([float(value) for value in cell.split()] for cell in (row.log_odds, row.z))
    marks = [find_mark(*score) for score in zip(*scores, strict=True)]
    return {
        "pieces": mark_words(row.text, split_words(row.words), marks),
        "label": row.label,
        "predicted": row.predicted,
        "sure": "" if row.probability is None else f"{100 * row.probability:.0f}",
        "right": []
        if row.group == ALL_WRONG
        else [
            f"{name} {right} of {seeds}"
            for name, right, seeds in (
                (row.pretrained, row.pretrained_right, row.pretrained_seeds),
                (_RANDOM, row.random_right, row.random_seeds),
            )
            if seeds is not None
        ],
    }


TEXTS = Section(
    title="Texts to read",
    link="Texts",
    template="study/texts.html",
    content=_content,
    is_folded=True,
    hint="those that all strategies fail on, and those that only one gets right",
)
