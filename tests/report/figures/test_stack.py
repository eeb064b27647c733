import io

import matplotlib as mpl
import pytest

from embedstudy.report.figures import draw
from embedstudy.report.figures.stack import make_png, save_figure, stack_charts
from embedstudy.report.styles import find_look


def paint(figure):
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot([1, 2], [3, 4], color="#0072b2")


@pytest.fixture(scope="module")
def charts():
    return [draw(f"c{i}", (200, 100), paint, title="t", description="d") for i in range(2)]


def test_charts_stand_below_each_other(charts):
    figure = stack_charts(charts, ["one", "two"], [("random", find_look("random"))])
    width, height = 72 * figure.get_size_inches()
    assert (width, height) == (200, 2 * 126 + 22)
    tops = [axes.get_window_extent().y1 for axes in figure.get_axes() if axes.lines]
    assert len(tops) == 3  # two charts and the legend
    assert tops[1] > tops[2]
    assert figure.get_axes()[0].get_legend().get_texts()[0].get_text() == "random"


@pytest.mark.parametrize(
    ("kind", "mark"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PN")]
)
def test_the_same_figure_gives_the_same_bytes(charts, kind, mark):
    contents = []
    for _ in range(2):
        file = io.BytesIO()
        save_figure(stack_charts(charts), file, kind, dpi=50)
        contents.append(file.getvalue())
    assert contents[0].startswith(mark)
    assert contents[0] == contents[1]


def test_settings_of_matplotlib_are_as_before(charts):
    before = dict(mpl.rcParams)
    assert make_png(stack_charts(charts)) == stack_charts(charts)._repr_png_()
    assert dict(mpl.rcParams) == before
