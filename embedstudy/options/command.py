"""The command that makes a study, from its options."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from embedstudy.errors import InputError
from embedstudy.options.compare import GROUPS, TABLES, CompareOptions
from embedstudy.options.declaration import Option, list_options

_PROGRAM = ("embedstudy", "compare")


def build_command(datasets: Sequence[Any], options: CompareOptions) -> list[str]:
    """Return the words of the command line that make a study, without those that are defaults.

    Parameters
    ----------
    datasets : sequence of str
    options : CompareOptions
        Its `running` is left out: results do not depend on it.

    Raises
    ------
    InputError
        If no command can say it, such as one data set of several files.

    Examples
    --------
    >>> options = CompareOptions.from_values({"seeds": 3, "encoders": ["mean", "max"]})
    >>> build_command(["imdb"], options)
    ['embedstudy', 'compare', 'imdb', '--encoder', 'mean', '--encoder', 'max', '--seeds', '3']
    """
    words = [*_PROGRAM, *map(_make_word, datasets)]
    values: dict[str, Any] = {}
    for name, group in GROUPS.items():
        if name == "running":
            continue
        for option, value in _list_values(group, getattr(options, name)):
            if values.setdefault(option.name, value) != value:
                raise InputError(f"{option.name} differs between groups that share the flag")
    for option in {o.name: o for group in GROUPS.values() for o in list_options(group)}.values():
        is_model = option.name in options.model
        if option.name in values and (is_model or values[option.name] != option.default):
            words += _make_words(option, values[option.name])
    return words


def read_command(meta: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> str | None:
    """Return the command that makes the study of a study.json again.

    Parameters
    ----------
    meta : mapping
        The content of study.json.
    changes : mapping of str to value, optional
        Options that are to have another value, by name; None for their default.

    Returns
    -------
    str or None
        None if no command can say it: the study was made from Python objects, or study.json is
        damaged.
    """
    try:
        stored = dict(meta["options"])
        # Format 1 held the options flat, and one data set or several under `dataset`.
        is_flat = "dataset" in stored
        datasets = stored.pop("dataset" if is_flat else "datasets")
        read = CompareOptions.from_values if is_flat else CompareOptions.from_json
        options = read(stored)
        if changes:
            values = options.to_values()
            for table in TABLES:
                values[table] = {k: v for k, v in values[table].items() if k not in changes}
            options = CompareOptions.from_values({**values, **changes})
        return shlex.join(
            build_command([datasets] if isinstance(datasets, str) else datasets, options)
        )
    except (InputError, AttributeError, KeyError, TypeError, ValueError):
        return None


def _list_values(group: type, values: Any) -> Iterator[tuple[Option, Any]]:
    for option in list_options(group):
        if not isinstance(values, Mapping):
            yield option, getattr(values, option.name)
        elif option.name in values:
            yield option, values[option.name]


def _make_words(option: Option, value: Any) -> list[str]:
    if isinstance(value, bool):
        if len(option.flags) == 1:
            return list(option.flags) if value else []
        flags = [flag for flag in option.flags if flag.startswith("--no-") is not value]
        return flags[:1]
    if not option.is_list:
        return [option.flags[0], _make_word(value)]
    if isinstance(value, str):  # one name of several that could be
        value = (value,)
    if option.flag.joined:
        return [option.flags[0], ",".join(map(_make_word, value))]
    if not value and option.choices is not None:
        value = option.choices.also  # "none"
    return [word for item in value for word in (option.flags[0], _make_word(item))]


def _make_word(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise InputError(f"no word of a command can say {value!r}")
    return f"{value}"
