"""The colours of every page and figure: a name each, with a shade for paper and one for the dark.

The hues are those of Okabe and Ito (2008), which people with any of the common kinds of colour
blindness tell apart; the lighter ones are a little darker here, to stand out from white at 3 : 1.
A figure is drawn in the shades for paper, which then become CSS variables, so that a page changes
them as one. No two names share a shade, or they could not be told apart again.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A colour on white and on a dark page, as ``#rrggbb`` in lower case."""

    light: str
    dark: str


COLOURS = {
    "paper": Colour("#ffffff", "#14171c"),
    "ink": Colour("#1b1f24", "#e8eaed"),
    "muted": Colour("#59616c", "#a3acb8"),
    "line": Colour("#d5d9df", "#383e48"),
    "context": Colour("#b9bfc9", "#4e5664"),
    "wash": Colour("#f4f5f7", "#1d2127"),
    "blue": Colour("#0072b2", "#4aa8e0"),
    "orange": Colour("#c98500", "#f0b030"),
    "green": Colour("#009e73", "#3fdc96"),
    "sky": Colour("#3d9bd6", "#9fd8ff"),
    "vermillion": Colour("#d55e00", "#ff8a4c"),
    "purple": Colour("#b8578f", "#e59cc6"),
    "grey": Colour("#6b7280", "#9aa3af"),
}

# Those that mean something.
HUES = ("blue", "orange", "green", "sky", "vermillion", "purple", "grey")

# The colour of all baselines, which their markers tell apart; a strategy has a colour of its own.
BASELINE = "vermillion"


def light(name: str) -> str:
    """Return the shade that figures are drawn in.

    Examples
    --------
    >>> light("blue")
    '#0072b2'
    """
    return COLOURS[name].light


def as_variables(css: str) -> str:
    """Turn shades for paper into CSS variables; other colours stay.

    Examples
    --------
    >>> as_variables("fill: #0072b2")
    'fill: var(--blue)'
    """
    for name, colour in COLOURS.items():
        css = css.replace(colour.light, f"var(--{name})")
    return css


def declarations(shade: str) -> str:
    """Return the CSS that sets all variables to their ``light`` or ``dark`` shade."""
    return " ".join(f"--{name}: {getattr(colour, shade)};" for name, colour in COLOURS.items())
