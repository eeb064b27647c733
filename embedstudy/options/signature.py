"""True signatures and docstrings for functions whose keywords are declared options."""

import re
import textwrap
from collections.abc import Callable
from dataclasses import MISSING
from inspect import Parameter, Signature, signature
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin

from embedstudy.options.declaration import Option, options_of

F = TypeVar("F", bound=Callable[..., Any])
_ENTRY = re.compile(r"^( *)\*\*options\n(?:\1 +\S.*\n)*", re.MULTILINE)


def takes_options(*groups: type) -> Callable[[F], F]:
    """Give a function that takes ``**options`` the signature and the docs of option groups.

    Editors complete the options, and ``help()`` lists them, with no second listing of them: each
    is a keyword of the signature, and an entry in place of ``**options`` in the docstring.

    Parameters
    ----------
    groups : types that `option_group` declared
        An option that several groups have is one keyword.

    Examples
    --------
    >>> from embedstudy.options.text import TextOptions
    >>> @takes_options(TextOptions)
    ... def count_words(texts, **options): ...
    >>> list(signature(count_words).parameters)
    ['texts', 'tokenizer', 'max_tokens', 'min_count', 'max_vocabulary']
    """
    options = {option.name: option for group in groups for option in options_of(group)}

    def describe(function: F) -> F:
        plain = signature(function)
        given = [p for p in plain.parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
        positional = [p for p in given if p.kind is not Parameter.KEYWORD_ONLY]
        keywords = [p for p in given if p.kind is Parameter.KEYWORD_ONLY]
        declared = [_keyword(option) for option in options.values()]
        true_signature = Signature(
            [*positional, *declared, *keywords], return_annotation=plain.return_annotation
        )
        function.__signature__ = true_signature  # type: ignore[attr-defined]
        if function.__doc__:
            function.__doc__ = _ENTRY.sub(
                lambda entry: "".join(_described(o, entry[1]) for o in options.values()),
                function.__doc__,
            )
        return function

    return describe


def _keyword(option: Option) -> Parameter:
    default = Parameter.empty if option.default is MISSING else option.default
    return Parameter(option.name, Parameter.KEYWORD_ONLY, default=default, annotation=option.type)


def _described(option: Option, indent: str) -> str:
    default = "" if option.default is MISSING else f", default {option.default!r}"
    if option.default is None:
        default = ", optional"
    entry = f"{option.name} : {_type_name(option.type)}{default}\n"
    text = textwrap.indent(textwrap.fill(option.help, 92 - len(indent)), "    ")
    return textwrap.indent(f"{entry}{text}\n", indent)


def _type_name(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return f"tuple of {_type_name(get_args(kind)[0])}"
    types = [part for part in get_args(kind) if part is not NoneType] or [kind]
    return " or ".join(part.__name__ for part in types)
