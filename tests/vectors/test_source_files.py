"""The files of a table, and whether they have changed."""

import os

import pytest

from embedstudy.errors import InputError
from embedstudy.vectors import source_files
from embedstudy.vectors.source_files import SourceFiles
from embedstudy.vectors.vector_file import VectorFile


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("a 1 2\nb 3 4\n")
    return path


def rewrite(path, content):
    """Give a file another content of the same size, written at the same time."""
    status = path.stat()
    path.write_text(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("limit", [0, 1000])
def test_it_is_identified_by_its_content(limit, path, monkeypatch):
    monkeypatch.setattr(source_files, "REMEMBERED_FROM", limit)
    before = SourceFiles(VectorFile(path)).identify()
    assert SourceFiles(VectorFile(path)).identify() == before
    rewrite(path, "a 1 2\nb 3 5\n")
    assert SourceFiles(VectorFile(path)).identify() != before


def test_a_hash_that_is_known_is_not_computed(path):
    ((_, identity),) = SourceFiles(VectorFile(path, sha256="known")).identify()
    assert identity == "known"


def test_a_word_list_belongs_to_its_array(tmp_path):
    array, words = tmp_path / "t.npy", tmp_path / "t.vocab.txt"
    array.write_bytes(b"\x93NUMPY")
    with pytest.raises(InputError, match="no word list next to it"):
        SourceFiles(VectorFile(array))
    words.write_text("a\n")
    sources = SourceFiles(VectorFile(array))
    assert sources.paths == [array, words]
    assert (sources.is_mappable, sources.has_ngrams) == (True, False)
    words.unlink()
    with pytest.raises(InputError, match=r"t.vocab.txt: was written to while it was read"):
        sources.check_unchanged()


def test_a_file_that_is_replaced_is_noticed(path):
    sources = SourceFiles(VectorFile(path))
    sources.check_unchanged()
    with sources.open_unchanged(path) as file:
        assert file.read(1) == b"a"
    rewrite(path, "a 1 2\nb 3 5\n")
    for look in (sources.check_unchanged, lambda: sources.open_unchanged(path)):
        with pytest.raises(InputError, match=r"was written to while it was read \(try again\)"):
            look()
    path.unlink()
    with pytest.raises(InputError, match="was written to"):
        sources.open_unchanged(path)
    with pytest.raises(InputError, match="no such file"):
        SourceFiles(VectorFile(path))
