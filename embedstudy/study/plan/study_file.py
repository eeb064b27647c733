"""``study.toml``: what `compare` is told, in a file."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from embedstudy import registry
from embedstudy.datasets.files import is_files
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.options.model import ModelOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.study.plan.source_names import absolute, dataset_place, vectors_place
from embedstudy.validation import nearest, unknown_name

ENDING = ".toml"


@dataclass(frozen=True)
class Kind:
    """What a key takes.

    Attributes
    ----------
    expected : str
        In words.
    fits : callable
        Whether a value is one.
    is_list : bool
        Whether it is a list of them; one alone is taken as a list of one.
    """

    expected: str
    fits: Callable[[object], bool]
    is_list: bool = False

    def checked(self, value: object, where: str) -> Any:
        """Return a value that is one of this kind.

        Raises
        ------
        InputError
            If it is not; `where` says where it stands.
        """
        values = value if isinstance(value, list) and self.is_list else [value]
        if not all(map(self.fits, values)):
            often = f"{self.expected}, or a list of such values" if self.is_list else self.expected
            raise InputError(f"{where} is {_shown(value)}; it must be {often}")
        return values if self.is_list else value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_data(value: object) -> bool:
    several = isinstance(value, list) and bool(value) and all(map(_is_text, value))
    return _is_text(value) or several


TEXT = Kind("a string", _is_text)
WHOLE = Kind("a whole number", _is_whole)
NUMBER = Kind("a number", _is_number)
FLAG = Kind("true or false", _is_flag)
TEXTS = Kind("a string", _is_text, is_list=True)
_DATA = Kind("a string", _is_data, is_list=True)
_RATE = Kind('a number or "auto"', lambda value: _is_number(value) or value == "auto")
_SIZES = Kind(
    'a whole number or "all"', lambda value: _is_whole(value) or value == "all", is_list=True
)

# The names are those of `compare`.
KEYS = {
    "dataset": _DATA,
    "datasets": _DATA,
    "vectors": TEXTS,
    "strategies": TEXTS,
    "encoders": TEXTS,
    "seeds": WHOLE,
    "baselines": TEXTS,
    "train_sizes": _SIZES,
    "tune": TEXT,
    "tune_dropout": Kind("a number", _is_number, is_list=True),
    "tune_epochs": Kind("a whole number", _is_whole, is_list=True),
    "epochs": WHOLE,
    "learning_rate": _RATE,
    "dim": WHOLE,
    "oov": TEXT,
    "tokenizer": TEXT,
    "max_tokens": WHOLE,
    "min_count": WHOLE,
    "max_vocabulary": WHOLE,
    "cv": WHOLE,
    "probes": TEXTS,
    "out": TEXT,
}
_BY_TYPE = {str: TEXT, int: WHOLE, float: NUMBER, bool: FLAG}


def _kinds_of(*classes: type, without: tuple[str, ...] = ()) -> dict[str, Kind]:
    """Return what the fields of some dataclasses take."""
    found = {}
    for each in classes:
        hints = get_type_hints(each)
        for field in fields(each):
            of = hints[field.name]
            plain = next(t for t in (*getattr(of, "__args__", ()), of) if t is not type(None))
            if field.name not in without:
                found[field.name] = _BY_TYPE[plain]
    return found


TABLES = {
    "model": _kinds_of(ModelOptions),
    "data": _kinds_of(DataOptions),
    # A file that comes from somebody else is not to be what lets a pickle be read.
    "reading": _kinds_of(VectorOptions, without=("trust_pickle",)),
}


def read_study(path: str | Path) -> dict[str, Any]:
    """Read what `compare` is to be called with.

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
        If it cannot be read, a key is unknown, or a value is of another type than its key takes.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "films.toml")
    >>> _ = path.write_text('dataset = "imdb"')
    >>> read_study(path)["dataset"]
    ['imdb']
    """
    path = Path(path)
    found = _parsed(path)
    tables = {name: found.pop(name) for name in TABLES if name in found}
    arguments = _checked(found, KEYS, f"{path}:", also=TABLES)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise InputError(f"{path}: {name} is {_shown(table)}; it must be a table, [{name}]")
        tables[name] = _checked(table, TABLES[name], f"{path}: [{name}]")
    if ("dataset" in arguments) == ("datasets" in arguments):
        what = "both dataset and datasets" if "dataset" in arguments else "no dataset"
        raise InputError(f'{path}: {what}; name what to compare on, as in dataset = "imdb"')
    folder = path.parent
    named = arguments.pop("datasets", None) or arguments.pop("dataset", [])
    arguments["dataset"] = [_dataset(each, path) for each in named]
    if "vectors" in arguments:
        arguments["vectors"] = [_vectors(each, path) for each in arguments["vectors"]]
    default = Path("runs") / path.stem
    arguments["out"] = Path(absolute(arguments["out"], folder)) if "out" in arguments else default
    for name in ("dev_file", "test_file"):
        if name in tables.get("data", {}):
            tables["data"][name] = absolute(tables["data"][name], folder)
    return {**arguments, **_made(tables, path)}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:  # it names line and column
        raise InputError(f"{path}: {error}") from None


def _checked(
    found: Mapping[str, Any], kinds: Mapping[str, Kind], where: str, also: Mapping[str, Any] = {}
) -> dict[str, Any]:
    for key in found:
        if key not in kinds:
            there_are = ", ".join(nearest(key, [*kinds, *(f"[{name}]" for name in also)]))
            raise InputError(f"{where} no key {key!r}; there are: {there_are}")
    return {key: kinds[key].checked(value, f"{where} {key}") for key, value in found.items()}


def _made(tables: Mapping[str, Any], path: Path) -> dict[str, Any]:
    made: dict[str, Any] = {"model": tables["model"]} if "model" in tables else {}
    try:
        if "data" in tables:
            made["data"] = DataOptions(**tables["data"])
        if "reading" in tables:
            made["reading"] = VectorOptions(**tables["reading"])
    except InputError as error:  # of a value
        raise InputError(f"{path}: {error}") from None
    return made


def _dataset(named: str | list[str], path: Path) -> str | list[str]:
    if isinstance(named, list):
        return [str(_dataset(each, path)) for each in named]
    place = dataset_place(named, path.parent)
    if place == named or (named and (is_files(named) or Path(place).exists())):
        return place
    raise _unknown(path, "data set", named, registry.dataset_names())


def _vectors(name: str, path: Path) -> str:
    place = vectors_place(name, path.parent)
    file = place.rpartition("#")[0] or place
    if place == name or any(Path(each).is_file() for each in (place, file)):
        return place
    raise _unknown(path, "vectors", name, registry.vectors_names())


def _unknown(path: Path, kind: str, name: str, names: Collection[str]) -> InputError:
    error = unknown_name(
        kind, name, names, also="or a file, whose path begins at this one's folder"
    )
    return InputError(f"{path}: {error}")


def _shown(value: object) -> str:
    return repr(value).lower() if isinstance(value, bool) else repr(value)
