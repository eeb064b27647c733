"""Text that people read: counted nouns, and texts that are safe to print."""

import re
from collections.abc import Sequence


def join_names(names: Sequence[str], word: str = "or", most: int | None = None) -> str:
    """Return names as a list in words, empty if there are none; beyond `most`, count the others.

    Examples
    --------
    >>> join_names(["a", "b", "c", "d"], "and", most=2)
    'a, b and 2 more'
    >>> join_names(["npy", "glove", "word2vec"]), join_names(["a", "b"], "and"), join_names(["a"])
    ('npy, glove or word2vec', 'a and b', 'a')
    """
    if most is not None and len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most:,} more"]
    *others, last = names or ("",)
    return f"{', '.join(others)} {word} {last}" if others else last


def printable(text: str) -> str:
    r"""Return a text on one line, with control characters shown and not obeyed.

    Examples
    --------
    >>> print(printable("two\nlines"))
    two\nlines
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


# What acts on a terminal or hides in a text: control characters, marks of direction, signs without
# width, and halves of surrogate pairs, which stand for bytes that are not UTF-8. The joiners of
# Persian, Hindi and emoji are part of their words.
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def escape_controls(text: str, keep: str = "") -> str:
    r"""Return a text as data, with the characters that act on a terminal as Python spells them.

    Unlike `printable`, this leaves all spaces and letters as they are.

    Parameters
    ----------
    text : str
    keep : str
        Control characters that stay.

    Examples
    --------
    >>> print(escape_controls("a\x1b[31m\tb\u202ec", keep="\t").replace("\t", " "))
    a\x1b[31m b\u202ec
    """
    return _ACTING.sub(lambda sign: sign[0] if sign[0] in keep else repr(sign[0])[1:-1], text)


def is_unicode(text: str) -> bool:
    r"""Return whether a text has no half of a surrogate pair, and so can be written in UTF-8.

    Examples
    --------
    >>> is_unicode("é"), is_unicode("\ud800")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def counted(number: int, noun: str) -> str:
    """Say a number with its noun, in the singular or the plural.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "word")
    ('1 row', '1,200 words')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
