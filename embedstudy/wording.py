"""Text that people read: counted nouns, and texts that are safe to print."""

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
