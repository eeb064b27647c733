"""Tables that fit the terminal: no number is cut short, and no line ends in blanks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.text import Text

from embedstudy.cli.output.console import find_width, make_text, print_lines, print_note
from embedstudy.cli.output.wrapping import measure_parts, wrap_name, wrap_prose

# Names are wrapped down to so many characters before columns go below each other.
_NARROWEST = 14
# A name takes at most so many lines of a cell; its middle is left out beyond that.
_MOST_LINES = 3


@dataclass(frozen=True)
class _Row:
    """A row: a cell for each column, or one that spans the table and names the rows below it."""

    cells: list[Text]
    is_name: bool = False


@dataclass
class PrintedTable:
    """A table for people, printed by `print_table`.

    Attributes
    ----------
    title : str
        Empty for none.
    repeated : int
        How many of the first columns stand again where columns go below each other.
    headings : list of Text
    are_numbers : list of bool
        For each column whether it stands at the right, and is never wrapped.
    rows : list
        As `add_row` and `add_name` add them.
    caption : str
        A note below the table.
    gap : int
        Blanks between columns.
    is_ruled : bool
        Whether a line stands below the headings.
    """

    title: str = ""
    repeated: int = 1
    headings: list[Text] = field(default_factory=list)
    are_numbers: list[bool] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    caption: str = ""
    gap: int = 2
    is_ruled: bool = True

    def add_columns(self, *headings: str | Text, right: bool = False) -> None:
        """Add columns; those of numbers stand at the right."""
        self.headings += map(_make_cell, headings)
        self.are_numbers += [right] * len(headings)

    def add_row(self, *cells: str | Text) -> None:
        """Add a row of a cell for each column."""
        self.rows.append(_Row(list(map(_make_cell, cells))))

    def add_name(self, name: str | Text) -> None:
        """Add a name that spans the table: that of the rows below it, as far as there are any."""
        self.rows.append(_Row([_make_cell(name)], is_name=True))


def make_table(
    title: str, words: Iterable[str | Text] = (), numbers: Iterable[str | Text] = ()
) -> PrintedTable:
    """Make an empty table with columns of words, and then of numbers.

    Parameters
    ----------
    title : str
        Empty for none.
    words, numbers : iterable of str or Text
        The headings of the columns.
    """
    table = PrintedTable(title)
    table.add_columns(*words)
    table.add_columns(*numbers, right=True)
    return table


def add_place(table: PrintedTable, place: tuple[str, str]) -> None:
    """Add a row that names the vectors and the encoder of the rows below it.

    Baselines have neither. The usual encoder goes without saying.
    """
    vectors, encoder = place
    names = [vectors, encoder if encoder != "mean" or not vectors else ""]
    name = ", ".join(filter(None, names)) if encoder else "baselines"
    table.add_name(make_text(name, "italic"))


def print_table(table: PrintedTable) -> None:
    """Print a table, and a blank line below.

    On a terminal, or with ``COLUMNS``, the table takes that width at most. First the headings of
    numbers are wrapped, then names. Columns that do not fit even then go below the others, with
    the first column again. A file gets each row on one line, as wide as it is.
    """
    width = find_width()
    if table.title:
        print_lines([*wrap_prose(make_text(table.title, "bold"), width), Text()])
    for part in fit_table(table, width):
        print_lines([*part, Text()])
    if table.caption:
        print_note(table.caption)
        print_lines([Text()])


def fit_table(table: PrintedTable, width: int) -> list[list[Text]]:
    """Return the lines of a table, without title and caption.

    Parameters
    ----------
    table : PrintedTable
    width : int
        The most characters of a line.

    Returns
    -------
    list of list of Text
        More than one list where columns go below each other.
    """
    places = list(range(len(table.headings)))
    widths = _fit_widths(table, places, width)
    if widths is not None:
        return [_draw(table, places, widths, width)]
    keys = places[: table.repeated]
    groups: list[list[int]] = []
    for place in places[table.repeated :]:
        group = [*(groups[-1] if groups else keys), place]
        if not groups or _fit_widths(table, group, width) is None:
            group = [*keys, place]
            groups.append(group)
        groups[-1] = group
    return [
        _draw(table, group, fitted or _measure_columns(table, group)[1], width)
        for group in groups
        for fitted in [_fit_widths(table, group, width)]
    ]


def _fit_widths(table: PrintedTable, places: Sequence[int], width: int) -> list[int] | None:
    """Return the widths of some columns in a table of a width; None if they do not fit."""
    widths, least = _measure_columns(table, places)
    excess = sum(widths) + _count_blanks(table, places) - width
    for numbers in (True, False):
        chosen = [i for i, place in enumerate(places) if table.are_numbers[place] == numbers]
        while excess > 0 and (wide := [i for i in chosen if widths[i] > least[i]]):
            widths[max(wide, key=widths.__getitem__)] -= 1
            excess -= 1
    return widths if excess <= 0 else None


def _measure_columns(table: PrintedTable, places: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return how wide some columns are, and how narrow they may be."""
    widths, least = [], []
    for place in places:
        rows = (row.cells for row in table.rows if not row.is_name)
        cells = max((_measure(row[place]) for row in rows), default=0)
        heading = table.headings[place]
        widths.append(max(cells, _measure(heading)))
        if table.are_numbers[place]:
            least.append(max(cells, min(measure_parts(heading), _NARROWEST)))
        else:
            least.append(min(widths[-1], _NARROWEST))
    return widths, least


