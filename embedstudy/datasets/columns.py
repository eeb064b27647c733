"""The columns of a table that hold the texts and the labels, and their values as strings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from embedstudy.datasets.labels import SEVERAL_LABELS
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.validation import nearest
from embedstudy.wording import join_names

# Usual names of such columns in the data sets that people share, in lower case.
USUAL_TEXT = frozenset(
    {
        "text", "texts", "review", "reviews", "review_text", "reviewtext", "sentence",
        "sentences", "content", "body", "document", "documents", "comment", "comments",
        "comment_text", "message", "messages", "headline", "title", "tweet", "phrase",
        "utterance", "question", "description", "abstract", "article"
    }
)  # fmt: skip
# Columns that often stand next to that of the texts, and say something too.
SECOND_TEXT = USUAL_TEXT | {"subject", "summary", "heading"}
USUAL_LABEL = frozenset(
    {
        "label", "labels", "class", "classes", "category", "categories", "sentiment", "target",
        "polarity", "stars", "rating", "score", "topic", "intent", "emotion", "class_name",
        "class_label", "classification"
    }
)  # fmt: skip
# Fewer rows may all differ by chance.
_ROWS_TO_TELL = 4
# Columns that a message names, and the words of a text and the classes of a label that tell columns
# apart by their values.
_SHOWN = 20
_WORDS, _MOST_CLASSES, _MOST_COLUMNS = 3, 50, 1000
_INDICATORS = frozenset({"0", "1", "0.0", "1.0", "true", "false"})
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
# A word with a digit in it: A0012, 3f2a-77.
_ID = re.compile(r"(?=.*\d)[A-Za-z0-9_.:/-]+")


class UndecidedColumnsError(InputError):
    """No column of a table is plainly the texts, or the labels.

    Attributes
    ----------
    wanted : str
        ``text`` or ``label``.
    """

    def __init__(self, message: str, wanted: str) -> None:
        super().__init__(message)
        self.wanted = wanted


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table that are read.

    Attributes
    ----------
    names : tuple of str
        Of all columns.
    texts : tuple of int
        Positions of the columns of texts, which are joined.
    label : int
        Position of the column of labels.
    guessed : tuple of str
        ``text_columns`` and ``label_column``, as far as no option gives them.
    leftover : tuple of int
        Positions of columns that were chosen because no other is left.
    """

    names: tuple[str, ...]
    texts: tuple[int, ...]
    label: int
    guessed: tuple[str, ...] = ()
    leftover: tuple[int, ...] = ()

    @property
    def text_names(self) -> tuple[str, ...]:
        """The names of the columns of texts."""
        return tuple(self.names[i] for i in self.texts)

    @property
    def label_name(self) -> str:
        """The name of the column of labels."""
        return self.names[self.label]

    @property
    def unused(self) -> tuple[str, ...]:
        """The names of the columns that are not read."""
        used = {*self.texts, self.label}
        return tuple(name for i, name in enumerate(self.names) if i not in used)

    def describe(self, path: str, data_format: str) -> TableReading:
        """Return how the columns of a file were read."""
        return TableReading(
            path,
            data_format,
            self.text_names,
            self.label_name,
            unused=self.unused,
            guessed=self.guessed,
        )


def choose_columns(
    columns: Sequence[str], text_columns: Sequence[str], label_column: str | None, where: str
) -> TableColumns:
    """Choose the columns of texts and the column of labels.

    A column that a person names comes first, then one called ``text`` or ``label``, then one with
    a usual name of such columns. If there are two columns, the one that is left is the last resort.

    Parameters
    ----------
    columns : sequence of str
        All columns of the table.
    text_columns : sequence of str
        What a person gave: names, lists of names with commas between them, or numbers from 1. A
        name comes before a number, and a column whose name has a comma before a list.
    label_column : str, optional
        A name or a number that a person gave.
    where : str
        The file, for messages.

    Raises
    ------
    InputError
        If there is no such column, none that could be meant, or more than one.

    Examples
    --------
    >>> chosen = choose_columns(["id", "review", "stars"], (), None, "a.csv")
    >>> chosen.text_names, chosen.label_name, chosen.unused
    (('review',), 'stars', ('id',))
    """
    wanted = [part for item in text_columns for part in _split_names(columns, item)]
    texts = tuple(_find_column(columns, name, "--text-column", where) for name in wanted)
    label = None
    if label_column is not None:
        label = _find_column(columns, label_column, "--label-column", where)
    guessed = ("text_columns",) * (not texts) + ("label_column",) * (label is None)
    if not texts:
        guess = _guess_column(columns, "text", USUAL_TEXT, (label,), where)
        texts = () if guess is None else (guess,)
    if label is None:
        label = _guess_column(columns, "label", USUAL_LABEL, texts, where)
    leftover: tuple[int, ...] = ()
    if len(columns) == 2 and len(texts) + (label is not None) == 1:
        if label is None:
            label = 1 - texts[0]
            leftover = (label,)
        else:
            texts = leftover = (1 - label,)
    if not texts:
        raise _make_undecided_error(columns, "text", USUAL_TEXT, where)
    if label is None:
        raise _make_undecided_error(columns, "label", USUAL_LABEL, where)
    if label in texts:
        raise InputError(f"{where}: {columns[label]!r} cannot be the column of texts and of labels")
    if len(set(texts)) < len(texts):
        raise InputError(f"{where}: --text-column names one column twice")
    return TableColumns(tuple(columns), texts, label, guessed, leftover)


