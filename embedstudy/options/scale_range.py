"""The option ``scales``: the initial scales that are compared."""

import math
from collections.abc import Sequence

from embedstudy.errors import InputError
from embedstudy.validation import parse_number

# Below and above, float32 holds no square of such numbers.
LOWEST, HIGHEST = 1e-15, 1e15
# Two values a decade, about equally far apart.
_STEPS = (1.0, 3.0)
_EXAMPLES = "write LOW:HIGH, such as 1e-4:10, or values with commas, such as 0.01,0.1,1"


def parse_scales(text: str) -> tuple[float, ...]:
    """Return the scales that an option names, in rising order.

    A range has the numbers 1 and 3 of each power of ten within it, and its two ends.

    Parameters
    ----------
    text : str
        ``LOW:HIGH``, or numbers with commas between them.

    Raises
    ------
    InputError
        If it names no number, one that no start can have, or fewer than two.

    Examples
    --------
    >>> parse_scales("0.01:2"), parse_scales("1, 0.1")
    ((0.01, 0.03, 0.1, 0.3, 1.0, 2.0), (0.1, 1.0))
    """
    parts = text.split(":")
    if len(parts) > 2:
        raise InputError(f"scales is {text!r}; {_EXAMPLES}")
    if len(parts) == 2:
        low, high = (_parse_number(text, part) for part in parts)
        if low >= high:
            raise InputError(f"scales is {text!r}: {low:g} is not below {high:g}; {_EXAMPLES}")
        scales = _fill_range(low, high)
    else:
        scales = [_parse_number(text, part) for part in text.split(",")]
    if len(set(scales)) < 2:
        raise InputError(f"scales is {text!r}; it takes at least two to compare: {_EXAMPLES}")
    return tuple(sorted(set(scales)))


def check_scales(scales: Sequence[float]) -> tuple[float, ...]:
    """Return scales in rising order.

    Raises
    ------
    InputError
        If there are none, or one is not a number that a start can have.
    """
    if not scales:
        raise InputError("scales is empty; give at least one number above 0")
    for scale in scales:
        _check_number(scale, scale)
    return tuple(sorted({float(scale) for scale in scales}))


def _fill_range(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    # Read from text: 3 * 10 ** -4 is 0.00030000000000000003.
    steps = (float(f"{step:g}e{power}") for power in powers for step in _STEPS)
    return [low, *(step for step in steps if low < step < high), high]


def _parse_number(text: str, part: str) -> float:
    try:
        number = parse_number(part, float)
    except ValueError:
        raise InputError(f"scales is {text!r}: {part!r} is no number; {_EXAMPLES}") from None
    _check_number(text, number)
    return number


def _check_number(given: object, number: float) -> None:
    if not isinstance(number, int | float) or not LOWEST <= number <= HIGHEST:
        raise InputError(
            f"scales is {given!r}; a scale is a number from {LOWEST:g} to {HIGHEST:g}, such as 0.05"
        )