def _count_blanks(table: PrintedTable, places: Sequence[int]) -> int:
    return 1 + table.gap * (len(places) - 1)


def _draw(
    table: PrintedTable, places: Sequence[int], widths: Sequence[int], width: int
) -> list[Text]:
    lines = []
    headings = [table.headings[place].copy() for place in places]
    if any(heading.plain for heading in headings):
        for heading in headings:
            heading.stylize("bold")
        lines += _draw_row(table, places, widths, headings, at_bottom=True)
        if table.is_ruled:
            lines.append(make_text(" " + "─" * (sum(widths) + _count_blanks(table, places) - 1)))
    for row in _list_rows(table, places):
        if row.is_name:
            lines += [Text()] if lines else []
            lines += [Text.assemble(" ", part) for part in wrap_prose(row.cells[0], width - 1)]
        else:
            lines += _draw_row(table, places, widths, row.cells)
    return lines


def _list_rows(table: PrintedTable, places: Sequence[int]) -> list[_Row]:
    """Return the cells of some columns, without names that no row follows."""
    rows: list[_Row] = []
    is_continued = table.repeated > 0 and places != list(range(len(places)))
    for row in table.rows:
        if row.is_name:
            if rows and rows[-1].is_name:
                rows.pop()
            rows.append(row)
            continue
        cells = [row.cells[place] for place in places]
        if not is_continued or any(cells[table.repeated :]):
            rows.append(_Row(cells))
    return rows[:-1] if rows and is_continued and rows[-1].is_name else rows


def _draw_row(
    table: PrintedTable,
    places: Sequence[int],
    widths: Sequence[int],
    cells: Sequence[Text],
    *,
    at_bottom: bool = False,
) -> list[Text]:
    wrapped = [
        wrap_name(cell, width, _MOST_LINES) for cell, width in zip(cells, widths, strict=True)
    ]
    height = max(map(len, wrapped))
    lines = []
    for number in range(height):
        line = Text(" ")
        for column, parts in enumerate(wrapped):
            at = number - (height - len(parts) if at_bottom else 0)
            part = parts[at] if 0 <= at < len(parts) else Text()
            blanks = " " * (widths[column] - cell_len(part.plain))
            pair = (blanks, part) if table.are_numbers[places[column]] else (part, blanks)
            line.append_text(Text.assemble(" " * table.gap if column else "", *pair))
        line.rstrip()
        lines.append(line)
    return lines


def _make_cell(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else make_text(cell)


def _measure(cell: Text) -> int:
    return max(map(cell_len, cell.plain.split("\n")))
