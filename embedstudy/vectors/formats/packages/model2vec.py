"""The format ``model2vec``: a folder with ``model.safetensors`` and ``tokenizer.json``."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from embedstudy.errors import InputError
from embedstudy.vectors.formats.packages.contents import choose_array, describe_array
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat
from embedstudy.wording import is_unicode

_ARRAYS, _TOKENIZER = "model.safetensors", "tokenizer.json"
_WORDS_AT_ONCE = 4096
# Ids are computed with as int64.
_MOST_ROWS = 1 << 63


def is_model(path: Path) -> bool:
    """Return whether a folder holds the two files of a model."""
    return all((path / name).is_file() for name in (_ARRAYS, _TOKENIZER))


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the vectors of a model's tokens, weighted as the model weights them.

    Raises
    ------
    InputError
        If it holds no table or several, or its tokens do not fit them.
    """
    path = file.file.path
    matrix, weights, mapping, choice = _read_arrays(path, file.file.member)
    row_of_word = _read_tokens(path / _TOKENIZER)
    rows = TableRows(str(path), wanted, sink, dim=matrix.shape[1], numbered=": token ")
    rows.choices.append(choice)
    words = sorted(row_of_word, key=row_of_word.__getitem__)[: wanted.limit]
    rows.read = len(words)
    words = [word for word in words if wanted.words is None or word in wanted.words]
    ids = np.array([row_of_word[word] for word in words], np.int64)
    table_rows = ids if mapping is None else _take(mapping, ids, path)
    for start in range(0, len(words), _WORDS_AT_ONCE):
        some = slice(start, start + _WORDS_AT_ONCE)
        block = np.asarray(_take(matrix, table_rows[some], path), np.float32)
        if weights is not None:
            block = block * _take(weights, ids[some], path).astype(np.float32)[:, None]
        rows.keep([word.encode() for word in words[some]], (ids[some] + 1).tolist(), block)
    return rows


def _read_arrays(
    path: Path, member: str
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None, str]:
    """Return the table, the weights and the rows of tokens if any, and a phrase that names them."""
    source = path / _ARRAYS
    try:
        with safe_open(source, "np") as arrays:
            shapes = {name: tuple(arrays.get_slice(name).get_shape()) for name in arrays.keys()}  # noqa: SIM118 - it is no mapping
            tables = {name: shape for name, shape in shapes.items() if len(shape) == 2}
            chosen = choose_array(str(path), tables, member, list(shapes))
            matrix = arrays.get_tensor(chosen)
            weights, mapping = (
                arrays.get_tensor(name) if len(shapes.get(name, ())) == 1 else None
                for name in ("weights", "mapping")
            )
    except (SafetensorError, TypeError, OSError) as error:
        raise InputError(f"{source}: cannot be read ({error})") from None
    choice = describe_array(chosen, tables)
    choice += " times array weights" if weights is not None else ""
    return matrix, weights, mapping, choice


def _read_tokens(path: Path) -> dict[str, int]:
    """Return the id of each token of a tokenizer of the library `tokenizers`."""
    try:
        document: Any = json.loads(path.read_bytes())
        vocabulary = document["model"]["vocab"]
        if isinstance(vocabulary, list):  # pieces with their scores (Unigram)
            tokens = {piece: row for row, (piece, _) in enumerate(vocabulary)}
        else:
            tokens = dict(vocabulary)
        if not all(type(row) is int and 0 <= row < _MOST_ROWS for row in tokens.values()):
            raise ValueError("an id is no number of a row")
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise InputError(f"{path}: is not a tokenizer that can be read ({error!r:.100})") from None
    return {word: row for word, row in tokens.items() if "\n" not in word and is_unicode(word)}


def _take(array: np.ndarray, rows: np.ndarray, path: Path) -> np.ndarray:
    if len(rows) and rows.max() >= len(array):
        raise InputError(f"{path}: token {rows.max()} has no row; there are {len(array):,} rows")
    return np.asarray(array[rows])


MODEL2VEC = VectorFormat(
    "model2vec",
    title="model2vec",
    matches=lambda *_: False,
    read=read,
    companions=lambda path: [path / _ARRAYS, path / _TOKENIZER] if is_model(path) else [],
    is_package=is_model,
)
