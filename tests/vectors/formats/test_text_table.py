"""Tables in text, row by row or in blocks."""

import io
from pathlib import Path

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.table_rows import Wanted
from embedstudy.vectors.formats.text_table import read_text
from embedstudy.vectors.formats.vector_format import TableFile
from embedstudy.vectors.vector_file import VectorFile


def read(content, words=None, **options):
    blocks = []
    file = TableFile(io.BufferedReader(io.BytesIO(content)), VectorFile(Path("v.txt")))
    wanted = Wanted(None if words is None else frozenset(words), **options)
    rows = read_text(file, wanted, blocks.append)
    return rows, np.concatenate(blocks).tolist() if blocks else []


CONTENT = b"".join(b"w%d %d %d\n" % (i, i, 2 * i) for i in range(20_000))


def test_all_rows_and_some_rows():
    rows, matrix = read(CONTENT)
    assert (len(rows.words), rows.read, matrix[-1]) == (20_000, 20_000, [19_999, 39_998])
    rows, matrix = read(CONTENT, ["w19999", "none", "w3"])
    assert rows.words == ["w3", "w19999"]
    assert (rows.read, matrix) == (20_000, [[3, 6], [19_999, 39_998]])


def test_the_limit_counts_rows_from_the_top():
    rows, matrix = read(CONTENT, ["w1", "w5"], limit=3)
    assert (rows.words, rows.read, matrix) == (["w1"], 3, [[1, 2]])


def test_numbers_are_taken_from_the_right():
    rows, matrix = read(b"a 1 2\nof the 3 4\nb 5 6\n")
    assert rows.words == ["a", "of the", "b"]
    assert rows.spaced == ["of the"]
    assert matrix == [[1, 2], [3, 4], [5, 6]]


def test_a_bad_row_in_a_late_block_has_its_line():
    with pytest.raises(InputError, match=r"v.txt:20001: 1 value, expected 2"):
        read(CONTENT + b"bad 1\n")
    rows, _ = read(CONTENT + b"bad 1\n", skip_bad_lines=True)
    assert (len(rows.words), rows.skipped) == (20_000, 1)


def test_a_row_count_that_is_off_is_noted():
    rows, _ = read(b"3 2\na 1 2\nb 3 4\n")
    assert list(rows.warnings()) == ["the header says 3 rows, the file has 2"]
