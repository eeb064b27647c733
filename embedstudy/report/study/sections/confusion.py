"""The section on confusions: which class the texts of a class are taken for."""

from typing import Any

import numpy as np

from embedstudy.report.formatting import clip_middle, format_decimal
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.statistics.confusion import Confusion

# The pairs of classes that are listed, if there are three or more classes.
_MOST_CONFUSED = 8
# The shades of a cell, from some share of the texts of a class to all of them.
_SHADES = 8
# More classes than these stand in smaller type.
_MANY_CLASSES = 12


def _content(study_data: StudyData) -> dict[str, Any] | None:
    cells = [cell for cell in study_data.confusions if cell.encoder]
    if not cells:
        return None
    sign = study_data.metric.sign
    means = {
        (row.vectors, row.encoder, row.strategy): row.mean or 0.0
        for row in study_data.summary
        if row.train_size == study_data.train_sizes[-1]
    }
    best = max(cells, key=lambda cell: sign * means[cell.vectors, cell.encoder, cell.strategy])
    shares = 100 * best.mean_counts / np.maximum(best.n_texts, 1)[:, None]
    return {
        "page_id": study_data.page_id,
        "strategy": best.strategy,
        "look": find_look(best.strategy),
        "place": format_place(best.vectors, best.encoder),
        "n_seeds": len(best.counts),
        "is_large": len(best.classes) > _MANY_CLASSES,
        "classes": best.classes,
        "rows": [
            {
                "name": name,
                "short": clip_middle(name),
                "n_texts": f"{n:,}",
                "cells": [(_format_share(s), _find_shade(s)) for s in row],
            }
            for name, n, row in zip(
                best.classes, best.n_texts.tolist(), shares.tolist(), strict=True
            )
        ],
        "most_confused": _list_confusions(best) if len(best.classes) > 2 else [],
    }


def _format_share(percent: float) -> str:
    """Write a share without digits; empty for none at all.

    Examples
    --------
    >>> _format_share(0.0), _format_share(0.2), _format_share(99.7), _format_share(100.0)
    ('', '·', '99', '100')
    """
    if percent == 0:
        return ""
    if percent < 0.5:
        return "·"
    return "99" if 99 < percent < 100 else f"{percent:.0f}"


def _find_shade(percent: float) -> int:
    return 0 if percent < 0.5 else 1 + min(_SHADES - 1, int(_SHADES * percent / 100))


def _list_confusions(cell: Confusion) -> list[dict[str, str]]:
    """List the classes that are most often confused, by the mean number of texts."""
    counts = cell.mean_counts.copy()
    np.fill_diagonal(counts, 0)
    order = np.argsort(-counts, axis=None, kind="stable")[:_MOST_CONFUSED]
    pairs = [(i, j) for i, j in zip(*np.unravel_index(order, counts.shape), strict=True)]
    return [
        {
            "label": cell.classes[i],
            "predicted": cell.classes[j],
            "count": format_decimal(float(counts[i, j]), 1),
            "n_texts": f"{cell.n_texts[i]:,}",
        }
        for i, j in pairs
        if counts[i, j] > 0
    ]


CONFUSION = Section(
    title="Which classes are confused",
    link="Confusions",
    template="study/confusion.html",
    content=_content,
    is_folded=True,
    hint="the confusion matrix of the best strategy",
)
