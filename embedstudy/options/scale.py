"""The option ``scale``: how long the vectors are that training starts from."""

import re
from dataclasses import dataclass

from embedstudy.errors import InputError

_NUMBER = r"([0-9]+\.?[0-9]*(?:e[-+]?[0-9]+)?|\.[0-9]+)"


@dataclass(frozen=True)
class Scale:
    """What is done to the rows of an embedding before training.

    Attributes
    ----------
    factor : float
        The factor on every row.
    length : float, optional
        The root mean square of the lengths that known rows are brought to, by one factor for all.
    unit : bool
        Whether each known row is brought to length 1.
    is_tuned : bool
        Whether the factor is tuned on dev.
    """

    factor: float = 1.0
    length: float | None = None
    unit: bool = False
    is_tuned: bool = False


def read_scale(text: str) -> Scale:
    """Return the scale that an option names.

    Raises
    ------
    InputError
        If it names none.

    Examples
    --------
    >>> read_scale("x0.3").factor, read_scale("norm:0.5").length, read_scale("auto").is_tuned
    (0.3, 0.5, True)
    """
    if text == "auto":
        return Scale(is_tuned=True)
    if text == "unit":
        return Scale(unit=True)
    match = re.fullmatch(f"(x|norm:){_NUMBER}", text)
    number = float(match[2]) if match else 0.0
    if match is None or not 0 < number < float("inf"):
        raise InputError(
            f"scale is {text!r}; it must be auto, xF such as x0.3, norm:F such as norm:0.5, or unit"
        )
    return Scale(factor=number) if match[1] == "x" else Scale(length=number)


def format_factor(factor: float) -> str:
    """Return the option that multiplies by a factor.

    Examples
    --------
    >>> format_factor(1.0), format_factor(0.3), read_scale(format_factor(1e-05)).factor
    ('x1', 'x0.3', 1e-05)
    """
    return f"x{factor!r}".removesuffix(".0")
