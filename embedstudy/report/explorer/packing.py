"""Numbers as short text: whole numbers of few bytes, in base64."""

import base64
import json

import numpy as np

# A word without a place in a space; a number that is not there.
NO_WORD = 65535
NOTHING_8, NOTHING_16 = -128, -32768


def pack(values: np.ndarray, dtype: str) -> str:
    """Return numbers in base64, little-endian, row after row.

    Examples
    --------
    >>> pack(np.array([1, 256]), "<u2")
    'AQAAAQ=='
    """
    return base64.b64encode(np.ascontiguousarray(values, dtype=dtype).tobytes()).decode()


def pack_hundredths(values: np.ndarray, shown: np.ndarray | None = None) -> str:
    """Return cosines with two digits, one byte each; not-a-number becomes 0.

    Parameters
    ----------
    values : ndarray
    shown : ndarray of bool, optional
        The values to keep; the others become `NOTHING_8`. By default all are kept.
    """
    hundredths = np.clip(np.rint(100 * np.nan_to_num(values)), -100, 100)
    return pack(hundredths if shown is None else np.where(shown, hundredths, NOTHING_8), "i1")


def pack_fixed(values: np.ndarray, unit: float | np.ndarray, shown: np.ndarray) -> str:
    """Return numbers as multiples of a unit, two bytes each.

    Numbers that are too large become the largest. Those that are not finite or not shown become
    `NOTHING_16`.
    """
    multiples = np.clip(np.rint(values / unit), -32767, 32767)
    return pack(np.where(shown & np.isfinite(values), multiples, NOTHING_16), "<i2")


def to_json(value: object) -> str:
    r"""Return JSON that can stand in a script element: no tag or comment can begin in it.

    Examples
    --------
    >>> print(to_json({"word": "</script>"}))
    {"word":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
