"""The reference page of all options: ``python -m embedstudy.cli.reference``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from embedstudy.cli.app import PANELS
from embedstudy.entries import Entries
from embedstudy.options.compare import GROUPS
from embedstudy.options.declaration import Option, import_entry, list_options
from embedstudy.options.model import ComparedModelOptions, ModelOptions
from embedstudy.options.signature import describe_default, describe_type

_ENCODERS = "embedstudy.nn.encoders:ENCODERS"
_MODEL_OPTIONS = (*list_options(ModelOptions), *list_options(ComparedModelOptions))
_HEAD = """\
# Options

Each option is declared once, in `embedstudy/options/`. The first seven tables are those of a study:
the flag is that of `embedstudy compare`; the key is that of `study.toml`, and the keyword of
`embedstudy.compare` in Python. The commands follow, with the options that no table above has.

This page is written by `python -m embedstudy.cli.reference > docs/reference/options.md`.
"""
_TABLES = {
    "data": "In `study.toml` these may stand in a table `[data]`.",
    "reading": "In `study.toml` these may stand in a table `[reading]`, all but `trust_pickle`.",
    "model": "In `study.toml` these may stand in a table `[model]`.",
    "running": "In `study.toml` only `out` may stand.",
}


def write_reference() -> str:
    """Return the reference page, as Markdown.

    Examples
    --------
    >>> "| `--max-tokens` | `max_tokens` |" in write_reference()
    True
    """
    lines, shown = [_HEAD], set[Option]()
    for name, group in GROUPS.items():
        declared: Any = group
        about = f"{declared.__doc__.splitlines()[0]} {_TABLES.get(name, '')}".strip()
        lines += [f"## {declared.TITLE}", "", about, "", *_make_table(list_options(group))]
        shown.update(list_options(group))
    chains = (
        (*chain, name) for chain, panels in PANELS.items() for p in panels.values() for name in p
    )
    for words in chains:
        if words not in PANELS:
            name = "_".join(words)
            command = import_entry(f"embedstudy.cli.commands.{name}:{name}")
            options = [option for option in command.options.values() if option not in shown]
            if options:
                lines += [f"## embedstudy {' '.join(words)}", "", *_make_table(options)]
            shown.update(options)
    return "\n".join(lines)


def _make_table(options: Iterable[Option]) -> Iterator[str]:
    yield "| flag | key | takes | default | what it does |"
    yield "|---|---|---|---|---|"
    for option in options:
        if not option.flag.hidden:
            is_model = option in _MODEL_OPTIONS
            yield _make_row(option, _find_recommended(option.name) if is_model else {})
    yield ""


def _make_row(option: Option, recommended: Mapping[Any, list[str]]) -> str:
    flags = ", ".join(f"`{flag}`" for flag in option.flags)
    takes = describe_type(option)
    if option.choices is not None:
        takes = ("any of " if option.is_list else "") + ", ".join(option.choices.names)
    takes = ", ".join(filter(None, [takes, option.bounds]))
    more = [f"{value} for {', '.join(encoders)}" for value, encoders in recommended.items()]
    defaults = "; ".join(filter(None, [describe_default(option), *more]))
    cells = [flags, f"`{option.name}`", takes, defaults, option.help]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _find_recommended(name: str) -> Mapping[Any, list[str]]:
    """Return the encoders that recommend a value of a model option, by value."""
    encoders: Entries[Any] = import_entry(_ENCODERS)
    by_value: dict[Any, list[str]] = {}
    for encoder in encoders:
        if name in encoders[encoder].recommended:
            by_value.setdefault(encoders[encoder].recommended[name], []).append(encoder)
    return by_value


if __name__ == "__main__":
    print(write_reference(), end="")  # noqa: T201
