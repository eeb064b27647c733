"""All options of a study in one value, from keywords and from JSON."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from types import NoneType
from typing import Any, get_args

from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.options.declaration import NEAREST_SHOWN, list_options
from embedstudy.options.model import ComparedModelOptions
from embedstudy.options.running import RunningOptions, choose_if_exists
from embedstudy.options.study import StudyOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.tuning import TuningOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.validation import known_name

# The order of the panels in the help, of the parameters in Python and of the reference.
GROUPS: Mapping[str, type] = {
    "study": StudyOptions,
    "data": DataOptions,
    "reading": VectorOptions,
    "text": TextOptions,
    "model": ComparedModelOptions,
    "tuning": TuningOptions,
    "running": RunningOptions,
}
# The groups that decide what a study finds.
STUDY_GROUPS = tuple(group for group in GROUPS.values() if group is not RunningOptions)
# Groups that a study file and Python may also give as a table of their own.
TABLES = ("model", "data", "reading")
# Each stands for a value of `if_exists`.
SHORTHANDS = {"resume": "resume", "extend": "extend", "force": "replace"}


@dataclass(frozen=True, kw_only=True)
class CompareOptions:
    """The options of `embedstudy.compare`, by group.

    `model` holds the model options that are given; the others depend on the encoder.
    """

    study: StudyOptions = field(default_factory=StudyOptions)
    data: DataOptions = field(default_factory=DataOptions)
    reading: VectorOptions = field(default_factory=VectorOptions)
    text: TextOptions = field(default_factory=TextOptions)
    model: Mapping[str, Any] = field(default_factory=dict)
    tuning: TuningOptions = field(default_factory=TuningOptions)
    running: RunningOptions = field(default_factory=RunningOptions)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "CompareOptions":
        """Sort options into their groups.

        Parameters
        ----------
        values : mapping of str to value
            Options by name; an option that two groups have goes to both. The keys `model`, `data`
            and `reading` may hold a whole group, as a mapping or as the group itself. `resume`,
            `extend` and `force` may stand for `if_exists`.

        Raises
        ------
        InputError
            If there is no such option, or its value is not usable.
        """
        options = dict(values)
        flags = {flag: name for flag, name in SHORTHANDS.items() if options.pop(flag, False)}
        chosen = choose_if_exists({**flags, "if_exists": options.get("if_exists")})
        if chosen is not None:
            options["if_exists"] = chosen
        given: dict[str, dict[str, Any]] = {name: {} for name in GROUPS}
        for name, value in options.items():
            if name in TABLES:
                continue
            known_name("option", name, list_names(), most=NEAREST_SHOWN)
            for group in find_groups(name):
                given[group][name] = value
        for table in TABLES:
            flat = _drop_none(GROUPS[table], given[table])
            given[table] = {**_read_table(table, values.get(table)), **flat}
        return cls._from_groups(given)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CompareOptions":
        """Return the options that `to_json` wrote.

        Raises
        ------
        InputError
            If a group, an option or a value is not one of this version.
        """
        for name in data:
            known_name("group of options", name, GROUPS)
        return cls._from_groups(data)

    def to_json(self) -> dict[str, dict[str, Any]]:
        """Return the options that decide a study, by group, as plain data."""
        groups = {name: getattr(self, name) for name in GROUPS if name != "running"}
        return {
            name: dict(group) if isinstance(group, Mapping) else asdict(group)
            for name, group in groups.items()
        }

    def to_values(self) -> dict[str, Any]:
        """Return what `from_values` takes, apart from the options of `running`."""
        groups = self.to_json()
        tables = {name: groups.pop(name) for name in TABLES}
        flat = {name: value for group in groups.values() for name, value in group.items()}
        return {**flat, **tables}

    @classmethod
    def _from_groups(cls, data: Mapping[str, Any]) -> "CompareOptions":
        given = {name: _drop_none(GROUPS[name], values) for name, values in data.items()}
        model = given.pop("model", {})
        for name in model:
            names = [option.name for option in list_options(ComparedModelOptions)]
            known_name("option", name, names, most=NEAREST_SHOWN)
        if "optimizer" in model:
            model["optimizer"] = _join_names(model["optimizer"])
        return cls(
            model=model,
            **{name: GROUPS[name](**values) for name, values in given.items()},
        )


def find_groups(name: str) -> list[str]:
    """Return the names of the groups that have an option.

    Examples
    --------
    >>> find_groups("skip_bad_lines")
    ['data', 'reading']
    """
    return [
        group
        for group, cls in GROUPS.items()
        if any(option.name == name for option in list_options(cls))
    ]


def list_names() -> Collection[str]:
    """Return the names of all options of `compare`, each once."""
    names = [option.name for cls in GROUPS.values() for option in list_options(cls)]
    return dict.fromkeys([*names, *TABLES])


def _read_table(name: str, table: Any) -> dict[str, Any]:
    if table is None:
        return {}
    if isinstance(table, Mapping):
        return dict(table)
    if is_dataclass(table) and not isinstance(table, type):
        return {item.name: getattr(table, item.name) for item in fields(table)}
    kind = "ModelOptions" if name == "model" else GROUPS[name].__name__
    raise InputError(f"{name} is {table!r}; it must be {kind} or a mapping")


def _join_names(value: Any) -> Any:
    """Return several names as a tuple, each once, and one as it is."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    names = tuple(dict.fromkeys(value))
    return names[0] if len(names) == 1 else names


def _drop_none(group: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out options that are None where that means their default."""
    required = {
        option.name
        for option in list_options(group)
        if group is not ComparedModelOptions
        and not (option.is_list or NoneType in get_args(option.type))
    }
    return {k: value for k, value in values.items() if value is not None or k in required}
