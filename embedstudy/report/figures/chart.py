"""Charts: figures of Matplotlib as SVG that can stand in a page."""

import contextlib
import io
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from embedstudy.report.figures.matplotlib_types import Figure
from embedstudy.report.palette import light, replace_shades

UNITS_PER_INCH = 72  # SVG units of Matplotlib; a unit is a CSS pixel in an unscaled chart


@dataclass(frozen=True)
class Chart:
    """A figure, with its content in words for people who do not see it.

    Attributes
    ----------
    name : str
        Its id in the page, and the beginning of its inner ids.
    width, height : int
        In CSS pixels, before the page scales it.
    title, description : str
        Plain text; the template escapes it.
    body : str
        SVG elements for an ``svg`` element, not to be escaped.
    paint : callable
        Draws it on an empty figure of Matplotlib.
    """

    name: str
    width: int
    height: int
    title: str
    description: str
    body: str
    paint: Callable[[Figure], None] = field(compare=False, repr=False)


def draw(
    name: str,
    size: tuple[int, int],
    paint: Callable[[Figure], None],
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
        Draws on an empty figure, in the shades of `palette.light`.
    title, description : str
    """
    from matplotlib.figure import Figure

    width, height = size
    file = io.StringIO()
    with use_style():
        figure = Figure(figsize=(width / UNITS_PER_INCH, height / UNITS_PER_INCH))
        paint(figure)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    body = _extract_body(file.getvalue(), name)
    return Chart(name, width, height, title, description, body, paint)


@contextlib.contextmanager
def use_style() -> Iterator[None]:
    """Draw in the style of the page, whatever a person's matplotlibrc says."""
    from matplotlib import rc_context, rcdefaults, rcParams

    with rc_context(), warnings.catch_warnings():
        # Text stays text, and who shows it has other fonts.
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        warnings.filterwarnings("ignore", "Matplotlib currently does not support")
        rcdefaults()
        rcParams.update(_make_style())
        yield


def _make_style() -> dict[str, Any]:
    ink, muted, line = light("ink"), light("muted"), light("line")
    return {
        "svg.fonttype": "none",  # text stays text, in the type of the page
        "svg.hashsalt": "embedstudy",  # ids are random without it
        "text.parse_math": False,  # a word may hold dollars
        "axes.unicode_minus": True,
        "font.family": "DejaVu Sans",  # comes with Matplotlib: the same margins everywhere
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


def _extract_body(svg: str, name: str) -> str:
    """Return the content of an svg element, ready for a page with several charts.

    Ids begin with the name of the chart; colours and type come from the page. Only tags change,
    never text.
    """

    def rewrite(tag: re.Match[str]) -> str:
        with_name = _ID.sub(lambda match: f"{match[0]}{name}-", tag[0])
        return replace_shades(_FONT.sub("", with_name))

    inside = svg[svg.index("<g ") : svg.rindex("</svg>")]
    inside = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", inside, flags=re.DOTALL)
    return _TAG.sub(rewrite, inside).strip()
