"""Rows that come one by one, gathered into columns."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import pyarrow as pa

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.encoding import UNDECODED
from embedstudy.datasets.source import BATCH_BYTES, BATCH_ROWS
from embedstudy.errors import InputError
from embedstudy.wording import is_unicode

NOT_DECODED = "bytes in another encoding"
HALF = "half a character (a lone surrogate)"
# The position in the file, the text and the label.
Row: TypeAlias = tuple[Any, str | None, str | None]


def gather_rows(
    rows: Iterable[Row], where: Callable[[Any], str], bad_rows: BadRows
) -> Iterator[Columns]:
    """Gather rows into batches of columns.

    Parameters
    ----------
    rows : iterable of Row
    where : callable
        From the position of a row to its name in messages.
    bad_rows : BadRows
    """
    batch: list[Row] = []
    size = 0
    try:
        for row in rows:
            batch.append(row)
            size += len(row[1] or "")
            if len(batch) >= BATCH_ROWS or size >= BATCH_BYTES:
                yield _make_columns(batch, where, bad_rows)
                batch, size = [], 0
    except InputError:  # an earlier row may be bad too, and is reported first
        if batch:
            yield _make_columns(batch, where, bad_rows)
        raise
    if batch:
        yield _make_columns(batch, where, bad_rows)


def _make_columns(rows: list[Row], where: Callable[[Any], str], bad_rows: BadRows) -> Columns:
    try:
        texts, labels = _make_strings(rows, 1), _make_strings(rows, 2)
    except UnicodeEncodeError:
        whole = []
        for row in rows:
            if all(string is None or is_unicode(string) for string in row[1:]):
                whole.append(row)
            else:
                is_undecoded = any(UNDECODED.search(string or "") for string in row[1:])
                bad_rows.add(where(row[0]), NOT_DECODED if is_undecoded else HALF)
        rows = whole
        texts, labels = _make_strings(rows, 1), _make_strings(rows, 2)
    return Columns(texts, labels, lambda i: where(rows[i][0]))


def _make_strings(rows: list[Row], column: int) -> pa.Array:
    return pa.array([row[column] for row in rows], pa.large_string())
