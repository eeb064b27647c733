"""The figures of a study as files, for a paper."""

from collections.abc import Iterator
from pathlib import Path

from embedstudy.report.figures.matplotlib_types import Figure
from embedstudy.report.study.plots import PLOTS
from embedstudy.report.study.study_data import read_study_data
from embedstudy.results.directory import StudyDirectory
from embedstudy.storage import safe_name


def list_figures(study: StudyDirectory) -> Iterator[tuple[str, Figure]]:
    """Yield the name and the figure of each that a study has numbers for.

    A study of several data sets has one of each, named after it.
    """
    data = read_study_data(study)
    for dataset in data.datasets:
        prefix = f"{safe_name(Path(dataset).stem)}-" if len(data.datasets) > 1 else ""
        for name, entry in PLOTS.items():
            drawing = entry.draw(data.for_dataset(dataset))
            if drawing.charts:
                yield f"{prefix}{name}", drawing.stack()
