"""Encoded corpora on disk."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.storage import DamagedCacheError
from embedstudy.text import cache
from embedstudy.text.cache import cache_folder, open_cached, write_cached
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.word_ids import Numbering


def documents():
    yield EncodedDocuments(np.array([0, 1], np.int32), np.array([0, 2]))
    yield EncodedDocuments(np.array([1, 2, 0], np.int32), np.array([0, 0, 3]))


def test_documents_are_written_by_the_positions_of_sorted_words(home):
    folder = cache_folder("odd/../name", "key", "basic 1")
    assert folder.is_relative_to(home / "encoded")
    assert open_cached(folder, 3) is None
    numbering = Numbering({"b": 0, "a": 1, "c": 2})
    for words, encoded in (write_cached(folder, documents(), 3, numbering), open_cached(folder, 3)):
        assert words == ["a", "b", "c"]
        assert encoded.values.tolist() == [1, 0, 0, 2, 1]
        assert encoded.offsets.tolist() == [0, 2, 2, 5]


def test_another_key_is_another_folder(home, monkeypatch):
    folders = {cache_folder("d", *key) for key in (("k", "basic 1"), ("k", "basic 2"), ("l", ""))}
    monkeypatch.setattr(cache, "FORMAT", 99)  # of another version of the package
    assert len({*folders, cache_folder("d", "k", "basic 1")}) == 4


def test_another_number_of_documents_is_an_error(home):
    with pytest.raises(InputError, match="3 texts to encode, but 4 were announced"):
        write_cached(
            cache_folder("d", "k", ""), documents(), 4, Numbering({"a": 0, "b": 1, "c": 2})
        )


@pytest.mark.parametrize("name", ["values.npy", "offsets.npy", "vocab.txt", "meta.json"])
def test_a_damaged_file_is_named(home, name):
    folder = cache_folder("d", "k", "basic 1")
    write_cached(folder, documents(), 3, Numbering({"b": 0, "a": 1, "c": 2}))
    content = (folder / name).read_bytes()
    for damage in (content[: len(content) // 2], content[:-1] + bytes([content[-1] ^ 1]), b""):
        (folder / name).write_bytes(damage)
        with pytest.raises(DamagedCacheError, match=name):
            open_cached(folder, 3)
