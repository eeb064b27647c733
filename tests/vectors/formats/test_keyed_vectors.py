"""gensim's own files, which are pickles."""

import numpy as np
import pytest
from gensim.models import KeyedVectors, Word2Vec

from embedstudy.errors import InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats.keyed_vectors import KEYED_VECTORS, find_companions
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["the", "good", "naïve", "映画", "don't"]
TABLE = WordVectors(WORDS, np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32), "t")


def load(path, vocabulary=None, **options):
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


def test_keyed_vectors_are_read_only_on_request(tmp_path):
    theirs = KeyedVectors(TABLE.dim)
    theirs.add_vectors(list(TABLE.words), TABLE.matrix)
    theirs.save(str(tmp_path / "t.kv"))
    with pytest.raises(InputError, match=r"is a pickle.*--trust-pickle"):
        load(tmp_path / "t.kv")
    loaded = load(tmp_path / "t.kv", trust_pickle=True)
    assert loaded.words == WORDS
    assert np.array_equal(loaded.matrix, TABLE.matrix)
    model = Word2Vec([["a", "b", "c"]] * 5, vector_size=4, min_count=1)
    model.save(str(tmp_path / "model"))
    table = load(tmp_path / "model", ["b"], trust_pickle=True)
    assert np.array_equal(table["b"], model.wv["b"])


def test_the_arrays_next_to_it_belong_to_it(tmp_path):
    for name in ("t.kv", "t.kv.vectors.npy", "other.kv.vectors.npy"):
        (tmp_path / name).touch()
    assert find_companions(tmp_path / "t.kv") == [tmp_path / "t.kv.vectors.npy"]
    assert find_companions(tmp_path / "none" / "t.kv") == []


def test_a_pickle_is_recognized_by_its_protocol(tmp_path):
    assert KEYED_VECTORS.matches(b"\x80\x04x", tmp_path)
    assert not KEYED_VECTORS.matches(b"\x80\x09x", tmp_path)
