"""Signatures and docstrings of functions that take options as keywords."""

import inspect
import re
import textwrap
from collections.abc import Callable, Collection, Iterator, Sequence
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
    ['text', 'tokenizer', 'max_tokens', 'min_count', 'max_vocabulary']
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
        keywords = [_parameter(*option) for option in options.values()]
        first = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
        last = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        function.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[*first, *keywords, *last]
        )
        if function.__doc__:
            entries = "\n".join(line for option in options.values() for line in _entry(*option))
            function.__doc__ = _PLACE.sub(
                lambda place: f"{textwrap.indent(entries, place[1])}\n", function.__doc__
            )
        return function

    return decorate


def _parameter(option: Option, is_recommended: bool) -> inspect.Parameter:
    default = None if is_recommended else option.default
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if default is MISSING else default,
        annotation=_annotation(option, is_recommended),
    )


def _annotation(option: Option, is_recommended: bool) -> Any:
    if option.is_list:
        item: Any = get_args(option.type)[0]
        return Sequence[item] | item
    return option.type | None if is_recommended else option.type


def _entry(option: Option, is_recommended: bool) -> Iterator[str]:
    """Give the lines of an option in a section Parameters of NumPy's style."""
    optional = ", optional" if is_recommended or option.default is None else ""
    yield f"{option.name} : {type_in_words(option)}{optional}"
    facts = [option.help]
    if option.choices is not None:
        number = "Any" if option.is_list else "One"
        facts.append(f"{number} of {', '.join(option.choices.names)}.")
    if option.bounds:
        facts.append(f"{option.bounds[0].upper()}{option.bounds[1:]}.")
    if is_recommended and not option.flag.default:
        facts.append("Default: as recommended for the encoder.")
    elif default := default_in_words(option):
        facts.append(f"Default: {default}.")
    yield textwrap.indent(textwrap.fill(" ".join(facts), 92), _INDENT)


def type_in_words(option: Option) -> str:
    """Return the type of an option, as docstrings say it.

    Examples
    --------
    >>> from embedstudy.options.text import TextOptions
    >>> [type_in_words(option) for option in list_options(TextOptions)][1]
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


def default_in_words(option: Option) -> str:
    """Return the default of an option in words; empty if it has none.

    Examples
    --------
    >>> from embedstudy.options.text import TextOptions
    >>> [default_in_words(option) for option in list_options(TextOptions)]
    ['basic', '', '1', '']
    """
    if option.flag.default:
        return option.flag.default
    if option.default is MISSING or option.default is None or option.default == ():
        return ""
    if isinstance(option.default, bool):
        return "yes" if option.default else "no"
    if option.is_list:
        return ", ".join(map(str, option.default))
    return f"{option.default:,}" if isinstance(option.default, int) else f"{option.default}"
