"""Text that people read: counted nouns, and texts that are safe to print."""


def printable(text: str) -> str:
    r"""Return a text on one line, with control characters shown and not obeyed.

    Examples
    --------
    >>> print(printable("two\nlines"))
    two\nlines
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def counted(number: int, noun: str) -> str:
    """Say a number with its noun, in the singular or the plural.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "word")
    ('1 row', '1,200 words')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
