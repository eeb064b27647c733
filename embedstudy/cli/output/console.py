"""Printing: JSON for programs, plain text and tables for people."""

import json
import os
import sys
import webbrowser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from embedstudy.cli.output.result_console import ResultConsole
from embedstudy.cli.output.wrapping import can_write, wrap_prose
from embedstudy.progress import write_line
from embedstudy.wording import escape_controls, printable

_PIPED_WIDTH = 100
# A table in a file is as wide as its columns need.
_WIDEST = 100_000
_ASCII = {
    ord(sign): plain
    for sign, plain in {"−": "-", "–": "-", "─": "-", "±": "+/-", "→": "->", "…": "..."}.items()
}


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON document and nothing else; it escapes all that is not ASCII."""
    print_data(json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n")


def print_result(
    document: dict[str, Any], show: Callable[[dict[str, Any]], None], *, as_json: bool
) -> None:
    """Print a document as JSON, or as `show` shows it to people."""
    (print_json if as_json else show)(document)


def find_width() -> int:
    """Return the width of the terminal, or of ``COLUMNS``; a file takes any width."""
    return Console().width if _is_limited() else _WIDEST


def find_prose_width() -> int:
    """Return the width of the terminal, or of ``COLUMNS``; prose in a file takes 100 characters."""
    return Console().width if _is_limited() else _PIPED_WIDTH


def _is_limited() -> bool:
    return sys.stdout.isatty() or "COLUMNS" in os.environ


def print_lines(lines: Iterable[Text]) -> None:
    """Print lines as they are, whatever the width; no control character is obeyed."""
    console = ResultConsole()
    for line in lines:
        line.rstrip()
        console.print(_disarm(line), soft_wrap=True)


def _disarm(line: Text) -> Text:
    """Return a line with control characters shown, should `make_text` not have seen them."""
    shown = escape_controls(line.plain, keep="\n")
    return line if shown == line.plain else Text(shown, line.style)


def print_prose(text: str | Text) -> None:
    """Print a paragraph in lines of the terminal's width, or of 100 characters in a file."""
    prose = text if isinstance(text, Text) else make_text(text)
    print_lines(wrap_prose(prose, find_prose_width()))


def print_note(text: str) -> None:
    """Print a note below a table."""
    print_prose(make_text(text, "dim"))


def make_text(text: str, style: str = "") -> Text:
    """Return a text that is shown as it is: no markup, no control characters.

    Where stdout is not UTF-8, signs that it lacks are spelled in ASCII.
    """
    return Text(_spell(printable(text)), style)


def _spell(text: str) -> str:
    return text if can_write(text) else text.translate(_ASCII)


def print_text(text: str, style: str = "") -> None:
    """Print a line that the terminal may wrap, and that can be copied whole."""
    print_lines([make_text(text, style)])


def print_error(line: str) -> None:
    """Print a line on stderr about what is damaged, after which a command goes on."""
    write_line(f"error: {line}")


def print_remark(line: str) -> None:
    """Print a line on stderr about what is shown."""
    write_line(f"note: {line}")


def print_page(page: Path) -> None:
    """Print where a page is."""
    print_text(f"report: {page}")


def open_in_browser(page: Path) -> None:
    """Open a page; where no browser is found, say so on stderr."""
    if not webbrowser.open(page.absolute().as_uri()):
        Console(stderr=True).print(make_text(f"no browser found to open {page}"), soft_wrap=True)


def print_fields(*fields: str) -> None:
    """Print a line for programs: fields with tabs between them, control characters escaped."""
    print_data("\t".join(map(escape_controls, fields)) + "\n")


def print_document(text: str) -> None:
    """Print a text of several lines for programs; control characters in it are escaped."""
    print_data(escape_controls(text, keep="\t\n") + "\n")


def print_data(text: str) -> None:
    """Print data of a format that has escapes of its own, to the byte, and at once."""
    sys.stdout.write(text)
    sys.stdout.flush()
