"""The page on initial scales, as bytes or as a file."""

import os
from pathlib import Path

from embedstudy.report.formatting import format_decimal
from embedstudy.report.page import read_page_script, render
from embedstudy.report.scales.answer import QUESTION, answer_question
from embedstudy.report.scales.figures import draw_passage
from embedstudy.report.scales.summary import choose_styles, format_movement, summarize
from embedstudy.results.report_folder import PAGE_NAME
from embedstudy.results.scales import ScaleResults, read_scales
from embedstudy.storage import publish


def render_page(results: ScaleResults) -> bytes:
    """Return the page, without a date, so that the same numbers give the same bytes."""
    summaries = summarize(results)
    return render(
        "scales.html",
        scripts=(read_page_script(),),
        question=QUESTION,
        answer=answer_question(results, summaries),
        results=results,
        how=results.conditions,
        summaries=summaries,
        styles=choose_styles(summaries),
        passage=draw_passage(results, summaries),
        format_movement=format_movement,
        format_decimal=format_decimal,
        n_directions=results.conditions.classes - 1,
    )


def write_page(directory: str | os.PathLike[str]) -> Path:
    """Draw the page of a directory that `embedstudy.results.scales.write_scales` wrote.

    Returns
    -------
    Path
        The path of ``report.html``, in that directory.

    Raises
    ------
    InputError
        If the directory holds no such numbers, or they are damaged.
    """
    content = render_page(read_scales(directory))
    path = Path(directory) / PAGE_NAME
    with publish(path) as file:
        file.write(content)
    return path
