"""Words in a text, marked by the class that they speak for."""

from collections.abc import Sequence
from dataclasses import dataclass

# A token of a text begins so many characters after the one before, or it is not looked for: a
# tokenizer may have written it otherwise.
_GAP = 40
# The least log-odds of each level: one class has the word 1.5, 2.7 and 6 times as often.
LEVELS = (0.4, 1.0, 1.8)
# Log-odds of fewer standard errors are no mark: they may well be chance.
LEAST_Z = 1.0


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `mark` is 0, or a level from 1 to 3 with the sign of the log-odds."""

    text: str
    mark: int = 0


def mark_words(text: str, words: Sequence[str], marks: Sequence[int]) -> list[Piece]:
    """Cut a text into pieces, so that each word with a mark has a piece of its own.

    Parameters
    ----------
    text : str
    words : sequence of str
        Tokens of the text in their order, as a tokenizer wrote them; upper and lower case count
        the same. A token that is not there is skipped.
    marks : sequence of int
        Of each token.

    Examples
    --------
    >>> mark_words("Not dull at all", ["not", "dull"], [0, -2])
    [Piece(text='Not ', mark=0), Piece(text='dull', mark=-2), Piece(text=' at all', mark=0)]
    """
    folded, places = _fold(text)
    pieces: list[Piece] = []
    written = at = 0
    for word, mark in zip(words, marks, strict=True):
        wanted = word.strip("\u2581_#").lower() or word
        start = _find_token(folded, wanted, at)
        if start < 0:
            continue
        at = start + len(wanted)
        if mark == 0:
            continue
        first, end = places[start], places[at]
        pieces += [Piece(text[written:first]), Piece(text[first:end], mark)]
        written = end
    pieces.append(Piece(text[written:]))
    return [piece for piece in pieces if piece.text]


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text in lower case, and where each of its characters comes from."""
    lowered = [sign.lower() for sign in text]
    places = [place for place, signs in enumerate(lowered) for _ in signs]
    return "".join(lowered), [*places, len(text)]


def _find_token(folded: str, wanted: str, at: int) -> int:
    """Return where a token begins; a token that stands alone comes before a part of a word."""
    end = at + _GAP + len(wanted)
    first = start = folded.find(wanted, at, end)
    while start >= 0:
        before, after = folded[start - 1 : start], folded[start + len(wanted) :][:1]
        if not (before.isalnum() or after.isalnum()):
            return start
        start = folded.find(wanted, start + 1, end)
    return first


def find_mark(log_odds: float, z: float) -> int:
    """Return the mark of a word: a level with the sign of its log-odds; 0 if it tells little.

    Examples
    --------
    >>> find_mark(-2.0, -3.0), find_mark(0.5, 1.2), find_mark(3.0, 0.9)
    (-3, 1, 0)
    """
    if abs(z) < LEAST_Z:
        return 0
    level = sum(abs(log_odds) >= least for least in LEVELS)
    return level if log_odds > 0 else -level
