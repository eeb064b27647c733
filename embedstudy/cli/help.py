"""The pages of ``--help``: usage, examples, and options in panels."""

import shutil
import textwrap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING
from inspect import cleandoc
from typing import TYPE_CHECKING, get_args

from rich.text import Text

from embedstudy.cli.output.result_console import ResultConsole

if TYPE_CHECKING:
    from embedstudy.cli.bind import Command
    from embedstudy.options.declaration import Option

Row = tuple[str, str]
# Wider names stand on a line of their own; wider lines are hard to read.
_NAMES_WIDTH = 22
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
        The summary of each command, by panel.
    """
    options = [("--help, -h", "Show this help; also for each command.")]
    if not chain:
        options.insert(0, ("--version", "Show the version."))
    rows = {panel: list(commands.items()) for panel, commands in panels.items()}
    _print_page([*chain, "COMMAND"], title, {**rows, "Options": options})


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
    arguments = command.arguments.values()
    panels: dict[str, list[Row]] = {
        "Arguments": [
            (argument.metavar.replace("[", "").replace("]", ""), argument.help)
            for argument in arguments
        ]
    }
    for option in shown:
        panels.setdefault(option.group, []).append((_format_flags(option), describe(option)))
    hidden = len(options) - len(shown)
    last = f"--help-all shows {hidden} more options, seldom needed." if hidden else ""
    text = cleandoc(command.function.__doc__ or "")
    _print_page(_format_usage(chain, command), text, panels, examples=command.examples, last=last)


def describe(option: "Option") -> str:
    """Return the help text of an option, with its choices and its default."""
    from embedstudy.options.signature import describe_default

    sentences = [option.help]
    if option.choices is not None:
        first, _, rest = option.help.partition(". ")
        sentences = [f"{first.removesuffix('.')}: {', '.join(option.choices.names)}.", rest]
    if option.is_list and not option.flag.joined:
        sentences.append("Repeatable.")
    default = "required" if option.default is MISSING else describe_default(option)
    if default and option.default is not False:
        sentences.append(f"[{default}]")
    return " ".join(filter(None, sentences))


def _format_usage(chain: Iterable[str], command: "Command") -> list[str]:
    required = [
        _format_flags(option) for option in command.options.values() if option.default is MISSING
    ]
    optional = ["[OPTIONS]"] if len(command.options) > len(required) else []
    metavars = [argument.metavar for argument in command.arguments.values()]
    return [*chain, *required, *optional, *metavars]


def _format_flags(option: "Option") -> str:
    flags = ", ".join(option.flags)
    return flags if option.is_switch else f"{flags} {format_metavar(option)}"


def format_metavar(option: "Option") -> str:
    """Return the placeholder of an option's value in the help."""
    if option.flag.metavar:
        return option.flag.metavar
    if option.choices is not None:
        return "NAME"
    kinds = (option.type, *get_args(option.type))
    return "N" if int in kinds else "X" if float in kinds else "TEXT"


def _print_page(
    usage: Iterable[str],
    text: str,
    panels: Mapping[str, list[Row]],
    *,
    examples: Collection[str] = (),
    last: str = "",
) -> None:
    width = min(max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST), _WIDEST)
    names = [len(flags) for rows in panels.values() for flags, _ in rows]
    column = max((length for length in names if length <= _NAMES_WIDTH), default=0)
    summary, *paragraphs = text.split("\n\n")
    page = Text(" ".join(["Usage: embedstudy", *usage]), "bold")
    page.append("\n\n" + _wrap(summary, width))
    page.append("\n" if examples else "")
    page.append("".join(f"\n  {example}" for example in examples))
    for paragraph in paragraphs:
        page.append("\n\n" + _wrap(paragraph, width))
    page.append("\n")
    for title, rows in panels.items():
        if rows:
            page.append("\n" + f"── {title} ".ljust(width, "─"), "bold")
        for flags, description in rows:
            _append_row(page, flags, description, column, width)
    page.append(f"\n\n{last}" if last else "")
    ResultConsole(width=width + 1).print(page)


def _append_row(page: Text, flags: str, description: str, column: int, width: int) -> None:
    lines = textwrap.wrap(description, width - column - 4, break_on_hyphens=False)
    if len(flags) > column:  # on a line of their own
        lines.insert(0, "")
    for line in lines:
        page.append(f"\n  {flags.ljust(column)}", "cyan")
        page.append(f"  {line}".rstrip())
        flags = ""


def _wrap(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False))
