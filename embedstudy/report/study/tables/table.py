"""A table as the template shows it."""

from dataclasses import dataclass

from embedstudy.plot_style import PlotStyle


@dataclass(frozen=True)
class HtmlRow:
    """A row of a table.

    Attributes
    ----------
    head : str
        The heading of the row.
    cells : tuple
        A cell of several words keeps them apart, since each has a direction of its own.
    look : PlotStyle, optional
        Drawn before the heading.
    small : str
        Small type below the heading.
    """

    head: str
    cells: tuple[str | tuple[str, ...], ...]
    look: PlotStyle | None = None
    small: str = ""


@dataclass(frozen=True)
class HtmlTable:
    """A table of text.

    Attributes
    ----------
    name : str
        Its id in the page.
    caption, head : str
        The text above the table; the heading of its first column.
    columns : tuple of str
        The headings of the other columns.
    rows : tuple of HtmlRow
    words : frozenset of int
        The columns that hold words, not numbers.
    """

    name: str
    caption: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[HtmlRow, ...]
    words: frozenset[int] = frozenset()
