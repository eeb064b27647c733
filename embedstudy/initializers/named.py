"""Initializers by name, and by name with parameters: ``RandomUniform(minval=-0.1, maxval=0.1)``."""

import ast
import re
import warnings
from dataclasses import fields

from embedstudy.errors import InputError
from embedstudy.initializers import constant, random, scaling
from embedstudy.initializers.base import Initializer
from embedstudy.validation import unknown_name

INITIALIZERS: dict[str, type[Initializer]] = {
    kind.__name__: kind
    for kind in (
        random.RandomNormal,
        random.RandomUniform,
        random.TruncatedNormal,
        constant.Zeros,
        constant.Ones,
        constant.Constant,
        constant.Identity,
        random.Orthogonal,
        scaling.GlorotNormal,
        scaling.GlorotUniform,
        scaling.HeNormal,
        scaling.HeUniform,
        scaling.LecunNormal,
        scaling.LecunUniform,
        scaling.VarianceScaling,
    )
}

# What else Keras calls them: glorot_uniform and the like, and six names by themselves.
ALIASES = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): name for name in INITIALIZERS} | {
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
    "IdentityInitializer": "Identity",
    "OrthogonalInitializer": "Orthogonal",
}


def initializer_named(given: str | Initializer) -> Initializer:
    """Look up an initializer; one that is none other than itself is given back.

    Parameters
    ----------
    given : str or Initializer
        A name of Keras', with parameters or without.

    Raises
    ------
    InputError
        If there is none of that name, or a parameter is not one of its own, or wrong.

    Examples
    --------
    >>> initializer_named("glorot_uniform")
    GlorotUniform()
    >>> initializer_named("RandomUniform(minval=-0.1, maxval=0.1)")
    RandomUniform(minval=-0.1, maxval=0.1)
    """
    if isinstance(given, Initializer):
        return given
    if not isinstance(given, str):
        raise unknown_name("initializer", given, INITIALIZERS)
    return parse(given)


def parse(text: str) -> Initializer:
    """Read a name, or a name with parameters as ``str`` of an initializer writes them.

    Nothing is evaluated: a value is a number, or a word with or without quotes.

    Raises
    ------
    InputError
        As `initializer_named` does.
    """
    text = text.strip()
    if re.fullmatch(r"\w*", text):
        return _kind(text)()
    name, parameters = _parts(text)
    kind = _kind(name)
    known = [parameter.name for parameter in fields(kind)]
    for parameter in parameters:
        if parameter not in known:
            if not known:
                raise InputError(f"{kind.__name__} has no parameters, such as {parameter!r}")
            raise unknown_name(f"parameter of {kind.__name__}", parameter, known)
    return kind(**parameters)


def _kind(name: str) -> type[Initializer]:
    name = ALIASES.get(name, name)
    if name not in INITIALIZERS:
        raise unknown_name("initializer", name, INITIALIZERS)
    return INITIALIZERS[name]


def _parts(text: str) -> tuple[str, dict[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python's, on how something is spelled
            call = ast.parse(text, mode="eval").body
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and not call.args:
            parameters = {str(part.arg): _value(part.value) for part in call.keywords}
            if len(parameters) == len(call.keywords):
                return call.func.id, parameters
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise InputError(
        f"initializer {text[:80]!r} cannot be read (write NAME or NAME(PARAMETER=VALUE, ...), "
        "such as RandomUniform(minval=-0.05, maxval=0.05))"
    )


def _value(node: ast.expr) -> object:
    return node.id if isinstance(node, ast.Name) else ast.literal_eval(node)
