"""The section on what to expect of more training texts."""

from typing import Any

from embedstudy.report.formatting import keep_units_together
from embedstudy.report.study.figures.forecast import draw_forecast
from embedstudy.report.study.sections.section import Section
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.forecast import tabulate_every_size, tabulate_forecast
from embedstudy.report.styles import find_look
from embedstudy.results.forecast_sentences import (
    describe_lacks,
    describe_overtakings,
    describe_reach,
    describe_remarks,
)
from embedstudy.results.overtakings import list_shown_overtakings
from embedstudy.wording import printable


def _content(study_data: StudyData) -> dict[str, Any] | None:
    if not study_data.forecast:
        return None
    page_id = study_data.page_id
    charts = draw_forecast(study_data, f"{page_id}-forecast")
    shown = list_shown_overtakings(study_data.forecast_crossovers, study_data.summary)
    comparisons = study_data.comparisons
    largest = max((curves.largest for curves in charts), default=0)
    remarks = [
        *(describe_reach([], shown, largest, comparisons) if charts else ()),
        *describe_remarks(study_data.forecast),
    ]
    names = dict.fromkeys(name for curves in charts for name in (*curves.lines, *curves.expected))
    return {
        "has_baselines": any(not row.encoder for row in study_data.forecast),
        "lacks": list(map(_format, describe_lacks(study_data.forecast))),
        "remarks": list(map(_format, remarks)),
        "looks": [(name, find_look(name)) for name in names],
        "curves": [
            (
                curves,
                [
                    _format(sentence)
                    for sentence in describe_overtakings(
                        [row for row in shown if (row.vectors, row.encoder) == curves.place],
                        comparisons,
                    )
                ],
                tabulate_forecast(f"{page_id}-forecast-table-{number}", curves),
                [tabulate_every_size(f"{page_id}-forecast-sizes-{number}", curves)],
            )
            for number, curves in enumerate(charts)
        ],
    }


def _format(sentence: str) -> str:
    return keep_units_together(printable(sentence))


FORECAST = Section(
    title="With more training texts",
    link="Forecast",
    template="study/forecast.html",
    content=_content,
)
