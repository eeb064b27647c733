"""Arrays in a stream, by rows or by columns."""

import io

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.stored_array import StoredColumns, StoredRows, keep_rows
from embedstudy.vectors.formats.table_rows import Wanted

MATRIX = np.arange(12, dtype="<f8").reshape(4, 3)


def keep(kind, content, words=(b"a", b"b", b"c", b"d"), shape=(4, 3), wanted=None):
    blocks = []
    table = kind(io.BufferedReader(io.BytesIO(content)), "v", shape, MATRIX.dtype)
    return keep_rows(table, Wanted(wanted), blocks.append, iter(words)), blocks


@pytest.mark.parametrize(("kind", "order"), [(StoredRows, "C"), (StoredColumns, "F")])
def test_rows_of_wanted_words_are_kept(kind, order):
    content = MATRIX.tobytes(order)
    rows, blocks = keep(kind, content)
    assert np.array_equal(np.concatenate(blocks), MATRIX.astype(np.float32))
    assert rows.words == ["a", "b", "c", "d"]
    rows, blocks = keep(kind, content, wanted=frozenset({"d", "b"}))
    assert rows.words == ["b", "d"]
    assert np.array_equal(np.concatenate(blocks), MATRIX[[1, 3]].astype(np.float32))


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (MATRIX.tobytes()[:-1], {}, r"v: ends 1 bytes early \(not whole"),
        (MATRIX.tobytes(), {"words": [b"a"]}, "v: 4 rows, but the word list has 1 word"),
        (MATRIX.tobytes(), {"shape": (0, 3)}, "v: no rows"),
        (MATRIX.tobytes(), {"shape": (12,)}, r"v: holds an array of float64 and shape \(12,\)"),
    ],
)
def test_arrays_that_do_not_fit_are_errors(content, options, message):
    with pytest.raises(InputError, match=message):
        keep(StoredRows, content, **options)
