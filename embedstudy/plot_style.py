"""How strategies, baselines and spaces are drawn: the same in every figure, table and key."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlotStyle:
    """How a strategy, a baseline or a space is drawn.

    Attributes
    ----------
    colour : str
        A name of `embedstudy.report.palette.COLOURS`.
    marker, sign : str
        The marker by Matplotlib's name, and the same marker as a character.
    is_hollow : bool
        Whether only the outline is drawn, as for a space before training.
    is_baseline : bool
        Whether there is no embedding.
    title : str
        The strategy, baseline or space in a few words.
    """

    colour: str
    marker: str
    sign: str
    is_hollow: bool = False
    is_baseline: bool = False
    title: str = ""
