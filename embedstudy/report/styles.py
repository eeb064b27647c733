"""The looks of strategies, baselines and spaces by name."""

from dataclasses import replace

from embedstudy.baselines import BASELINES
from embedstudy.plot_style import PlotStyle
from embedstudy.strategies import STRATEGIES, list_strategies_beginning_as

# Names that this version does not know, in a study of another one: they are drawn all the same.
_UNKNOWN = PlotStyle("grey", "h", "⬢")


def find_look(name: str) -> PlotStyle:
    """Return the look of a strategy or a baseline.

    Examples
    --------
    >>> find_look("random").colour, find_look("majority").colour
    ('blue', 'vermillion')
    """
    look: PlotStyle = STRATEGIES.get(name) or BASELINES.get(name, _UNKNOWN)
    return look


def find_space_look(kind: str) -> PlotStyle:
    """Return the look of a kind of space.

    The space before training looks like the strategy that begins so. It is hollow if that strategy
    leaves it.

    Examples
    --------
    >>> find_space_look("random-before").sign, find_space_look("pretrained").sign
    ('○', '■')
    """
    strategies = list_strategies_beginning_as(kind)
    if kind in STRATEGIES or not strategies:
        return find_look(kind)
    look = find_look(strategies[0])
    if not STRATEGIES[strategies[0]].learns:
        return look
    sign = _OUTLINES.get(look.sign, look.sign)
    return replace(look, sign=sign, is_hollow=True, title="before training")


_OUTLINES = {"●": "○", "■": "□", "▲": "△", "▼": "▽", "◆": "◇", "⬟": "⬠", "⬢": "⬡"}
