"""How strategies and baselines look: the same in every figure, table and key."""

from dataclasses import dataclass

from embedstudy.report.palette import BASELINE, STRATEGIES


@dataclass(frozen=True)
class Look:
    """A colour of the palette, by name, and a marker: of Matplotlib, and the same in type."""

    colour: str
    marker: str
    sign: str
    hollow: bool = False

    @property
    def is_baseline(self) -> bool:
        """Whether it is of something without an embedding."""
        return self.colour == BASELINE


_MARKS = {
    "random": ("o", "●"),
    "frozen": ("s", "■"),
    "finetuned": ("^", "▲"),
    "multichannel": ("D", "◆"),
    "random-frozen": ("p", "⬟"),
    "zeros": ("X", "✖"),
}
_BASELINES = {
    "tfidf-linear-svm": ("P", "✚"),
    "tfidf-logistic-regression": ("*", "★"),
    "majority": ("_", "–"),
}
_ELSE = ("h", "⬢")
# Spaces before training, and the strategy that they are the beginning of.
BEFORE = {"random-before": "random", "pretrained": "frozen"}


def look_of(strategy: str) -> Look:
    """Return the look of a strategy or a baseline.

    Examples
    --------
    >>> look_of("random").colour, look_of("majority").colour
    ('blue', 'vermillion')
    """
    if strategy in STRATEGIES:
        return Look(STRATEGIES[strategy], *_MARKS.get(strategy, _ELSE))
    return Look(BASELINE, *_BASELINES.get(strategy, _ELSE))


def look_of_space(base: str) -> Look:
    """Return the look of a space: that of its strategy, hollow before training.

    Parameters
    ----------
    base : str
        Its name without what is added in brackets.
    """
    found = look_of(BEFORE.get(base, base))
    if base != "random-before":
        return found
    return Look(found.colour, found.marker, "○", hollow=True)
