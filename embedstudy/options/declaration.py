"""How options are declared: a class is a group, a field an option, its docstring the help.

A field's type holds the bounds; `Choices` names the table that lists
its values, and `Flag` says how the command line spells it where that is not ``--field-name``.
"""

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib import import_module
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import ConfigDict, Field, ValidationError
from pydantic import dataclasses as pydantic_dataclasses
from pydantic.fields import FieldInfo

from embedstudy.errors import InputError
from embedstudy.validation import known_name

Count = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A whole number of at least 1, which NumPy can hold."""

VectorLength = Annotated[int, Field(ge=1, le=10_000)]
"""The length of a word vector; more is a slip of the finger, and fits in no memory."""

WholeNumber = Annotated[int, Field(ge=0)]
"""A whole number of at least 0."""

Share = Annotated[float, Field(ge=0, lt=1)]
"""A number of at least 0 and below 1."""

NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A finite number of at least 0."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A finite number above 0."""

Group = TypeVar("Group")
# Nearest names that an error offers: there are 60 options.
NEAREST_SHOWN = 5
_CONFIG = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


@dataclass(frozen=True)
class Choices:
    """The names that an option takes.

    Attributes
    ----------
    kind : str
        What a name is of, for messages: ``encoder``.
    table : str or tuple of str
        ``"package.module:TABLE"``, the table that holds the names, imported when they are needed;
        or the names themselves.
    also : tuple of str
        Names that stand for something else, such as ``none``.
    other : str
        Other values that the option takes, in words for messages; empty if there are none.
    reader : str
        ``"package.module:function"``, which reads a value and raises `InputError` if it cannot:
        where a value may be more than a name, such as ``Constant(value=0.1)``.
    """

    kind: str
    table: str | tuple[str, ...]
    also: tuple[str, ...] = ()
    other: str = ""
    reader: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the table."""
        if isinstance(self.table, tuple):
            return (*self.table, *self.also)
        table = import_entry(self.table)
        return (*(table() if callable(table) else table), *self.also)

    def check(self, value: object) -> None:
        """Check a value, or each of several.

        Raises
        ------
        InputError
            If there is no such name.
        """
        for name in value if isinstance(value, tuple) else (value,):
            if name is not None and self.reader:
                import_entry(self.reader)(name)
            elif name is not None:
                known_name(self.kind, name, self.names, self.other)


def import_entry(address: str) -> Any:
    """Return what ``"package.module:NAME"`` names."""
    module, _, attribute = address.partition(":")
    return getattr(import_module(module), attribute)


@dataclass(frozen=True)
class Flag:
    """How the command line spells an option.

    Attributes
    ----------
    names : tuple of str
        ``--field-name`` by default.
    metavar : str
        What stands for the value in the help; by type by default.
    joined : bool
        Whether several values stand in one, with commas between them. Otherwise the flag is given
        again for each value.
    rare : bool
        Whether ``--help`` leaves the option to ``--help-all``.
    hidden : bool
        Whether the command line has no such flag.
    default : str
        What the help shows as the default; the field's own by default.
    completes : str
        What a shell completes the value with: ``dataset``, ``vectors``, ``study``, ``model``,
        ``file`` or ``folder``; names of `Choices` without it.
    """

    names: tuple[str, ...] = ()
    metavar: str = ""
    joined: bool = False
    rare: bool = False
    hidden: bool = False
    default: str = ""
    completes: str = ""


@dataclass(frozen=True)
class Option:
    """A declared option, as those that read declarations see it.

    Attributes
    ----------
    name : str
        The key of study.toml and the keyword in Python.
    type : type
        Without bounds; ``X | None`` where None is a value.
    default : object
        `dataclasses.MISSING` if the option must be given.
    help : str
    group : str
        The title of its panel.
    flag : Flag
    choices : Choices or None
    bounds : str
        In words: ``at least 1``; empty if there are none.
    """

    name: str
    type: Any
    default: Any
    help: str
    group: str
    flag: Flag
    choices: Choices | None
    bounds: str

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return get_origin(self.type) is tuple

    @property
    def is_switch(self) -> bool:
        """Whether it is true, false, or perhaps left open, and its flag takes no value."""
        return self.type in (bool, bool | None)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of the command line, the main one first."""
        return self.flag.names or (f"--{self.name.replace('_', '-')}",)


@dataclass_transform(kw_only_default=True, frozen_default=True)
def option_group(title: str) -> Callable[[type[Group]], type[Group]]:
    """Declare a class of options; its fields are checked when one is made.

    Numbers of NumPy count as Python's, a list or a single value as a tuple, and a path as text.

    Parameters
    ----------
    title : str
        The title of the panel in ``--help``.
    """

    def declare(cls: type[Group]) -> type[Group]:
        group: Any = pydantic_dataclasses.dataclass(cls, frozen=True, kw_only=True, config=_CONFIG)
        validate = group.__init__

        def construct(self: Any, **values: Any) -> None:
            options = {option.name: option for option in list_options(group)}
            for name in values:
                known_name("option", name, options, most=NEAREST_SHOWN)
            plain = {
                name: _simplify(value, is_list=options[name].is_list)
                for name, value in values.items()
            }
            try:
                validate(self, **plain)
            except ValidationError as error:
                raise _make_error(error, options) from None
            for option in options.values():
                if option.choices is not None:
                    option.choices.check(getattr(self, option.name))

        group.__init__ = construct
        group.TITLE = title
        declared: type[Group] = group
        return declared

    return declare


