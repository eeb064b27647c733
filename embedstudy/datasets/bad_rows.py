"""Checks of every text and label, from any source."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from embedstudy.datasets.source import SCHEMA, Tally
from embedstudy.errors import InputError

EMPTY_TEXTS = "empty texts, kept"
SPACED_LABELS = "labels with a space before or behind them, kept as they are"


@dataclass(frozen=True)
class BadRows:
    """The treatment of rows that cannot be read: an error, or a count.

    Attributes
    ----------
    tally : Tally
    skip : bool
        Whether they are left out and counted.
    """

    tally: Tally
    skip: bool = False

    def add(self, where: str, what: str, detail: str = "") -> None:
        """Report a bad row; `detail` belongs to this row, `what` is counted.

        Raises
        ------
        InputError
            If such rows are not to be left out.
        """
        if not self.skip:
            raise InputError(f"{where}: {what}{detail} (--skip-bad-lines leaves such rows out)")
        self.tally.add(f"rows left out: {what}", where)


@dataclass(frozen=True)
class Columns:
    """Some rows as they were read, not yet checked.

    Attributes
    ----------
    texts, labels : pyarrow.Array of large_string
        With nulls where there are none.
    where : callable
        From a row of them to its place, for messages.
    """

    texts: pa.Array
    labels: pa.Array
    where: Callable[[int], str]


def check_rows(columns: Columns, bad_rows: BadRows) -> pa.RecordBatch:
    """Return the rows as a batch of `SCHEMA`, without those that lack a text or a label.

    Empty texts are kept and counted, and so are labels with spaces around them.

    Raises
    ------
    InputError
        If a text is null or a label is null or empty, and such rows are not to be left out.
    """
    texts, labels, where = columns.texts, columns.labels, columns.where
    no_text, no_label = _mask(pc.is_null(texts)), _mask(pc.is_null(labels)) | _blank(labels)
    for row in np.flatnonzero(no_text | no_label).tolist():
        bad_rows.add(where(row), "no text" if no_text[row] else "no label")
    good = ~(no_text | no_label)
    for row in np.flatnonzero(good & _blank(texts)).tolist():
        bad_rows.tally.add(EMPTY_TEXTS, where(row))
    spaced = pc.not_equal(labels, pc.utf8_trim_whitespace(labels))
    for row in np.flatnonzero(good & _mask(spaced.fill_null(False))).tolist():
        bad_rows.tally.add(SPACED_LABELS, where(row))
    batch = pa.record_batch([texts, labels], schema=SCHEMA)
    return batch if good.all() else batch.filter(pa.array(good))


def _blank(strings: pa.Array) -> np.ndarray:
    """Tell which strings are empty or white space; nulls are not."""
    empty = pc.equal(pc.binary_length(strings), 0)
    return _mask(pc.or_(empty, pc.utf8_is_space(strings)).fill_null(False))


def _mask(booleans: pa.Array) -> np.ndarray:
    return np.asarray(booleans.to_numpy(zero_copy_only=False), bool)