def add_advice(
    error: UndecidedColumnsError, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> UndecidedColumnsError:
    """Return the error with the columns that look like texts and labels by their values.

    Examples
    --------
    >>> error = UndecidedColumnsError("a.csv:1: no column 'text' (use --text-column)", "text")
    >>> rows = [["a fine old film", "x"], ["a very dull film", "y"], ["it is all fun", "x"]] * 2
    >>> print(add_advice(error, ["Brief", "Art"], rows))
    a.csv:1: no column 'text' (use --text-column; by their values: texts in Brief, labels in Art)
    """
    values = dict(zip(columns[:_MOST_COLUMNS], zip(*rows, strict=False), strict=False))
    indicators = [name for name in values if _are_indicators(values[name])]
    if error.wanted == "label" and len(indicators) > 1:
        advice = (
            f"{_list_some(indicators)} hold 0 or 1: write one column of class names, or name one "
            "of them to learn that class alone"
        )
    else:
        texts = [name for name in values if _are_texts(values[name])]
        labels = [name for name in values if name not in texts and _are_classes(values[name])]
        likely = [
            f"{kind} in {_list_some(names)}"
            for kind, names in (("texts", texts), ("labels", labels))
            if names
        ]
        advice = f"by their values: {', '.join(likely)}" if likely else ""
    message = str(error)
    if not advice or not message.endswith(")"):
        return error
    return UndecidedColumnsError(f"{message[:-1]}; {advice})", error.wanted)


def is_header(names: Sequence[str]) -> bool:
    """Return whether a row has usual names of a column of texts and of a column of labels.

    Examples
    --------
    >>> is_header(["id", "Text", "Label"]), is_header(["good", "bad"])
    (True, False)
    """
    return bool(_list_candidates(names, USUAL_TEXT) and _list_candidates(names, USUAL_LABEL))


def choose_text_columns(
    columns: Sequence[str], wanted: Sequence[str], where: str
) -> tuple[int, ...]:
    """Choose the columns of texts of a table that may have no labels; see `choose_columns`.

    Raises
    ------
    InputError
        If there is no such column, none that could be meant, or more than one.

    Examples
    --------
    >>> choose_text_columns(["id", "review"], (), "a.csv")
    (1,)
    """
    names = [part for item in wanted for part in _split_names(columns, item)]
    if names:
        return tuple(_find_column(columns, name, "--text-column", where) for name in names)
    guess = _guess_column(columns, "text", USUAL_TEXT, (), where)
    if guess is None:
        raise _make_undecided_error(columns, "text", USUAL_TEXT, where)
    return (guess,)


def check_columns(
    columns: TableColumns, texts: Sequence[str | None], labels: Sequence[str | None], where: str
) -> None:
    """Refuse columns of ids and numbers that were chosen because no other is left.

    Parameters
    ----------
    columns : TableColumns
    texts, labels : sequence of str
        The values of the first rows.
    where : str
        The file, for messages.

    Raises
    ------
    InputError
        If every label differs, or every text is a number or an id.
    """
    if columns.label in columns.leftover and is_identifier(labels):
        name = columns.label_name
        raise UndecidedColumnsError(
            f"{where}: no column of labels: {name!r} holds another value in every row "
            "(--label-column names another column)",
            "label",
        )
    if columns.texts[0] in columns.leftover and holds_no_words(texts):
        name = columns.text_names[0]
        raise InputError(
            f"{where}: no column of texts: {name!r} holds numbers or ids "
            "(--text-column names another column)"
        )


def is_identifier(values: Sequence[str | None]) -> bool:
    """Return whether every value differs, in rows enough to tell.

    Examples
    --------
    >>> is_identifier(["1", "2", "3", "4"]), is_identifier(["a", "b", "b", "a"])
    (True, False)
    """
    return len(values) >= _ROWS_TO_TELL and len(set(values)) == len(values)


def holds_no_words(values: Sequence[str | None]) -> bool:
    """Return whether every value is a number, a date, or an id of letters and digits.

    Examples
    --------
    >>> holds_no_words(["1", "2", "2.5", "-1"]), holds_no_words(["A1", "A2", "A3", "A4"])
    (True, True)
    >>> holds_no_words(["good", "bad", "fine", "5"])
    False
    """
    filled = [value.strip() for value in values if value and value.strip()]
    if len(filled) < _ROWS_TO_TELL:
        return False
    if all(is_number(value) or not any(map(str.isalpha, value)) for value in filled):
        return True  # numbers, dates, times
    return is_identifier(filled) and all(_ID.fullmatch(value) for value in filled)


def is_number(text: str) -> bool:
    """Return whether a text is a number.

    Examples
    --------
    >>> is_number("-1.5"), is_number("five"), is_number("nan")
    (True, False, False)
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def as_texts(column: pa.Array, name: str, where: str) -> pa.Array:
    """Return a column of texts as large_string; nulls stay nulls.

    Raises
    ------
    InputError
        If it does not hold strings.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not _is_string(column.type):
        raise InputError(
            f"{where}: column {name!r} holds {column.type}, not texts "
            "(--text-column names another column)"
        )
    return column.cast(pa.large_string())


def join_texts(columns: Sequence[pa.Array]) -> pa.Array:
    r"""Join columns of texts with a line break; nulls are left out, and a row of nulls is null.

    Examples
    --------
    >>> texts = [pa.array(["a", None], pa.large_string()), pa.array(["b", "c"], pa.large_string())]
    >>> join_texts(texts).to_pylist()
    ['a\nb', 'c']
    """
    joined = columns[0]
    separator = pa.scalar("\n", pa.large_string())
    for column in columns[1:]:
        both = pc.binary_join_element_wise(joined, column, separator)  # null if one is
        joined = pc.coalesce(both, joined, column)
    return joined


def as_labels(
    column: pa.Array, name: str, where: Callable[[int], str], classes: Sequence[str] = ()
) -> pa.Array:
    """Return a column of labels as large_string: class names, or values as they are written.

    Numbers, booleans and strings of any type are labels: ``1.0`` is another label than ``1``.
    Nulls, NaN and the class -1, by which `datasets` means that there is no label, are nulls.

    Parameters
    ----------
    column : pyarrow.Array
    name : str
        Name of the column.
    where : callable
        From a row of `column` to its place, for messages.
    classes : sequence of str
        The class of each number in the column. If empty, each number is its own name.

    Raises
    ------
    InputError
        If it holds something else, or a class has no name.

    Examples
    --------
    >>> as_labels(pa.array([1, 0, -1]), "label", str, ["neg", "pos"]).to_pylist()
    ['pos', 'neg', None]
    >>> as_labels(pa.array([1.0, 2.0]), "label", str).to_pylist()
    ['1.0', '2.0']
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_integer(kind) and classes:
        return _name_classes(column, name, where, classes)
    if pa.types.is_floating(kind):
        return _name_floats(column, name, where)
    if _is_string(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return column.cast(pa.large_string())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.large_string())
    several = f" ({SEVERAL_LABELS})" if pa.types.is_nested(kind) else ""
    raise InputError(f"{where(0)}: column {name!r} holds {kind}, not labels{several}")


def _are_indicators(values: Sequence[str]) -> bool:
    return len(set(values)) == 2 and {value.strip().lower() for value in values} <= _INDICATORS


def _are_texts(values: Sequence[str]) -> bool:
    return sum(len(value.split()) for value in values) >= _WORDS * len(values)


def _are_classes(values: Sequence[str]) -> bool:
    n_classes = len(set(filter(str.strip, values)))
    return 1 < n_classes <= min(_MOST_CLASSES, len(values) // 2)


def _list_some(names: Sequence[str]) -> str:
    shown = [_shorten(name) for name in names[:5]]
    more = [f"{len(names) - 5} more"] if len(names) > 5 else []
    return join_names([*shown, *more], "and")


def _is_string(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _name_classes(
    column: pa.Array, name: str, where: Callable[[int], str], classes: Sequence[str]
) -> pa.Array:
    ids = column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    wrong = np.flatnonzero((ids < -1) | (ids >= len(classes)))
    if len(wrong):
        raise InputError(
            f"{where(int(wrong[0]))}: class {ids[wrong[0]]} in column {name!r}, "
            f"which has names for 0 to {len(classes) - 1}"
        )
    names = pa.array([*classes, None], pa.large_string())
    return names.take(pa.array(np.where(ids < 0, len(classes), ids)))


def _name_floats(column: pa.Array, name: str, where: Callable[[int], str]) -> pa.Array:
    # A NaN is how pandas writes that there is nothing.
    encoded = pc.if_else(pc.is_nan(column), None, column).dictionary_encode()
    values = encoded.dictionary.to_numpy(zero_copy_only=False)
    if infinite := np.flatnonzero(~np.isfinite(values)).tolist():
        row = pc.index(encoded.indices, infinite[0]).as_py()
        raise InputError(f"{where(row)}: {values[infinite[0]]} in column {name!r} is no label")
    # NumPy writes as few digits as tell a value apart, whatever its width.
    return pa.array(list(map(str, values)), pa.large_string()).take(encoded.indices)


def _split_names(columns: Sequence[str], wanted: str) -> list[str]:
    """Return the names in a list with commas, unless a column has that very name."""
    if wanted in columns or "," not in wanted:
        return [wanted]
    return [part.strip() for part in wanted.split(",") if part.strip()]


def _find_column(columns: Sequence[str], wanted: str, option: str, where: str) -> int:
    if columns.count(wanted) > 1:
        raise InputError(
            f"{where}: {columns.count(wanted)} columns are called {wanted!r} "
            f"({option} {columns.index(wanted) + 1} names the first of them by its number)"
        )
    if wanted in columns:
        return columns.index(wanted)
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= len(columns):
        return int(wanted) - 1
    there = _list_nearest(wanted, columns)
    raise UndecidedColumnsError(
        f"{where}: no column {wanted!r}; columns are: {there} (use {option})",
        "label" if option == "--label-column" else "text",
    )


def _list_candidates(columns: Sequence[str], usual: frozenset[str]) -> list[str]:
    return [c for c in columns if c.strip().casefold() in usual]


def _guess_column(
    columns: Sequence[str],
    exact: str,
    usual: frozenset[str],
    taken: Sequence[int | None],
    where: str,
) -> int | None:
    left = [column for i, column in enumerate(columns) if i not in taken]
    candidates = [exact] if exact in left else list(dict.fromkeys(_list_candidates(left, usual)))
    if len(candidates) != 1:
        return None
    return _find_column(columns, candidates[0], f"--{exact}-column", where)


def _make_undecided_error(
    columns: Sequence[str], wanted: str, usual: frozenset[str], where: str
) -> UndecidedColumnsError:
    candidates = _list_candidates(columns, usual)
    if len(candidates) > 1:
        which = " or ".join(map(_shorten, candidates))
        join = f"; {','.join(map(_shorten, candidates))} joins them" if wanted == "text" else ""
        return UndecidedColumnsError(
            f"{where}: is the {wanted} in {which}? (use --{wanted}-column{join})", wanted
        )
    there = _list_columns(columns)
    return UndecidedColumnsError(
        f"{where}: no column {wanted!r}; columns are: {there} (use --{wanted}-column)", wanted
    )


def _list_nearest(wanted: str, columns: Sequence[str]) -> str:
    """List columns; a line that is no header may have any number of them, of any length."""
    shown = nearest(wanted, [_shorten(column) for column in columns[:_MOST_COLUMNS]])[:_SHOWN]
    return ", ".join(shown) + ", ..." * (len(columns) > len(shown))


def _list_columns(columns: Sequence[str]) -> str:
    """List columns in their order; see `_list_nearest`."""
    return ", ".join(map(_shorten, columns[:_SHOWN])) + ", ..." * (len(columns) > _SHOWN)


def _shorten(name: str) -> str:
    short = name if len(name) <= 40 else name[:40] + "..."
    return short if short.isprintable() and short else repr(short)
