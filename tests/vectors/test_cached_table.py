"""A table in a cache folder."""

import json

import numpy as np
import pytest

from embedstudy.storage import META, CacheFolder, DamagedCacheError
from embedstudy.vectors.cached_table import CachedTable, take_cached_table, write_cached_table
from embedstudy.vectors.formats.table_rows import TableRows, Wanted

WORDS, MATRIX = ["good", "\u2028", "bad"], np.arange(6, dtype=np.float32).reshape(3, 2)


def read(sink):
    rows = TableRows("v.txt", Wanted(), sink, dim=2)
    rows.keep([word.encode() for word in WORDS[:2]], [1, 2], MATRIX[:2])
    rows.keep([b"good", b"bad"], [3, 4], MATRIX[1:])
    return rows


def open_table(folder):
    return take_cached_table(folder.open(), folder.path)


@pytest.fixture
def folder(tmp_path):
    folder = CacheFolder(tmp_path / "t", 1)
    write_cached_table(folder, read, {"source": "v.txt"})
    return folder


def test_a_table_is_written_and_mapped(folder):
    document = json.loads((folder.path / META).read_bytes())
    assert document["content"]["source"] == "v.txt"
    with open_table(folder) as table:
        words, matrix = table.read_whole()
    assert words == WORDS
    assert isinstance(matrix, np.memmap)
    assert np.array_equal(matrix, MATRIX)
    assert table.notes == ("1 word occurs again, the first row counts: 'good'",)


def test_some_rows_are_read_without_the_others(folder):
    blocks = []
    with open_table(folder) as table:
        rows = table.read_rows(Wanted(frozenset(["bad", "none"])), blocks.append)
    assert rows.words == ["bad"]
    assert np.concatenate(blocks).tolist() == MATRIX[2:].tolist()


@pytest.mark.parametrize("name", ["vectors.npy", "vocab.txt"])
def test_a_file_that_differs_is_an_error(name, folder):
    path = folder.path / name
    content = path.read_bytes()
    for damaged in (b"?" + content[1:], content + b"\n", content[:-1]):
        path.write_bytes(damaged)
        with pytest.raises(DamagedCacheError, match=name):
            folder.open()


def test_an_open_table_stays_when_it_is_removed(folder):
    table = open_table(folder)
    folder.remove()
    assert not folder.path.exists()
    with table:
        assert table.read_whole()[0] == WORDS


def test_nothing_is_left_of_a_table_that_cannot_be_read(tmp_path):
    def fail(sink):
        sink(MATRIX)
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        write_cached_table(CacheFolder(tmp_path / "t", 1), fail, {})
    assert not (tmp_path / "t").exists()


def test_a_word_list_of_others_is_read_as_such(tmp_path):
    np.save(tmp_path / "v.npy", MATRIX)
    path, words = tmp_path / "vocab.txt", b"\xef\xbb\xbfa\r\nb\r\nc\r\n"
    with CachedTable((tmp_path / "v.npy").open("rb"), words, path, (), exact=False) as table:
        assert table.read_whole()[0] == ["a", "b", "c"]
