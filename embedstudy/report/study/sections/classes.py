"""The section on classes: precision, recall and F1 of each, by strategy."""

from typing import Any

import numpy as np

from embedstudy.baselines import is_chance
from embedstudy.plot_style import PlotStyle
from embedstudy.report.formatting import format_percent
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.statistics.confusion import Confusion

# More classes than these are sorted, and their table scrolls.
FEW_CLASSES = 10


def _content(study_data: StudyData) -> dict[str, Any] | None:
    columns = [cell for cell in study_data.confusions if not is_chance(cell.strategy)]
    if not columns:
        return None
    classes, n_texts = columns[0].classes, columns[0].n_texts
    f1 = np.array([cell.f1 for cell in columns])
    best = int(f1.mean(axis=1).argmax())
    is_long = len(classes) > FEW_CLASSES
    order = np.argsort(f1[best], kind="stable") if is_long else np.arange(len(classes))
    scores = [list(zip(cell.f1, cell.precision, cell.recall, strict=True)) for cell in columns]
    places = {(run.vectors, run.encoder) for run in study_data.runs if run.encoder}
    return {
        "page_id": study_data.page_id,
        "is_long": is_long,
        "worst_by": columns[best].strategy if is_long else "",
        "columns": [_describe_column(cell, has_place=len(places) > 1) for cell in columns],
        "rows": [
            {
                "name": classes[i],
                "n_texts": f"{n_texts[i]:,}",
                "cells": _mark_best([tuple(map(format_percent, row[i])) for row in scores]),
            }
            for i in order.tolist()
        ],
        "means": _mark_best([tuple(map(format_percent, np.mean(row, axis=0))) for row in scores]),
    }


def _describe_column(cell: Confusion, *, has_place: bool) -> tuple[str, PlotStyle, str]:
    place = format_place(cell.vectors, cell.encoder) if has_place and cell.encoder else ""
    return cell.strategy, find_look(cell.strategy), place


def _mark_best(cells: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], bool]]:
    """Tell of each cell whether its F1 is the highest as it is shown; not if all are equal."""
    values = [float(f1) for f1, *_ in cells]
    differs = len(set(values)) > 1
    return [
        (cell, differs and value == max(values)) for cell, value in zip(cells, values, strict=True)
    ]


CLASSES = Section(
    title="Class by class",
    link="Classes",
    template="study/classes.html",
    content=_content,
    is_folded=True,
    hint="precision, recall and F1 of each class, by strategy",
)
