"""The columns of a table that hold the texts and the labels, and their values as strings."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from embedstudy.datasets.labels import SEVERAL_LABELS
from embedstudy.errors import InputError
from embedstudy.validation import nearest

# Usual names of such columns in the data sets that people share, in lower case.
USUAL_TEXT = frozenset(
    {
        "text", "texts", "review", "reviews", "review_text", "reviewtext", "sentence",
        "sentences", "content", "body", "document", "documents", "comment", "comments",
        "comment_text", "message", "messages", "headline", "title", "tweet", "phrase",
        "utterance", "question", "description", "abstract", "article"
    }
)  # fmt: skip
USUAL_LABEL = frozenset(
    {
        "label", "labels", "class", "classes", "category", "categories", "sentiment", "target",
        "polarity", "stars", "rating", "score", "topic", "intent", "emotion", "class_name",
        "class_label", "classification"
    }
)  # fmt: skip


def choose_columns(
    columns: Sequence[str], text_column: str | None, label_column: str | None, where: str
) -> tuple[str, str]:
    """Choose the column of texts and the column of labels.

    A column that a person names comes first, then one called ``text`` or ``label``, then one with
    a usual name of such columns. If there are two columns, the one that is left is the last resort.

    Parameters
    ----------
    columns : sequence of str
        All columns of the table.
    text_column, label_column : str, optional
        Names that a person gave.
    where : str
        The file, for messages.

    Raises
    ------
    InputError
        If there is no such column, none that could be meant, or more than one.

    Examples
    --------
    >>> choose_columns(["id", "review", "stars"], None, None, "a.csv")
    ('review', 'stars')
    """
    text = _check_column(columns, text_column, "--text-column", where)
    label = _check_column(columns, label_column, "--label-column", where)
    if text is None:
        text = _guess_column(columns, "text", USUAL_TEXT, label)
    if label is None:
        label = _guess_column(columns, "label", USUAL_LABEL, text)
    left = [column for column in columns if column not in (text, label)]
    if len(columns) == 2 and len(left) == 1:
        text = left[0] if text is None else text
        label = left[0] if label is None else label
    if text is None:
        raise _make_undecided_error(columns, "text", USUAL_TEXT, where)
    if label is None:
        raise _make_undecided_error(columns, "label", USUAL_LABEL, where)
    for column in (text, label):
        if columns.count(column) > 1:
            raise InputError(f"{where}: {columns.count(column)} columns are called {column!r}")
    if text == label:
        raise InputError(f"{where}: {text!r} cannot be the column of texts and of labels")
    return text, label


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


def _check_column(
    columns: Sequence[str], wanted: str | None, option: str, where: str
) -> str | None:
    if wanted is None or wanted in columns:
        return wanted
    there = _list_nearest(wanted, columns)
    raise InputError(f"{where}: no column {wanted!r}; columns are: {there} (use {option})")


def _list_candidates(columns: Sequence[str], usual: frozenset[str], taken: str | None) -> list[str]:
    return [c for c in columns if c.strip().casefold() in usual and c != taken]


def _guess_column(
    columns: Sequence[str], exact: str, usual: frozenset[str], taken: str | None
) -> str | None:
    if exact in columns and exact != taken:
        return exact
    candidates = _list_candidates(columns, usual, taken)
    return candidates[0] if len(candidates) == 1 else None


def _make_undecided_error(
    columns: Sequence[str], wanted: str, usual: frozenset[str], where: str
) -> InputError:
    candidates = _list_candidates(columns, usual, None)
    if len(candidates) > 1:
        which = " or ".join(map(_shorten, candidates))
        return InputError(f"{where}: is the {wanted} in {which}? (use --{wanted}-column)")
    there = _list_nearest(wanted, columns)
    return InputError(
        f"{where}: no column {wanted!r}; columns are: {there} (use --{wanted}-column)"
    )


def _list_nearest(wanted: str, columns: Sequence[str]) -> str:
    """List columns; a line that is no header may have any number of them, of any length."""
    shown = nearest(wanted, [_shorten(column) for column in columns[:1000]])[:20]
    return ", ".join(shown) + ", ..." * (len(columns) > len(shown))


def _shorten(name: str) -> str:
    short = name if len(name) <= 40 else name[:40] + "..."
    return short if short.isprintable() and short else repr(short)
