import re

import matplotlib as mpl
import pytest

from embedstudy.report.figures import draw
from embedstudy.report.palette import light


def paint(figure):
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot([1, 2], [3, 4], color=light("blue"), marker="o")
    axes.set_title('$x$ <b id="y">#0072b2')


@pytest.fixture(scope="module")
def chart():
    return draw("c", (200, 100), paint, title="t", description="d")


def test_the_same_data_give_the_same_bytes(chart):
    assert chart == draw("c", (200, 100), paint, title="t", description="d")


def test_a_persons_own_settings_of_matplotlib_do_not_matter(chart):
    theirs = {"font.size": 30, "savefig.bbox": "tight", "svg.fonttype": "path", "figure.dpi": 50}
    with mpl.rc_context({**theirs, "axes.facecolor": "red"}):
        assert chart == draw("c", (200, 100), paint, title="t", description="d")
        assert mpl.rcParams["font.size"] == 30


def test_colours_and_type_are_left_to_the_page(chart):
    tags = "".join(re.findall("<[^>]*>", chart.body))
    assert "var(--blue)" in tags
    assert "font-family" not in tags
    assert "<style" not in tags
    # Whatever colour a figure has follows light and dark.
    assert not re.findall(r"#[0-9a-f]{6}\b", tags)


def test_text_is_text_and_is_left_alone(chart):
    assert '$x$ &lt;b id="y"&gt;#0072b2' in chart.body


def test_ids_are_the_charts_own(chart):
    ids = re.findall(r'\sid="([^"]*)"', "".join(re.findall("<[^>]*>", chart.body)))
    assert ids
    assert all(name.startswith("c-") for name in ids)
    assert len(set(ids)) == len(ids)
    uses = re.findall(r'xlink:href="#([^"]*)"|url\(#([^)]*)\)', chart.body)
    assert uses
    assert {a or b for a, b in uses} <= set(ids)


def test_settings_of_matplotlib_are_as_before():
    before = dict(mpl.rcParams)
    draw("c", (200, 100), paint, title="t", description="d")
    assert dict(mpl.rcParams) == before
