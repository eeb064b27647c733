"""The lines that fastText trains on: ``__label__x`` and a text."""

import re
from collections.abc import Iterator
from pathlib import Path

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.data_format import DataFormat, TextHead
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.files.streams import read_numbered_lines
from embedstudy.datasets.labels import SEVERAL_LABELS
from embedstudy.datasets.table_reading import TableReading
from embedstudy.options.data import DataOptions

PREFIX = "__label__"
_CELL_SIGNS = ",;|"
# White space as fastText defines it, without the NUL. The look-behind comes after the plain word,
# which makes the search faster.
LABEL = re.compile(rf"{PREFIX}(?<![^ \t\v\f\r]{PREFIX})([^ \t\v\f\r\n]*)")


def _is_fasttext(head: TextHead) -> bool:
    """Return whether lines are fastText's, and no cells of which the first is a label."""
    if LABEL.search(head.first_line) is None:
        return False
    labels = [label[1] for label in map(LABEL.match, head.text.split("\n")) if label]
    for sign in _CELL_SIGNS:
        parts = [label.partition(sign) for label in labels]
        # A name such as "arts,crafts" comes again with the same second part.
        names = {name for name, _, _ in parts}
        is_cell = len(parts) > 1 and all(text for _, _, text in parts)
        if is_cell and 2 * len(names) <= len(set(labels)):
            return False
    return True


def read(path: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Columns]:
    """Read a file with a text a line; its label stands before it, or anywhere in it.

    Raises
    ------
    InputError
        With file and line, if a line has no label or several.
    """

    def where(line: int) -> str:
        return f"{path}:{line}"

    def rows() -> Iterator[Row]:
        for number, line in read_numbered_lines(path, options.encoding, bad_rows):
            if line.isspace():
                bad_rows.tally.add("blank lines", where(number))
                continue
            labels = list(LABEL.finditer(line))
            if not labels:
                bad_rows.add(where(number), f"no {PREFIX} in this line")
            elif len(labels) > 1:
                bad_rows.add(
                    where(number),
                    f"several labels ({SEVERAL_LABELS})",
                    ": " + ", ".join(label[1] for label in labels[:5]),
                )
            else:
                (label,) = labels
                label_name = label[1].rstrip(",")
                if label_name and label_name != label[1]:
                    bad_rows.tally.add("labels with a comma behind them, left out", where(number))
                text = line[: label.start()] + line[label.end() :].lstrip(" \t")
                yield number, text.rstrip("\r\n").strip(" \t"), label_name or label[1]
        bad_rows.tally.readings.append(
            TableReading(path.name, FASTTEXT.name, encoding=options.encoding)
        )

    return gather_rows(rows(), where, bad_rows)


def read_cells(path: Path, encoding: str, bad_rows: BadRows) -> Iterator[tuple[str, list[str]]]:
    """Read the labels and the text of each line, as the columns ``label`` and ``text``."""
    yield str(path), ["label", "text"]
    for number, line in read_numbered_lines(path, encoding, bad_rows):
        if not line.isspace():
            labels = ",".join(label[1].rstrip(",") for label in LABEL.finditer(line))
            yield f"{path}:{number}", [labels, LABEL.sub("", line).strip(" \t\r\n")]


FASTTEXT = DataFormat(
    "fasttext",
    read,
    endings=(".ft", ".fasttext"),
    read_cells=read_cells,
    matches=_is_fasttext,
)
