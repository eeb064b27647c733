"""From a Matplotlib figure to SVG that can stand in a page."""

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from embedstudy.report.palette import as_variables, light

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_UNITS_AN_INCH = 72  # of SVG, by Matplotlib; a unit is a CSS pixel where a chart is not scaled


@dataclass(frozen=True)
class Chart:
    """A figure, and what it says for those who do not see it.

    Attributes
    ----------
    name : str
        Its id in the page, and what its inner ids begin with.
    width, height : int
        In CSS pixels, before it is fitted to its place.
    title, description : str
        As they are; the template escapes them.
    body : str
        SVG elements, to be put into an ``svg`` element as they are.
    """

    name: str
    width: int
    height: int
    title: str
    description: str
    body: str


def draw(
    name: str,
    size: tuple[int, int],
    paint: Callable[["Figure"], None],
    *,
    title: str,
    description: str,
) -> Chart:
    """Draw a chart: the same bytes for the same data.

    Parameters
    ----------
    name : str
        A letter, then letters, digits and hyphens.
    size : (int, int)
        Width and height in CSS pixels.
    paint : callable
        Given an empty figure, draws in the shades that `palette.light` returns.
    title, description : str
    """
    from matplotlib import rc_context, rcdefaults, rcParams
    from matplotlib.figure import Figure

    width, height = size
    file = io.StringIO()
    with rc_context():
        rcdefaults()  # not what a person's matplotlibrc says
        rcParams.update(_style())
        figure = Figure(figsize=(width / _UNITS_AN_INCH, height / _UNITS_AN_INCH))
        paint(figure)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with warnings.catch_warnings():
            # It stays text, and the browser has other fonts.
            warnings.filterwarnings("ignore", "Glyph .* missing from")
            warnings.filterwarnings("ignore", "Matplotlib currently does not support")
            figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    return Chart(name, width, height, title, description, _body(file.getvalue(), name))


def _style() -> dict[str, Any]:
    """Return settings that hold while a chart is drawn, and nowhere else."""
    ink, muted, line = light("ink"), light("muted"), light("line")
    return {
        "svg.fonttype": "none",  # text stays text, and takes the type of the page
        "svg.hashsalt": "embedstudy",  # else ids are random
        "text.parse_math": False,  # a word may hold dollars
        "axes.unicode_minus": True,
        "font.family": "DejaVu Sans",  # comes with Matplotlib: the same margins anywhere
        "font.size": 12,
        "text.color": ink,
        "axes.labelcolor": muted,
        "axes.labelsize": 12,
        "axes.edgecolor": line,
        "axes.linewidth": 1,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": line,
        "ytick.color": line,
        "xtick.labelcolor": muted,
        "ytick.labelcolor": muted,
        "xtick.labelsize": 11,
        "ytick.labelsize": 11,
        "grid.color": line,
        "grid.linewidth": 0.8,
        "lines.linewidth": 2,
    }


_TAG = re.compile(r"<[^>]*>")  # Matplotlib escapes > inside attributes
_ID = re.compile(r'(\bid="|\bxlink:href="#|url\(#)')
_FONT = re.compile(r"font-family: [^;\"]*;? ?")


def _body(svg: str, name: str) -> str:
    """Take what is inside the svg element, fit to stand in a page with others of its kind.

    Ids are the figure's own; colours and type are left to the page. Only tags are changed, never
    text.
    """
    inside = svg[svg.index("<g ") : svg.rindex("</svg>")]
    inside = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", inside, flags=re.DOTALL)
    return _TAG.sub(lambda tag: _fit(tag[0], name), inside).strip()


def _fit(tag: str, name: str) -> str:
    own = _ID.sub(lambda found: f"{found[0]}{name}-", tag)
    return as_variables(_FONT.sub("", own))
