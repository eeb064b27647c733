"""Numbers as short text: whole numbers of few bytes, in base64."""

import base64
import json

import numpy as np

# Of a word that has no place in a space, or no count: what no value that is there becomes.
NO_WORD = 65535
NOTHING_8, NOTHING_16 = -128, -32768


def packed(values: np.ndarray, dtype: str) -> str:
    """Return numbers in base64, little-endian, row after row.

    Examples
    --------
    >>> packed(np.array([1, 256]), "<u2")
    'AQAAAQ=='
    """
    return base64.b64encode(np.ascontiguousarray(values, dtype=dtype).tobytes()).decode()


def hundredths(values: np.ndarray, there: np.ndarray | None = None) -> str:
    """Return cosines with two digits, a byte each; 0 for what is not a number.

    `there` tells which are to be shown at all.
    """
    whole = np.clip(np.rint(100 * np.nan_to_num(values)), -100, 100)
    return packed(whole if there is None else np.where(there, whole, NOTHING_8), "i1")


def fixed(values: np.ndarray, unit: float | np.ndarray, there: np.ndarray) -> str:
    """Return numbers as multiples of a unit, two bytes each; those too large as the largest.

    What is not finite is not there, either.
    """
    whole = np.clip(np.rint(values / unit), -32767, 32767)
    return packed(np.where(there & np.isfinite(values), whole, NOTHING_16), "<i2")


def embedded(value: object) -> str:
    r"""Return JSON that can stand in a script element: no tag or comment can begin in it.

    Examples
    --------
    >>> print(embedded({"word": "</script>"}))
    {"word":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
