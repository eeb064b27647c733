"""A table in a folder."""

import json

import numpy as np
import pytest

from embedstudy.vectors.cached_table import META, CachedTable, read_cached_table, write_cached_table
from embedstudy.vectors.formats.table_rows import TableRows, Wanted

WORDS, MATRIX = ["good", "\u2028", "bad"], np.arange(6, dtype=np.float32).reshape(3, 2)


def read(sink):
    rows = TableRows("v.txt", Wanted(), sink, dim=2)
    rows.keep([word.encode() for word in WORDS[:2]], [1, 2], MATRIX[:2])
    rows.keep([b"good", b"bad"], [3, 4], MATRIX[1:])
    return rows


def test_a_table_is_written_and_mapped(tmp_path):
    written = write_cached_table(tmp_path / "t", read, {"source": "v.txt"})
    meta = json.loads((tmp_path / "t" / META).read_bytes())
    assert meta["source"] == "v.txt"
    for table in (written, read_cached_table(tmp_path / "t", meta)):
        words, matrix = table.open()
        assert words == WORDS
        assert isinstance(matrix, np.memmap)
        assert np.array_equal(matrix, MATRIX)
        assert table.notes == ("1 word occurs again, the first row counts: 'good'",)


@pytest.mark.parametrize("name", ["matrix", "words"])
def test_a_file_that_differs_is_an_error(name, tmp_path):
    table = write_cached_table(tmp_path / "t", read, {})
    meta = json.loads((tmp_path / "t" / META).read_bytes())
    path = getattr(table, name)
    content = path.read_bytes()
    path.write_bytes(b"?" + content[1:])
    with pytest.raises(ValueError, match=path.name):
        read_cached_table(tmp_path / "t", meta)
    path.write_bytes(content + b"\n")
    with pytest.raises(ValueError, match="t"):
        read_cached_table(tmp_path / "t", meta)


def test_nothing_is_left_of_a_table_that_cannot_be_read(tmp_path):
    def fail(sink):
        sink(MATRIX)
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        write_cached_table(tmp_path / "t", fail, {})
    assert not list((tmp_path / "t").iterdir())


def test_a_word_list_of_others_is_read_as_such(tmp_path):
    np.save(tmp_path / "v.npy", MATRIX)
    (tmp_path / "vocab.txt").write_bytes(b"\xef\xbb\xbfa\r\nb\r\nc\r\n")
    words, _ = CachedTable(tmp_path / "v.npy", tmp_path / "vocab.txt", (), exact=False).open()
    assert words == ["a", "b", "c"]
