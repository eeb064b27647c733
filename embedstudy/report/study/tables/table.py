"""A table as the template shows it."""

from dataclasses import dataclass

from embedstudy.report.styles import Look


@dataclass(frozen=True)
class Row:
    """A row: its heading, its cells, and what is drawn or said in small type beside the heading.

    A cell of several words keeps them apart, since each has a direction of its own.
    """

    head: str
    cells: tuple[str | tuple[str, ...], ...]
    look: Look | None = None
    small: str = ""


@dataclass(frozen=True)
class HtmlTable:
    """A table of text.

    Attributes
    ----------
    name : str
        Its id in the page.
    caption, head : str
        What it is; the heading of its first column.
    columns : tuple of str
        The headings of the others.
    rows : tuple of Row
    words : frozenset of int
        The columns that hold words, not numbers.
    """

    name: str
    caption: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    words: frozenset[int] = frozenset()
