"""Printing: JSON for programs, plain text and tables for people."""

import json
import os
import sys
import webbrowser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from embedstudy.wording import printable

_PIPED_WIDTH = 100
# A table takes of it what its columns need.
_WIDEST = 1000


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON document and nothing else."""
    json.dump(document, sys.stdout, indent=2, ensure_ascii=True, allow_nan=False)
    sys.stdout.write("\n")


def print_result(
    document: dict[str, Any], show: Callable[[dict[str, Any]], None], *, as_json: bool
) -> None:
    """Print a document as JSON, or as `show` shows it to people."""
    (print_json if as_json else show)(document)


def make_wide_console() -> Console:
    """Return a console that is as wide as the tables need where no terminal limits it."""
    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=_PIPED_WIDTH if piped else None)


def print_whole(table: Table) -> None:
    """Print a table at the width that it needs: a number cut short would be another number."""
    Console(width=_WIDEST).print(table)


def make_table(
    title: str, words: Iterable[str | Text] = (), numbers: Iterable[str | Text] = ()
) -> Table:
    """Make an empty table as all of them are.

    Parameters
    ----------
    title : str
        Empty for none.
    words, numbers : iterable of str or Text
        The headings of the columns: first those of words, then those of numbers.
    """
    table = Table(
        title=make_text(title, "bold") if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    add_columns(table, *words)
    add_columns(table, *numbers, right=True)
    return table


def add_columns(table: Table, *headings: str | Text, right: bool = False) -> None:
    """Add columns that are never cut short; those of numbers stand at the right."""
    for heading in headings:
        table.add_column(heading, justify="right" if right else "left", no_wrap=True)


def print_note(text: str) -> None:
    """Print a note below a table."""
    make_wide_console().print(make_text(text, "dim"))


def make_text(text: str, style: str = "") -> Text:
    """Return a text that is shown as it is: no markup, no control characters."""
    return Text(printable(text), style)


def print_text(text: str, style: str = "") -> None:
    """Print a line that the terminal may wrap, and that can be copied whole."""
    make_wide_console().print(make_text(text, style), soft_wrap=True)


def print_page(page: Path) -> None:
    """Print where a page is."""
    print_text(f"report: {page}")


def open_in_browser(page: Path) -> None:
    """Open a page; where no browser is found, say so on stderr."""
    if not webbrowser.open(page.absolute().as_uri()):
        Console(stderr=True).print(make_text(f"no browser found to open {page}"), soft_wrap=True)


def print_line(line: str) -> None:
    """Print a line as it is, for programs that read it."""
    print(line)  # noqa: T201
