"""Signs in a table in text that numbers of a row are none of its vector, or that some are gone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from embedstudy.vectors.formats.text_numbers import is_number

_WHOLE = re.compile(rb"\d+(\.0*)?")
_FRACTION = re.compile(rb"[-+]?\d*\.\d*[1-9]\d*([eE][-+]?\d+)?|[-+]?[\d.]+[eE]-\d+")
_SHORT_EXPONENT = re.compile(rb".*[eE][-+]?\d")
# Counts are larger than the numbers of any vector among the first rows, by this factor at least.
_FACTOR = 2
# The smallest dimension next to which a column of counts is looked for.
_LEAST_DIM = 2
# A last number is short if fewer than one in so many others is as short.
_RARE = 50


@dataclass(frozen=True)
class CountColumns:
    """The columns of a table that hold the counts or the ranks of its words.

    Attributes
    ----------
    first, last : bool
        Whether the first or the last number of each row is one.
    example : str
        That of the first row.
    """

    first: bool = False
    last: bool = False
    example: str = ""

    def __len__(self) -> int:
        return int(self.first) + int(self.last)

    def select(self, n_values: int) -> slice:
        """Return the place of the vector among the numbers of a row."""
        return slice(int(self.first), n_values - int(self.last))


NO_COUNTS = CountColumns()


def find_counts(rows: Sequence[Sequence[bytes]]) -> CountColumns:
    """Find columns of counts or ranks: whole numbers next to fractions, and much larger than they.

    Parameters
    ----------
    rows : sequence of sequence of bytes
        The numbers of some rows, as they are written; all rows have the same length.

    Examples
    --------
    >>> find_counts([[b"902", b"0.1", b"-0.2"], [b"37", b"0.3", b"0.5"]])
    CountColumns(first=True, last=False, example='902')
    """
    if len(rows) < 2 or not all(map(is_number, [field for row in rows for field in row])):
        return NO_COUNTS
    whole = [all(map(_WHOLE.fullmatch, (row[place] for row in rows))) for place in (0, -1)]
    is_first, is_last = (
        is_whole and _are_counts([row[place] for row in rows], [_rest(row, whole) for row in rows])
        for is_whole, place in zip(whole, (0, -1), strict=True)
    )
    if not is_first and not is_last:
        return NO_COUNTS
    return CountColumns(is_first, is_last, rows[0][0 if is_first else -1].decode())


def _rest(row: Sequence[bytes], whole: Sequence[bool]) -> Sequence[bytes]:
    return row[int(whole[0]) : len(row) - int(whole[1])]


def _are_counts(column: Sequence[bytes], vectors: Sequence[Sequence[bytes]]) -> bool:
    fields = [field for row in vectors for field in row]
    n_fractions = sum(_FRACTION.fullmatch(field) is not None for field in fields)
    if len(vectors[0]) < _LEAST_DIM or 2 * n_fractions <= len(fields):
        return False
    numbers = [float(field) for field in column]
    if max(numbers) > max(1.0, _FACTOR * max(abs(float(field)) for field in fields)):
        return True
    # Ranks: the first of them are small.
    return all(b - a == 1 for a, b in pairwise(numbers))


def describe_cut(line: bytes, rows: Sequence[bytes], separator: bytes, *, ended: bool) -> str:
    """Return a note if a last line without a line break looks cut; else nothing.

    Parameters
    ----------
    line : bytes
    rows : sequence of bytes
        Some other rows.
    separator : bytes
    ended : bool
        Whether a separator follows the last number of each row.
    """
    if not line.strip() or line.endswith(b"\r") or (ended and line.endswith(separator)):
        return ""
    last = line.split()[-1]
    others = [field for row in (*rows, line[: -len(last)]) for field in row.split()[1:]]
    others = [field for field in others if is_number(field)]
    if not is_number(last) or not (ended or _is_short(last, others)):
        return ""
    short = "" if ended else " and shorter than the others"
    return (
        f"the last row may be cut off: the file ends at its number {last.decode()}, without a line "
        f"break{short} (get it again, or end its last line)"
    )


def _is_short(number: bytes, others: Sequence[bytes]) -> bool:
    if _SHORT_EXPONENT.fullmatch(number) and not any(map(_SHORT_EXPONENT.fullmatch, others)):
        return True
    n_digits = _count_decimals(number)
    n_as_short = sum(_count_decimals(other) <= n_digits for other in others)
    return len(others) > 1 and _RARE * n_as_short < len(others)


def _count_decimals(number: bytes) -> int:
    return len(re.split(rb"[eE]", number)[0].partition(b".")[2])
