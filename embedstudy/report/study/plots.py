"""The figures of a study by name, for notebooks and papers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embedstudy.entries import Entries
from embedstudy.errors import InputError
from embedstudy.plot_style import PlotStyle
from embedstudy.report.figures import Chart
from embedstudy.report.figures.matplotlib_types import Figure
from embedstudy.report.study.figures.accuracy import draw_accuracy
from embedstudy.report.study.figures.drift import draw_drift
from embedstudy.report.study.figures.dynamics import draw_dynamics
from embedstudy.report.study.figures.forecast import draw_forecast
from embedstudy.report.study.figures.learning_curve import draw_learning_curves
from embedstudy.report.study.figures.meaning import draw_meaning
from embedstudy.report.study.figures.tuning import draw_tuning
from embedstudy.report.study.groups import group_results
from embedstudy.report.study.ranking import rank_results
from embedstudy.report.study.space_families import list_kind_looks
from embedstudy.report.study.study_data import StudyData, read_study_data
from embedstudy.report.styles import find_look, find_space_look
from embedstudy.results.directory import StudyDirectory
from embedstudy.validation import known_name


@dataclass(frozen=True)
class Drawing:
    """The charts of a figure.

    Attributes
    ----------
    charts : sequence of (str, Chart)
        Each with the label that tells it from the others.
    looks : sequence of (str, PlotStyle)
        The legend; empty where the charts name what they show.
    """

    charts: Sequence[tuple[str, Chart]]
    looks: Sequence[tuple[str, PlotStyle]] = ()

    def stack(self) -> Figure:
        """Return the charts as one figure, each with its label if there are several."""
        from embedstudy.report.figures.stack import stack_charts

        titles = [label for label, _ in self.charts] if len(self.charts) > 1 else []
        return stack_charts([chart for _, chart in self.charts], titles, self.looks)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A figure of a study.

    Attributes
    ----------
    draw : callable
        From the data of one data set to a `Drawing`.
    needs : str
        What a study must have for it, in words.
    """

    draw: Callable[[StudyData], Drawing]
    needs: str


def _draw_accuracy(data: StudyData) -> Drawing:
    chart = draw_accuracy(rank_results(data, group_results(data)), "accuracy")
    return Drawing([] if chart is None else [("", chart)])


def _draw_curve(data: StudyData) -> Drawing:
    curves = draw_learning_curves(data, "curve")
    names = dict.fromkeys(name for group in curves for name in group.lines)
    charts = [(group.label, group.chart) for group in curves]
    return Drawing(charts, [(name, find_look(name)) for name in names])


def _draw_forecast(data: StudyData) -> Drawing:
    curves = draw_forecast(data, "forecast")
    names = dict.fromkeys(name for group in curves for name in group.lines)
    charts = [(group.label, group.chart) for group in curves]
    return Drawing(charts, [(name, find_look(name)) for name in names])


def _draw_meaning(data: StudyData) -> Drawing:
    pictures = draw_meaning(data.structure, "meaning")
    return Drawing([(f"{p.pairs} {p.family.label}".strip(), p.chart) for p in pictures])


def _draw_drift(data: StudyData) -> Drawing:
    charts = draw_drift(data.structure, "drift")
    spaces = [space for chart in charts for space in chart.family.spaces]
    drifted = [space for space in spaces if not find_space_look(space.kind).is_hollow]
    looks = list_kind_looks(space for space in drifted if space.kind != "pretrained")
    return Drawing([(chart.family.label, chart.chart) for chart in charts], looks)


def _draw_dynamics(data: StudyData) -> Drawing:
    families = draw_dynamics(data.dynamics, "dynamics")
    looks = list_kind_looks(space for drawn in families for space in drawn.family.spaces)
    charts = [
        (", ".join(filter(None, (drawn.family.label, chart.title))), chart)
        for drawn in families
        for chart in drawn.charts
    ]
    return Drawing(charts, looks)


def _draw_tuning(data: StudyData) -> Drawing:
    curves = draw_tuning(data, "tuning")
    names = dict.fromkeys(name for group in curves for name in group.trials.lines)
    charts = [(group.label, group.chart) for group in curves]
    return Drawing(charts, [(name, find_look(name)) for name in names])


PLOTS: Entries[Plot] = Entries(
    "figure",
    {
        "accuracy": Plot(draw=_draw_accuracy, needs="runs that finished"),
        "curve": Plot(draw=_draw_curve, needs="several train sizes (--train-sizes 100,300,all)"),
        "forecast": Plot(draw=_draw_forecast, needs="a forecast (three train sizes or more)"),
        "meaning": Plot(draw=_draw_meaning, needs="spaces, and lists of word pairs that fit them"),
        "drift": Plot(draw=_draw_drift, needs="a strategy whose vectors learn"),
        "dynamics": Plot(
            draw=_draw_dynamics,
            needs="snapshots (compare --snapshots, later with --resume)",
        ),
        "tuning": Plot(draw=_draw_tuning, needs="values that were tuned"),
    },
)


def plot(study: StudyDirectory, name: str, dataset: str | None = None) -> Figure:
    """Return a figure of a study.

    Parameters
    ----------
    study : StudyDirectory
    name : {"accuracy", "curve", "forecast", "meaning", "drift", "dynamics", "tuning"}
    dataset : str, optional
        The first one of the study by default.

    Returns
    -------
    matplotlib.figure.Figure
        One chart, or several below each other. It is not known to pyplot.

    Raises
    ------
    InputError
        If there is no such figure or data set, or the study has no numbers for it.
    """
    entry = PLOTS.find(name)
    data = read_study_data(study)
    chosen = data.dataset if dataset is None else known_name("data set", dataset, data.datasets)
    drawing = entry.draw(data.for_dataset(chosen))
    if not drawing.charts:
        raise InputError(f"{study.path}: no figure {name!r}: it needs {entry.needs}")
    return drawing.stack()


def make_images(study: StudyDirectory, name: str) -> list[tuple[str, bytes]]:
    """Return a figure of each data set that has it, in words and as PNG."""
    from embedstudy.report.figures.stack import make_png, stack_charts

    data = read_study_data(study)
    images = []
    for dataset in data.datasets:
        drawing = PLOTS.find(name).draw(data.for_dataset(dataset))
        for _, chart in drawing.charts:
            figure = stack_charts([chart], looks=drawing.looks)
            images.append((f"{chart.title}. {chart.description}", make_png(figure)))
    return images
