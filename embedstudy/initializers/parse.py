"""Reading initializers: a name, or a name with parameters, such as ``Constant(value=0.1)``."""

import ast
import re
import warnings
from dataclasses import fields

from embedstudy.errors import InputError
from embedstudy.initializers import INITIALIZERS
from embedstudy.initializers.initializer import Initializer
from embedstudy.validation import parse_number, unknown_name

# Other names of Keras; every name has one in snake case too, such as glorot_uniform.
ALIASES = {
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
    "IdentityInitializer": "Identity",
    "OrthogonalInitializer": "Orthogonal",
}


def get_initializer(given: str | Initializer) -> Initializer:
    """Return an initializer by its name; an initializer is returned as it is.

    Parameters
    ----------
    given : str or Initializer
        A name of Keras, with parameters or without.

    Raises
    ------
    InputError
        If the name is unknown, it has no such parameter, or a value is out of range.

    Examples
    --------
    >>> get_initializer("glorot_uniform")
    GlorotUniform()
    >>> get_initializer("RandomUniform(minval=-0.1, maxval=0.1)")
    RandomUniform(minval=-0.1, maxval=0.1)
    """
    if isinstance(given, Initializer):
        return given
    if not isinstance(given, str):
        raise unknown_name("initializer", given, INITIALIZERS)
    return parse_initializer(given)


def parse_initializer(text: str) -> Initializer:
    """Return the initializer of a name, or of a name with parameters as ``str`` writes them.

    Nothing is evaluated: a value is a number, or a word with or without quotes.

    Raises
    ------
    InputError
        As `get_initializer` does.
    """
    text = text.strip()
    if re.fullmatch(r"\w*", text):
        return _find_class(text)()
    name, parameters = _split(text)
    initializer = _find_class(name)
    names = [field.name for field in fields(initializer)]
    for parameter in parameters:
        if parameter not in names:
            if not names:
                raise InputError(f"{initializer.__name__} has no parameters, such as {parameter!r}")
            raise unknown_name(f"parameter of {initializer.__name__}", parameter, names)
    return initializer(**parameters)


def list_aliases() -> dict[str, str]:
    """Return all other names of initializers, each with the name that it stands for."""
    in_snake_case = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): name for name in INITIALIZERS}
    return in_snake_case | ALIASES


def _find_class(name: str) -> type[Initializer]:
    return INITIALIZERS.find(list_aliases().get(name, name))


def _split(text: str) -> tuple[str, dict[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of odd spellings
            call = ast.parse(text, mode="eval").body
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and not call.args:
            parameters = {str(part.arg): _read_value(text, part.value) for part in call.keywords}
            if len(parameters) == len(call.keywords):
                return call.func.id, parameters
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise InputError(
        f"initializer {text[:80]!r} cannot be read (write NAME or NAME(PARAMETER=VALUE, ...), "
        "such as RandomUniform(minval=-0.05, maxval=0.05))"
    )


def _read_value(text: str, node: ast.expr) -> object:
    value = node.id if isinstance(node, ast.Name) else ast.literal_eval(node)
    if isinstance(value, int | float) and not isinstance(value, bool):
        written = ast.get_source_segment(text, node) or ""
        return parse_number("".join(written.split()), type(value))
    return value
