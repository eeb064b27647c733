"""Texts that were not decoded as they should, now or by another program before."""

import pyarrow as pa

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.encoding import (
    CONTROLS,
    CONTROLS_OF_UTF8,
    find_misreading,
    is_latin,
)

WITH_CONTROLS = "texts with control characters U+0080 to U+009F"


def count_misreadings(columns: Columns, encoding: str, bad_rows: BadRows) -> None:
    """Count texts that show signs of a wrong encoding, or of none.

    Parameters
    ----------
    columns : Columns
    encoding : str
        What the texts were read from.
    bad_rows : BadRows
    """
    content = bytes(columns.texts.buffers()[2] or b"")
    _count_controls(columns, content, encoding, bad_rows)
    # Most batches show no sign of it as a whole.
    can_tell = encoding == "utf-8" or content.isascii()
    if can_tell and not find_misreading(content, encoding):
        return
    for row, text in enumerate(columns.texts.cast(pa.large_binary()).to_pylist()):
        if text and (note := find_misreading(text, encoding)):
            bad_rows.tally.add(note, columns.where(row))


def _count_controls(columns: Columns, content: bytes, encoding: str, bad_rows: BadRows) -> None:
    """Count texts with control characters, which stand for quotes and dashes in cp1252."""
    controls = CONTROLS if is_latin(encoding) else CONTROLS_OF_UTF8
    # Looking for one byte first is several times as fast.
    if b"\xc2" not in content or not controls.search(content):
        return
    cure = "use --encoding cp1252" if is_latin(encoding) else "was cp1252 read as latin-1?"
    for row, text in enumerate(columns.texts.cast(pa.large_binary()).to_pylist()):
        if text is not None and controls.search(text):
            bad_rows.tally.add(f"{WITH_CONTROLS}; {cure}", columns.where(row))
