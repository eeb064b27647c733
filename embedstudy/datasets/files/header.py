"""Whether the first row of a table names its columns, or holds data."""

from collections.abc import Sequence

from embedstudy.datasets.columns import (
    USUAL_LABEL,
    USUAL_TEXT,
    TableColumns,
    holds_no_words,
    is_number,
)
from embedstudy.errors import InputError

# A name of so many words may be a text.
_WORDS_OF_TEXT, _LETTERS_OF_TEXT = 5, 20
_SHOWN = 30

Rows = Sequence[Sequence[str]]


def find_data_sign(names: Sequence[str], rows: Rows, chosen: TableColumns | None) -> str:
    """Return why the first row looks like data; empty if it may well be a header.

    Parameters
    ----------
    names : sequence of str
        The first row.
    rows : sequence of sequence of str
        The rows behind it, of as many cells.
    chosen : TableColumns, optional
        None if no names fit, which is a sign in itself.

    Examples
    --------
    >>> find_data_sign(["ham", "see you at two"], [["spam", "win"], ["ham", "hello"]] * 3, None)
    "'ham' is also a value of its column"
    >>> find_data_sign(["kind", "words"], [["spam", "win"], ["ham", "hello"]] * 3, None)
    ''
    """
    if _is_numbered(names):
        return ""
    rows = [row for row in rows if list(row) != list(names)]  # tables that were joined
    columns = list(zip(*rows, strict=True)) if rows else []
    for name, values in zip(names, columns, strict=False):
        # A column without a name is one that a spreadsheet adds behind the last.
        if name and name in values and 2 * len(set(values)) <= len(values) + 1:
            return f"{_shorten(name)} is also a value of its column"
    used = range(len(names)) if chosen is None else (*chosen.texts, chosen.label)
    for i, values in ((i, columns[i]) for i in used if i < len(columns)):
        if is_number(names[i]) and all(map(is_number, values)):
            return f"{_shorten(names[i])} is a number in a column of numbers"
    if chosen is None:
        may_be_texts: Sequence[int] = range(len(names))
    elif chosen.label_name.casefold() in USUAL_LABEL:
        may_be_texts = ()
    else:
        may_be_texts = chosen.texts
    for i in may_be_texts:
        if i < len(columns) and _is_text(names[i], columns[i]):
            return f"{_shorten(names[i])} is as long as the texts of its column"
    return ""


def make_header_error(
    where: str, row: str, sign: str, names: Sequence[str], rows: Rows
) -> InputError:
    """Return the error for a first row that looks like data, with the options that read it."""
    cure = "--no-header, with --text-column and --label-column by number"
    columns = guess_numbers([names, *rows])
    if columns is not None:
        text, label = columns
        cure = f"--no-header --text-column {text + 1} --label-column {label + 1}"
    return InputError(
        f"{where}: {row} looks like data, not a header: {sign} (use {cure}; if it is a header, "
        "name both columns)"
    )


def guess_numbers(rows: Rows) -> tuple[int, int] | None:
    """Return the positions of the texts and of the labels, by their values; None if not clear.

    Examples
    --------
    >>> guess_numbers([["1", "so good a film"], ["2", "a dull one"], ["1", "fine"], ["2", "bad"]])
    (1, 0)
    """
    columns = list(zip(*rows, strict=False))
    lengths = [sum(map(len, values)) for values in columns]
    text = max(range(len(columns)), key=lambda i: lengths[i], default=None)
    if text is None or holds_no_words(columns[text]):
        return None
    counts = {
        i: len(set(values))
        for i, values in enumerate(columns)
        if i != text and 1 < len(set(values)) <= len(values) / 2
    }
    fewest = min(counts.values(), default=0)
    labels = [i for i, count in counts.items() if count == fewest]
    return (text, labels[0]) if len(labels) == 1 else None


def _is_numbered(names: Sequence[str]) -> bool:
    """Return whether names count from 0, as pandas names columns without a name."""
    counted = list(names[1:] if names and not names[0] else names)
    return counted == [str(i) for i in range(len(counted))]


def _is_text(name: str, values: Sequence[str]) -> bool:
    words = len(name.split())
    if words < _WORDS_OF_TEXT or len(name) < _LETTERS_OF_TEXT:
        return False
    if name.casefold() in USUAL_TEXT or len(set(values)) < len(values) / 2:
        return False
    lengths = sorted(len(value.split()) for value in values)
    return 2 * words >= lengths[len(lengths) // 2]


def _shorten(name: str) -> str:
    return repr(name if len(name) <= _SHOWN else f"{name[:_SHOWN]}...")
