"""Checks of values and names that a person gives, with errors that say what would be right."""

from collections.abc import Collection
from difflib import SequenceMatcher, get_close_matches
from operator import index
from typing import TypeVar

from embedstudy.errors import InputError

Number = TypeVar("Number", int, float)


def whole_number(what: str, number: object) -> int:
    """Return a count as an int.

    Raises
    ------
    InputError
        If it is no whole number, or below 1.

    Examples
    --------
    >>> whole_number("seeds", 5)
    5
    """
    try:
        count = index(number)  # type: ignore[arg-type]
    except TypeError:
        raise InputError(f"{what} is {number!r}; it must be a whole number") from None
    if count < 1:
        raise InputError(f"{what} is {count}; it must be at least 1")
    return count


def parse_number(text: str, kind: type[Number]) -> Number:
    """Return the number that a text of a person stands for, in plain ASCII digits.

    Python itself takes ``1_0`` for 10, and digits of any script, which a person hardly means.

    Parameters
    ----------
    text : str
    kind : type
        int or float.

    Raises
    ------
    ValueError
        If it is no such number.

    Examples
    --------
    >>> parse_number("10", int), parse_number("1e-4", float)
    (10, 0.0001)
    """
    if not text.isascii() or "_" in text:
        raise ValueError(f"{text!r} is no number in plain digits")
    return kind(text)


# Characters of a name that are compared: the time grows with the square.
_COMPARED = 100


def nearest(name: str, names: Collection[str]) -> list[str]:
    """Every one of `names`, the one spelled most like `name` first.

    Examples
    --------
    >>> nearest("finetune", ["random", "frozen", "finetuned"])[0]
    'finetuned'
    """
    wanted = name[:_COMPARED].casefold()
    return sorted(names, key=lambda n: -SequenceMatcher(None, wanted, n.casefold()).ratio())


def unknown_name(
    kind: str, name: object, names: Collection[str], also: str = "", *, most: int | None = None
) -> InputError:
    """Make the error for a name that is not in a table, valid names nearest first.

    `also` names other values that would have worked. Of a long table, it names the `most` nearest.
    """
    if not isinstance(name, str):
        return InputError(f"{kind}: a name is a string, not {name!r}")
    valid = ", ".join(nearest(name, names)[:most])
    lead = "there are" if most is None or len(names) <= most else "nearest"
    return InputError(f"no {kind} {name!r}; {lead}: {valid}{also and f' ({also})'}")


def known_name(
    kind: str, name: object, names: Collection[str], also: str = "", *, most: int | None = None
) -> str:
    """Return a name that is in a table.

    Raises
    ------
    InputError
        If it is not; see `unknown_name`.
    """
    if not isinstance(name, str) or name not in names:
        raise unknown_name(kind, name, names, also, most=most)
    return name


def unknown_word(word: str, words: Collection[str]) -> InputError:
    """Make the error for a word outside a vocabulary, offering the nearest spellings."""
    close = get_close_matches(word, words, n=5, cutoff=0.6)
    offer = f"nearest spellings: {', '.join(close)}" if close else "no similar spelling"
    return InputError(f"no word {word!r} in this vocabulary of {len(words)}; {offer}")
