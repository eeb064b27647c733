"""How strategies and baselines look: the same in every figure, table and key."""

from dataclasses import dataclass, replace

from embedstudy.baselines import BASELINES
from embedstudy.report.palette import BASELINE
from embedstudy.strategies import STRATEGIES, strategies_beginning_as


@dataclass(frozen=True)
class Look:
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


# Names that this version does not know, in a study of another one: they are drawn all the same.
_UNKNOWN = Look("grey", "h", "⬢")


def find_look(name: str) -> Look:
    """Return the look of a strategy or a baseline.

    Examples
    --------
    >>> find_look("random").colour, find_look("majority").colour
    ('blue', 'vermillion')
    """
    if name in STRATEGIES:
        strategy = STRATEGIES[name]
        return Look(strategy.colour, strategy.marker, strategy.sign, title=strategy.title)
    if name in BASELINES:
        baseline = BASELINES[name]
        return Look(
            BASELINE, baseline.marker, baseline.sign, is_baseline=True, title=baseline.title
        )
    return _UNKNOWN


def find_space_look(kind: str) -> Look:
    """Return the look of a kind of space.

    The space before training looks like the strategy that begins so. It is hollow if that strategy
    leaves it.

    Examples
    --------
    >>> find_space_look("random-before").sign, find_space_look("pretrained").sign
    ('○', '■')
    """
    strategies = strategies_beginning_as(kind)
    if kind in STRATEGIES or not strategies:
        return find_look(kind)
    look = find_look(strategies[0])
    if not STRATEGIES[strategies[0]].learns:
        return look
    sign = _OUTLINES.get(look.sign, look.sign)
    return replace(look, sign=sign, is_hollow=True, title="before training")


_OUTLINES = {"●": "○", "■": "□", "▲": "△", "▼": "▽", "◆": "◇", "⬟": "⬠", "⬢": "⬡"}
