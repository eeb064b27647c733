"""What Python calls the options that messages name as flags."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from embedstudy.errors import EmbedstudyError

_FLAG = re.compile(
    r"(?<![\w-])--(?P<flag>[a-z][a-z-]*[a-z])"
    r"(?: (?P<value>'[^']*'|\"[^\"]*\"|[\w./+▁][\w./+▁-]*))?"
)
# Short names, and flags that stand for a value.
_BY_FLAG = {
    "text-column": "text",
    "label-column": "label",
    "resume": 'if_exists="resume"',
    "add": 'if_exists="extend"',
    "force": 'if_exists="replace"',
}
# Behind a flag these go on with the sentence.
_PROSE = frozenset({"and", "by", "goes", "in", "is", "names", "or", "reads", "takes", "to", "with"})
_COMMAND = "embedstudy compare "


def name_parameters(message: str) -> str:
    """Return a message in which options have the names of `compare` and of its like in Python.

    A message that holds a whole command stays as it is.

    Examples
    --------
    >>> name_parameters("a.csv:1: no column 'x' (use --text-column)")
    "a.csv:1: no column 'x' (use text=)"
    >>> name_parameters("use --encoding cp1252; --skip-bad-lines leaves such rows out")
    'use encoding="cp1252"; skip_bad_lines=True leaves such rows out'
    >>> name_parameters("--resume goes on with it, or choose another --out")
    'if_exists="resume" goes on with it, or choose another out='
    """
    if _COMMAND in message:
        return message
    names = _list_names()

    def write(match: re.Match[str]) -> str:
        # Of several flags in a row, each becomes a keyword of one call.
        comma = "," if match.string.startswith(" --", match.end()) else ""
        return write_one(match) + comma

    def write_one(match: re.Match[str]) -> str:
        flag, value = match["flag"], match["value"]
        rest = f" {value}" if value else ""
        if flag in _BY_FLAG and "=" in _BY_FLAG[flag]:
            return _BY_FLAG[flag] + rest
        if flag not in names:
            return match[0]
        name, is_switch = names[flag]
        name = _BY_FLAG.get(flag, name)
        if is_switch:
            return f"{name}=True{rest}"
        if value is None or value in _PROSE:
            return f"{name}={rest}"
        is_literal = value[0] in "'\"" or value.isdigit() or value.isupper()
        return f"{name}={value}" if is_literal else f'{name}="{value}"'

    return _FLAG.sub(write, message)


@contextmanager
def speak_python() -> Iterator[None]:
    """Name options as Python does in the errors of what runs within."""
    try:
        yield
    except (EmbedstudyError, KeyboardInterrupt) as error:
        # A study that is interrupted says how to go on.
        if len(error.args) == 1 and isinstance(error.args[0], str):
            error.args = (name_parameters(error.args[0]),)
        raise


def _list_names() -> dict[str, tuple[str, bool]]:
    """Return the keyword of each flag, and whether it takes no value."""
    # Imported where there is an error to write: it reads all options.
    from embedstudy.options.compare import GROUPS
    from embedstudy.options.declaration import list_options

    return {
        flag.removeprefix("--"): (option.name, option.is_switch)
        for group in GROUPS.values()
        for option in list_options(group)
        for flag in option.flags
        if flag.startswith("--")
    }
