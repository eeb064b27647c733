"""Numbers as the page writes them."""

from collections.abc import Sequence
from statistics import fmean

MINUS = "−"


def percent(share: float | None, *, signed: bool = False) -> str:
    """Write a share in percent.

    Examples
    --------
    >>> percent(0.7764), percent(-0.051, signed=True), percent(None)
    ('77.6', '−5.1', '')
    """
    if share is None:
        return ""
    return _told(100 * share, 1, "+" if signed else "")


def _told(value: float, digits: int, sign: str = "") -> str:
    """Write a number, nothing being less than nothing."""
    rounded = round(value, digits) or 0.0
    return f"{rounded:{sign if rounded else ''}.{digits}f}".replace("-", MINUS)


def decimal(value: float | None, digits: int = 2) -> str:
    """Write a number with so many digits after the point.

    Examples
    --------
    >>> decimal(-0.1234), decimal(-0.001)
    ('−0.12', '0.00')
    """
    return "" if value is None else _told(value, digits)


def mean_and_range(values: Sequence[float], digits: int = 2) -> str:
    """Write the mean of seeds, and from where to where they lie.

    Examples
    --------
    >>> mean_and_range([0.5, 0.7]), mean_and_range([0.5])
    ('0.60 (0.50 to 0.70)', '0.50')
    """
    if not values:
        return ""
    low, high = decimal(min(values), digits), decimal(max(values), digits)
    mean = decimal(fmean(values), digits)
    return mean if low == high else f"{mean} ({low} to {high})"


def p_value(p: float | None) -> str:
    """Write a p-value.

    Examples
    --------
    >>> p_value(0.0004), p_value(0.0312)
    ('< 0.001', '0.031')
    """
    if p is None:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def time(seconds: float) -> str:
    """Write a time.

    Examples
    --------
    >>> time(0.004), time(2.34), time(61.2)
    ('< 0.01 s', '2.3 s', '61 s')
    """
    if seconds < 0.01:
        return "< 0.01 s"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:,.0f} s"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Join names; of many, only the first are named.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b", "c", "d"], most=2)
    ('a, b and c', 'a, b and 2 more')
    """
    told = list(names)
    if most is not None and len(told) > most + 1:
        told = [*told[:most], f"{len(told) - most:,} more"]
    return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)


def clipped(text: str, most: int = 60) -> str:
    """Shorten a name for where there is no room for all of it.

    Examples
    --------
    >>> clipped("abcdefgh", 5)
    'abcd…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
