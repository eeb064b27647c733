"""Numbers and names as the page writes them."""

import re
from collections.abc import Sequence
from statistics import fmean

MINUS = "−"
NO_BREAK = "\u00a0"  # a space where no line ends
NO_BREAK_HYPHEN = "\u2011"


def format_percent(share: float | None, *, signed: bool = False) -> str:
    """Write a share in percent.

    Examples
    --------
    >>> format_percent(0.7764), format_percent(-0.051, signed=True), format_percent(None)
    ('77.6', '−5.1', '')
    """
    if share is None:
        return ""
    return _format(100 * share, 1, "+" if signed else "")


def _format(value: float, digits: int, sign: str = "") -> str:
    """Write a number; one that rounds to zero has no sign."""
    rounded = round(value, digits) or 0.0
    return f"{rounded:{sign if rounded else ''}.{digits}f}".replace("-", MINUS)


def format_decimal(value: float | None, digits: int = 2) -> str:
    """Write a number with so many digits after the point.

    Examples
    --------
    >>> format_decimal(-0.1234), format_decimal(-0.001)
    ('−0.12', '0.00')
    """
    return "" if value is None else _format(value, digits)


def format_span(values: Sequence[float], digits: int = 2) -> str:
    """Write the lowest and the highest of some values, or one number where both look the same.

    Examples
    --------
    >>> format_span([75.4, 74.11], 1), format_span([50, 50], 0)
    ('74.1 to 75.4', '50')
    """
    low, high = (format_decimal(pick(values), digits) for pick in (min, max))
    return low if low == high else f"{low} to {high}"


def format_range(values: Sequence[float], digits: int = 2) -> str:
    """Write the mean of some values, then the lowest and the highest.

    Examples
    --------
    >>> format_range([0.5, 0.7]), format_range([0.5])
    ('0.60 (0.50 to 0.70)', '0.50')
    """
    if not values:
        return ""
    low, high = format_decimal(min(values), digits), format_decimal(max(values), digits)
    mean = format_decimal(fmean(values), digits)
    return mean if low == high else f"{mean} ({low} to {high})"


def format_p_value(p: float | None) -> str:
    """Write a p-value.

    Examples
    --------
    >>> format_p_value(0.0004), format_p_value(0.0312)
    ('< 0.001', '0.031')
    """
    if p is None:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def format_setting(rate: float | None, c: float | None, optimizer: str = "") -> str:
    """Write the learning rate of a cell, or the C of one that is solved.

    Where a study compares several optimizers, that of the cell comes first.

    Examples
    --------
    >>> format_setting(0.3, None), format_setting(None, 0.1), format_setting(None, None)
    ('0.3', 'C 0.1', '')
    >>> format_setting(0.003, None, "adam")
    'adam 0.003'
    """
    if c is not None:
        return f"C {c:g}"
    return " ".join(filter(None, [optimizer, "" if rate is None else f"{rate:g}"]))


def format_time(seconds: float) -> str:
    """Write a time.

    Examples
    --------
    >>> format_time(0.004), format_time(2.34), format_time(61.2)
    ('< 0.01 s', '2.3 s', '61 s')
    """
    if seconds < 0.01:
        return "< 0.01 s"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:,.0f} s"


def keep_numbers_together(text: str) -> str:
    """Let a line end only before an interval or a range, and after a colon.

    Examples
    --------
    >>> keep_numbers_together("0.58 [0.52, 0.64]: not found").replace(NO_BREAK, "_")
    '0.58 [0.52,_0.64]: not_found'
    """
    unbroken = text.replace(" ", NO_BREAK)
    for start in ("[", "("):
        unbroken = unbroken.replace(f"{NO_BREAK}{start}", f" {start}")
    return unbroken.replace(f":{NO_BREAK}", ": ")


# Before a percent sign, around an equals sign, within an interval.
_INSEPARABLE = re.compile(r" (?=[%=<] ?)|(?<=[=<]) |(?<=\d,) (?=[+−\d])")


def keep_units_together(sentence: str) -> str:
    """Let no line of a sentence end between a number and its unit, nor within an interval.

    Examples
    --------
    >>> keep_units_together("95 % [0.5, 0.7], p = 0.01").replace(NO_BREAK, "_")
    '95_% [0.5,_0.7], p_=_0.01'
    """
    return _INSEPARABLE.sub(NO_BREAK, sentence)


def clip(text: str, most: int = 60) -> str:
    """Shorten a name for a place without room for all of it.

    Examples
    --------
    >>> clip("abcdefgh", 5)
    'abcd…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def clip_middle(text: str, most: int = 32) -> str:
    """Shorten a name in its middle, since names of classes often differ at their ends.

    Examples
    --------
    >>> clip_middle("complaints, part 1", 10), clip_middle("short", 10)
    ('compl…rt 1', 'short')
    """
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail]}…{text[-tail:]}"
