"""The colours of every page and figure: each has a name, a light shade and a dark one.

The hues are those of Okabe and Ito (2008), which people with the common kinds of colour blindness
can tell apart. The lighter ones are a little darker here, to stand out from white at 3 : 1. Figures
are drawn in the light shades, which then become CSS variables, so that a page can change them all.
No two names share a shade: `replace_shades` finds a name by its shade.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A colour on a white page and on a dark one, as ``#rrggbb`` in lower case."""

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

# The colours with a meaning; the others are for text, lines and grounds.
HUES = ("blue", "orange", "green", "sky", "vermillion", "purple", "grey")


def light(name: str) -> str:
    """Return the light shade of a colour, in which figures are drawn.

    Examples
    --------
    >>> light("blue")
    '#0072b2'
    """
    return COLOURS[name].light


def replace_shades(css: str) -> str:
    """Turn light shades into CSS variables; other colours stay.

    Examples
    --------
    >>> replace_shades("fill: #0072b2")
    'fill: var(--blue)'
    """
    for name, colour in COLOURS.items():
        css = css.replace(colour.light, f"var(--{name})")
    return css


def declare_variables(shade: str) -> str:
    """Return the CSS that sets all variables to their ``light`` or ``dark`` shade."""
    return " ".join(f"--{name}: {getattr(colour, shade)};" for name, colour in COLOURS.items())
