"""What ``--help`` prints: usage, examples, and options in panels."""

import shutil
import textwrap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING
from inspect import cleandoc
from typing import TYPE_CHECKING, get_args

from rich.console import Console
from rich.text import Text

from embedstudy.options.declaration import Option

if TYPE_CHECKING:
    from embedstudy.cli.bind import Argument, Command

Row = tuple[str, str]
# Wider names stand on a line of their own; wider lines are hard to read.
_NAMES_WIDTH = 26
_WIDEST = 100
_NARROWEST = 40


def print_group_help(
    chain: Collection[str], title: str, panels: Mapping[str, Mapping[str, str]]
) -> None:
    """Print the commands of a group.

    Parameters
    ----------
    chain : iterable of str
        The words that name the group, without ``embedstudy``.
    title : str
    panels : mapping of str to mapping
        What each command does, by panel.
    """
    page = _Page()
    page.write_head([*chain, "COMMAND"], title)
    for panel, commands in panels.items():
        page.write_panel(panel, commands.items())
    options = [("--help, -h", "Show this help; also for each command.")]
    if not chain:
        options.insert(0, ("--version", "Show the version."))
    page.write_panel("Options", options)
    page.print()


def print_command_help(chain: Iterable[str], command: "Command", *, with_rare: bool) -> None:
    """Print the arguments and options of a command.

    Parameters
    ----------
    chain : iterable of str
        The words that name the command, without ``embedstudy``.
    command : Command
    with_rare : bool
        Whether options that are seldom needed are shown too.
    """
    options = list(command.options.values())
    shown = [option for option in options if with_rare or not option.flag.rare]
    arguments = [_argument_row(argument) for argument in command.arguments.values()]
    panels: dict[str, list[Row]] = {"Arguments": arguments}
    for option in shown:
        panels.setdefault(option.group, []).append((_flags_text(option), describe(option)))
    page = _Page()
    page.write_head(_usage(chain, command), cleandoc(command.function.__doc__ or ""))
    page.write_examples(command.examples)
    for title, rows in panels.items():
        page.write_panel(title, rows)
    if len(shown) < len(options):
        page.write(f"--help-all shows {len(options) - len(shown)} options more, seldom needed.")
    page.print()


def describe(option: Option) -> str:
    """Return the help of an option: what it does, its choices and its default."""
    sentences = [option.help]
    if option.choices is not None:
        sentences.append(f"{', '.join(option.choices.names)}.")
    if default := format_default(option):
        sentences.append(f"[{default}]")
    return " ".join(sentences)


def format_default(option: Option) -> str:
    """Return the default of an option as the command line spells it; empty if it is nothing."""
    if option.flag.default:
        return option.flag.default
    if option.default is MISSING:
        return "required"
    if option.type is bool:
        return option.flags[0].removeprefix("--") if option.default else ""
    if option.default is None:
        return ""
    if isinstance(option.default, tuple):
        return ("," if option.flag.joined else ", ").join(map(str, option.default))
    return f"{option.default}"


def _usage(chain: Iterable[str], command: "Command") -> list[str]:
    required = [
        _flags_text(option) for option in command.options.values() if option.default is MISSING
    ]
    optional = ["[OPTIONS]"] if len(command.options) > len(required) else []
    metavars = [argument.metavar for argument in command.arguments.values()]
    return [*chain, *required, *optional, *metavars]


def _argument_row(argument: "Argument") -> Row:
    return argument.metavar.replace("[", "").replace("]", ""), argument.help


def _flags_text(option: Option) -> str:
    flags = ", ".join(option.flags)
    return flags if option.type is bool else f"{flags} {metavar_of(option)}"


def metavar_of(option: Option) -> str:
    """Return what stands for the value of an option in the help."""
    if option.flag.metavar:
        return option.flag.metavar
    if option.choices is not None:
        return "NAME"
    kinds = (option.type, *get_args(option.type))
    return "N" if int in kinds else "X" if float in kinds else "TEXT"


class _Page:
    """A page of help, wrapped to the terminal."""

    def __init__(self) -> None:
        columns = shutil.get_terminal_size((80, 24)).columns
        self._width = min(max(columns, _NARROWEST), _WIDEST)
        self._text = Text()

    def write_head(self, usage: Iterable[str], text: str) -> None:
        """Write the usage and what a command does."""
        self.write(" ".join(["Usage: embedstudy", *usage]), "bold")
        for paragraph in text.split("\n\n"):
            self.write("")
            self.write(" ".join(paragraph.split()))

    def write_examples(self, examples: Iterable[str]) -> None:
        """Write lines that can be copied."""
        self.write("")
        for example in examples:
            self._text.append(f"  {example}\n")

    def write_panel(self, title: str, rows: Iterable[Row]) -> None:
        """Write a title, and names with what they are."""
        rows = list(rows)
        if not rows:
            return
        self._text.append(f"── {title} ".ljust(self._width, "─") + "\n", "bold")
        column = min(max(len(names) for names, _ in rows), _NAMES_WIDTH)
        for names, text in rows:
            lines = textwrap.wrap(text, self._width - column - 4, break_on_hyphens=False) or [""]
            if len(names) > column:
                self._write_row(names, "", column)
                names = ""
            for line in lines:
                self._write_row(names, line, column)
                names = ""

    def _write_row(self, names: str, line: str, column: int) -> None:
        self._text.append(f"  {names.ljust(column)}", "cyan")
        self._text.append(f"  {line}".rstrip() + "\n")

    def write(self, text: str, style: str = "") -> None:
        """Write a paragraph."""
        lines = textwrap.wrap(text, self._width, break_on_hyphens=False)
        self._text.append("\n".join(lines) + "\n", style)

    def print(self) -> None:
        """Print what was written."""
        Console(width=self._width + 1).print(self._text, end="")
