"""Signatures and docstrings of functions that take options as keywords."""

import inspect
import re
import textwrap
from collections.abc import Callable, Collection, Sequence
from dataclasses import MISSING
from types import NoneType
from typing import Any, TypeVar, get_args

from embedstudy.options.declaration import Option, list_options

Function = TypeVar("Function", bound=Callable[..., Any])
_INDENT = "    "
# The entry of the options in a docstring, with what it says of them, by its indentation.
_PLACE = re.compile(rf"^( *)\*\*options\n(?:\1{_INDENT}.*\n)*", re.MULTILINE)


def takes_options(
    *groups: type, recommended: Collection[type] = ()
) -> Callable[[Function], Function]:
    """Give a function that takes ``**options`` the signature and docstring of its options.

    Options that the function names itself stay as they are. In the docstring the entry
    ``**options`` of the section Parameters becomes one entry for each option.

    Parameters
    ----------
    *groups : type
        Classes of options, see `option_group`.
    recommended : collection of type
        Groups whose options are None by default, which stands for the value recommended for each
        encoder.

    Examples
    --------
    >>> from embedstudy.options.text import TextOptions
    >>> @takes_options(TextOptions)
    ... def cut(text, **options): ...
    >>> list(inspect.signature(cut).parameters)
    ['text', 'tokenizer', 'max_tokens', 'min_count', 'max_vocabulary', 'unicode_form']
    """

    def decorate(function: Function) -> Function:
        signature = inspect.signature(function)
        parameters = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
        options: dict[str, tuple[Option, bool]] = {}
        for group in groups:
            for option in list_options(group):
                options.setdefault(option.name, (option, group in recommended))
        for parameter in parameters:
            options.pop(parameter.name, None)
        keywords = [_make_parameter(*option) for option in options.values()]
        first = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
        last = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        function.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[*first, *keywords, *last]
        )
        if function.__doc__:
            entries = "\n".join(
                describe_parameter(option, is_recommended=is_recommended)
                for option, is_recommended in options.values()
            )
            function.__doc__ = _PLACE.sub(
                lambda place: f"{textwrap.indent(entries, place[1])}\n", function.__doc__
            )
        return function

    return decorate


def _make_parameter(option: Option, is_recommended: bool) -> inspect.Parameter:
    kind, default = option.type, None if is_recommended else option.default
    if option.is_list:
        item: Any = get_args(kind)[0]
        kind = Sequence[item] | item
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if default is MISSING else default,
        annotation=kind | None if is_recommended else kind,
    )


def describe_parameter(option: Option, *, is_recommended: bool = False) -> str:
    """Return the entry of an option in a section Parameters of NumPy's style.

    Parameters
    ----------
    option : Option
    is_recommended : bool
        Whether the default is None, for the value recommended for each encoder.
    """
    optional = ", optional" if is_recommended or option.default is None else ""
    facts = [option.help]
    if option.choices is not None:
        number = "Any" if option.is_list else "One"
        facts.append(f"{number} of {', '.join(option.choices.names)}.")
    if option.bounds:
        facts.append(f"{option.bounds[0].upper()}{option.bounds[1:]}.")
    if is_recommended and not option.flag.default:
        facts.append("Default: as recommended for the encoder.")
    elif default := describe_default(option):
        facts.append(f"Default: {default}.")
    text = textwrap.indent(textwrap.fill(" ".join(facts), 92), _INDENT)
    return f"{option.name} : {describe_type(option)}{optional}\n{text}"


def describe_type(option: Option) -> str:
    """Return the type of an option, as docstrings and the reference write it.

    Examples
    --------
    >>> from embedstudy.options.text import TextOptions
    >>> [describe_type(option) for option in list_options(TextOptions)][1]
    'int'
    """
    kind = get_args(option.type)[0] if option.is_list else option.type
    names = [
        part.__name__ if isinstance(part, type) else " or ".join(map(repr, get_args(part)))
        for part in (get_args(kind) or (kind,))
        if part is not NoneType
    ]
    name = " or ".join(names)
    return f"sequence of {name}" if option.is_list else name


def describe_default(option: Option) -> str:
    """Return the default of an option, as help, docstrings and the reference write it.

    Empty if there is none.

    Examples
    --------
    >>> from embedstudy.options.text import TextOptions
    >>> [describe_default(option) for option in list_options(TextOptions)]
    ['basic', '', '1', '', 'nfc']
    """
    default = option.default
    if option.flag.default or default in (MISSING, None, ()):
        return option.flag.default
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, tuple):
        return ", ".join(map(str, default))
    return f"{default:g}" if isinstance(default, float) else f"{default}"
