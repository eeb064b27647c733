"""Checks of every text and label, from any source."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from embedstudy.datasets.labels import SEVERAL_LABELS
from embedstudy.datasets.source import SCHEMA, Tally
from embedstudy.errors import InputError

EMPTY_TEXTS = "empty texts, kept"
SPACED_LABELS = "labels with spaces around them, stripped"
# A cell that may hold a list, as Python, JSON or NumPy write one.
_OPENING = re.compile(rb"[\[({]")
_BRACKETS = r"^(\[.*\]|\(.*\)|\{.*\})$"


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

    Empty texts are kept and counted. Spaces around labels are stripped and counted.

    Raises
    ------
    InputError
        If a text is null or a label is null, empty or a list, and such rows are not to be left out.
    """
    texts, labels, where = columns.texts, pc.utf8_trim_whitespace(columns.labels), columns.where
    no_text, no_label = _mask(pc.is_null(texts)), _mask(pc.is_null(labels)) | _blank(labels)
    for row in np.flatnonzero(no_text | no_label).tolist():
        bad_rows.add(where(row), "no text" if no_text[row] else "no label")
    good = ~(no_text | no_label)
    for row in filter(good.__getitem__, _find_lists(labels)):
        good[row] = False
        bad_rows.add(where(row), f"the label is a list ({SEVERAL_LABELS})")
    for row in np.flatnonzero(good & _blank(texts)).tolist():
        bad_rows.tally.add(EMPTY_TEXTS, where(row))
    spaced = pc.not_equal(labels, columns.labels)
    for row in np.flatnonzero(good & _mask(spaced)).tolist():
        bad_rows.tally.add(SPACED_LABELS, where(row))
    batch = pa.record_batch([texts, labels], schema=SCHEMA)
    return batch if good.all() else batch.filter(pa.array(good))


def _blank(strings: pa.Array) -> np.ndarray:
    """Tell which strings are empty or white space; nulls are not."""
    empty = pc.equal(pc.binary_length(strings), 0)
    return _mask(pc.or_(empty, pc.utf8_is_space(strings)))


def _find_lists(labels: pa.Array) -> list[int]:
    content = labels.buffers()[2]
    if content is None or not _OPENING.search(content):
        return []
    in_brackets = _mask(pc.match_substring_regex(labels, _BRACKETS))
    return [row for row in np.flatnonzero(in_brackets).tolist() if _is_list(labels[row].as_py())]


def _is_list(label: str) -> bool:
    """Return whether a label is a list of quoted words or numbers; ``[deleted]`` is none."""
    try:
        return isinstance(ast.literal_eval(label), list | tuple | set | dict)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return False


def _mask(booleans: pa.Array) -> np.ndarray:
    return np.asarray(booleans.fill_null(False).to_numpy(zero_copy_only=False), bool)