@cache
def list_options(group: type) -> tuple[Option, ...]:
    """Return the options that a class declares or inherits, in order."""
    bases = [base for base in group.__bases__ if hasattr(base, "TITLE")]
    inherited = {option.name: option for base in bases for option in list_options(base)}
    own_names = inspect.get_annotations(group)
    hints = get_type_hints(group, include_extras=True)
    infos: Mapping[str, FieldInfo] = group.__pydantic_fields__  # type: ignore[attr-defined]
    title: ClassVar[str] = group.TITLE  # type: ignore[attr-defined,misc]
    return tuple(
        inherited[field.name]
        if field.name not in own_names
        else _make_option(field.name, hints[field.name], infos[field.name], title, field.default)
        for field in fields(group)
    )


def _make_option(name: str, hint: Any, info: FieldInfo, title: str, default: Any) -> Option:
    metadata = list(_list_metadata(hint))
    if isinstance(default, FieldInfo):  # pydantic's, where a docstring is the description
        default = MISSING if default.is_required() else default.get_default()
    return Option(
        name=name,
        type=_strip_type(hint),
        default=default,
        help=" ".join((info.description or "").split()),
        group=title,
        flag=next((item for item in metadata if isinstance(item, Flag)), Flag()),
        choices=next((item for item in metadata if isinstance(item, Choices)), None),
        bounds=_describe_bounds(metadata),
    )


def _list_metadata(hint: Any) -> Iterable[Any]:
    if get_origin(hint) is Annotated:
        for item in hint.__metadata__:
            yield from item.metadata if isinstance(item, FieldInfo) else (item,)
    for part in get_args(hint):
        if get_origin(part) in (Annotated, Union, UnionType, tuple):
            yield from _list_metadata(part)


def _strip_type(hint: Any) -> Any:
    """Return a type without what is annotated to it."""
    if get_origin(hint) is Annotated:
        return _strip_type(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        union: Any = Union[tuple(map(_strip_type, get_args(hint)))]  # noqa: UP007
        return union
    if get_origin(hint) is tuple:
        item: Any = _strip_type(get_args(hint)[0])
        return tuple[item, ...]
    return hint


# Nobody comes near a bound of this size, so the help leaves it out.
_UNSAID = 2**62
_WORDS = {"ge": "at least", "gt": "above", "lt": "below", "le": "at most"}


def _describe_bounds(metadata: Iterable[Any]) -> str:
    words = [
        f"{word} {bound:{',' if isinstance(bound, int) else ',g'}}"
        for item in metadata
        for name, word in _WORDS.items()
        if (bound := getattr(item, name, None)) is not None and bound < _UNSAID
    ]
    return " and ".join(dict.fromkeys(words))


def _simplify(value: Any, *, is_list: bool = False) -> Any:
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if is_list and value is not None:
        is_one = isinstance(value, str) or not isinstance(value, Iterable)
        value = tuple(map(_simplify, (value,) if is_one else value))
    return value


_TYPES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}


def _make_error(error: ValidationError, options: Mapping[str, Option]) -> InputError:
    first = error.errors(include_url=False)[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, InputError):  # from a check of the group itself
        return cause
    if not first["loc"]:
        return InputError(first["msg"])
    option = options[str(first["loc"][0])]
    if first["type"] == "missing":
        return InputError(f"{option.name} is missing")
    rule = describe_expected(option)
    if first["type"] == "less_than_equal" and first["ctx"]["le"] > _UNSAID:
        rule += f" and at most {first['ctx']['le']:,}"
    value = _format_value(first["input"])
    if option.is_list and len(first["loc"]) > 1:
        return InputError(f"{option.name} holds {value}; each value must be {rule}")
    return InputError(f"{option.name} is {value}; it must be {rule}")


def describe_expected(option: Option) -> str:
    """Return what an option takes, in words; of a list, what each value is.

    Examples
    --------
    >>> from embedstudy.options.tuning import TuningOptions
    >>> [describe_expected(option) for option in list_options(TuningOptions)][:2]
    ['a number, above 0, or "auto"', 'a string']
    """
    kind = get_args(option.type)[0] if option.is_list else option.type
    parts = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    words = " or ".join(_TYPES[part] for part in parts if part in _TYPES)
    if option.bounds:
        words += f", {option.bounds}"
    names = [f'"{name}"' for part in parts for name in get_args(part)]
    comma = "," if option.bounds and names else ""
    return " or ".join([f"{words}{comma}", *names])


def _format_value(value: object) -> str:
    return repr(value).lower() if isinstance(value, bool) else repr(value)
