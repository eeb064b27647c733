"""A table of plain cells, before it is LaTeX, Markdown or HTML."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PaperTable:
    """A table for a paper.

    Attributes
    ----------
    name : str
        The name of its file, and its label in LaTeX.
    caption : str
        Says what the numbers are, so that the table stands by itself.
    headings : tuple of str
    rows : tuple of tuple of str
    n_labels : int
        The first columns that hold words. The others hold numbers, which are set to the right.
    """

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_labels: int = 1


def drop_constant(table: PaperTable, columns: tuple[str, ...]) -> PaperTable:
    """Leave out columns of words that are equal or empty in every row.

    Examples
    --------
    >>> table = PaperTable("t", "", ("Data", "Strategy"), (("r8", "random"), ("r8", "frozen")), 2)
    >>> drop_constant(table, ("Data",)).rows
    (('random',), ('frozen',))
    """
    dropped = {
        index
        for index, heading in enumerate(table.headings)
        if heading in columns and len({row[index] for row in table.rows} - {""}) < 2
    }
    shown = [index for index in range(len(table.headings)) if index not in dropped]
    return PaperTable(
        table.name,
        table.caption,
        tuple(table.headings[index] for index in shown),
        tuple(tuple(row[index] for index in shown) for row in table.rows),
        table.n_labels - len(dropped),
    )
