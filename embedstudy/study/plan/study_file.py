"""``study.toml``: the arguments of `compare` in a file."""

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from embedstudy import registry
from embedstudy.datasets.files import is_files
from embedstudy.errors import InputError
from embedstudy.options.compare import GROUPS, TABLES, CompareOptions
from embedstudy.options.declaration import list_options
from embedstudy.study.plan.config import list_models
from embedstudy.study.plan.source_names import locate_dataset, locate_vectors, make_absolute
from embedstudy.validation import nearest, unknown_name

ENDING = ".toml"
# A file that comes from somebody else must not decide that a pickle is read.
_REFUSED = ("trust_pickle",)
_DATASETS = ("dataset", "datasets")
# The only option of `running` in a file; the others describe this machine.
_RUNNING = ("out",)
# Python's reader takes memory with the square of the parts of a key: a.b.c has three.
_LARGEST, _MOST_DOTS = 1_000_000, 1_000


def _list_names(group: str) -> tuple[str, ...]:
    names = (option.name for option in list_options(GROUPS[group]))
    return tuple(name for name in names if name not in _REFUSED)


def list_keys() -> tuple[str, ...]:
    """Return the keys at the top of a file: all options but those of this machine."""
    groups = (group for group in GROUPS if group != "running")
    names = dict.fromkeys(name for group in groups for name in _list_names(group))
    return (*_DATASETS, *names, *_RUNNING)


def read_study(path: str | Path) -> dict[str, Any]:
    """Read the arguments of `compare` from a file.

    Parameters
    ----------
    path : str or Path
        A file as docs/study-file.md describes it. Paths in it begin at its folder.

    Returns
    -------
    dict
        Keyword arguments of `compare`; ``out`` is ``runs/<name of the file>`` by default.

    Raises
    ------
    InputError
        If it cannot be read, a key is unknown, or a value is not one that its key takes.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "films.toml")
    >>> _ = path.write_text('dataset = "imdb"')
    >>> read_study(path)["dataset"]
    ['imdb']
    """
    path = Path(path)
    arguments = _parse(path)
    _check_keys(arguments, list_keys(), f"{path}:", tables=TABLES)
    for table in TABLES:
        if table in arguments:
            _check_table(table, arguments[table], path)
    flat = {name: value for name, value in arguments.items() if name not in _DATASETS}
    try:
        list(list_models(CompareOptions.from_values(flat)))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    arguments["dataset"] = [_locate_dataset(item, path) for item in _list_datasets(arguments, path)]
    arguments.pop("datasets", None)
    if "vectors" in arguments:
        names = arguments["vectors"]
        names = [names] if isinstance(names, str) else names
        arguments["vectors"] = [_locate_vectors(name, path) for name in names]
    for holder in (arguments, arguments.get("data", {})):
        for name in ("dev_file", "test_file", "out"):
            if name in holder:
                holder[name] = make_absolute(holder[name], path.parent)
    return {**arguments, "out": Path(arguments.get("out") or Path("runs") / path.stem)}


def _parse(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise InputError(f"{path}: over {_LARGEST:,} bytes: not a study file")
        if any(line.count(b".") > _MOST_DOTS for line in content.split(b"\n")):
            raise InputError(f"{path}: a line with over {_MOST_DOTS:,} dots: not a study file")
        return tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply for a study file") from None
    except tomllib.TOMLDecodeError as error:  # it names line and column
        raise InputError(f"{path}: {error}") from None


def _check_keys(
    keys: Iterable[str], known: Collection[str], where: str, tables: Collection[str] = ()
) -> None:
    for key in keys:
        if key in _REFUSED:
            raise InputError(f"{where} no file can say {key}; give it with the command")
        if key not in known and key not in tables:
            names = ", ".join(nearest(key, [*known, *(f"[{table}]" for table in tables)]))
            raise InputError(f"{where} no key {key!r}; there are: {names}")


def _check_table(name: str, table: object, path: Path) -> None:
    if not isinstance(table, dict):
        shown = repr(table).lower() if isinstance(table, bool) else repr(table)
        raise InputError(f"{path}: {name} is {shown}; it must be a table, [{name}]")
    _check_keys(table, _list_names(name), f"{path}: [{name}]")
    try:
        GROUPS[name](**table)
    except InputError as error:
        raise InputError(f"{path}: [{name}] {error}") from None


def _list_datasets(arguments: Mapping[str, Any], path: Path) -> list[Any]:
    given = [name for name in _DATASETS if name in arguments]
    if len(given) != 1:
        mistake = "both dataset and datasets" if given else "no dataset"
        raise InputError(f'{path}: {mistake}; name what to compare on, as in dataset = "imdb"')
    value = arguments[given[0]]
    return value if isinstance(value, list) else [value]


def _locate_dataset(name: Any, path: Path) -> str | list[str]:
    if isinstance(name, list) and name:
        return [str(_locate_dataset(item, path)) for item in name]
    if not isinstance(name, str):
        raise InputError(f"{path}: dataset holds {name!r}; each value must be a string")
    place = locate_dataset(name, path.parent)
    if place == name or (name and (is_files(name) or os.path.exists(place))):  # noqa: PTH110 - never raises
        return place
    raise _make_error(path, "data set", name, registry.all_dataset_names())


def _locate_vectors(name: str, path: Path) -> str:
    try:
        place = locate_vectors(name, path.parent)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    file = place.rpartition("#")[0] or place
    if place == name or any(map(os.path.isfile, (place, file))):  # no name makes it raise
        return place
    raise _make_error(path, "vectors", name, registry.vectors_names())


def _make_error(path: Path, kind: str, name: str, names: Collection[str]) -> InputError:
    also = "or a file, whose path begins at this one's folder"
    error = unknown_name(kind, name, names, also=also, most=5 if kind == "vectors" else None)
    return InputError(f"{path}: {error}")
