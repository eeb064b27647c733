import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy.errors import InputError
from embedstudy.storage import sha256
from embedstudy.vectors.word2vec_binary import check_target, write_word2vec_binary
from embedstudy.vectors.word_vectors import WordVectors

# Numbers whose bytes hold spaces and line ends, and words of every kind.
WORDS = ["good", "naïve", "日本", "a\u2028b", "\u0085", "nbsp\u00a0x", "</s>", "😀", "it's", "\tt"]


def test_gensim_loads_what_was_written(tmp_path):
    matrix = np.frombuffer(bytes(range(200)) * 2, np.uint8)[: 10 * 4 * 4].view("<f4").reshape(10, 4)
    digest = write_word2vec_binary(WordVectors(WORDS, matrix), tmp_path / "v.bin")
    loaded = KeyedVectors.load_word2vec_format(tmp_path / "v.bin", binary=True)
    assert loaded.index_to_key == WORDS
    assert loaded.vectors.tobytes() == matrix.tobytes()
    assert digest == sha256(tmp_path / "v.bin")
    assert [p.name for p in tmp_path.iterdir()] == ["v.bin"]


def test_gensim_writes_the_same_bytes(tmp_path):
    matrix = np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)
    peer = KeyedVectors(5)
    peer.add_vectors(["a", "b", "c"], matrix)
    peer.save_word2vec_format(tmp_path / "theirs", binary=True)
    write_word2vec_binary(WordVectors(["a", "b", "c"], matrix), tmp_path / "ours")
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


@pytest.mark.parametrize("word", ["two words", "line\nend", ""])
def test_a_word_that_the_format_cannot_hold(word, tmp_path):
    with pytest.raises(InputError, match="cannot hold the word"):
        write_word2vec_binary(WordVectors([word], np.ones((1, 2), np.float32)), tmp_path / "v")
    assert not list(tmp_path.iterdir())


def test_targets(tmp_path):
    (tmp_path / "there").write_text("mine")
    with pytest.raises(InputError, match="--force replaces it"):
        check_target(tmp_path / "there", force=False)
    with pytest.raises(InputError, match="is a folder"):
        check_target(tmp_path, force=True)
    with pytest.raises(InputError, match="there: is a file, so nothing"):
        check_target(tmp_path / "there" / "v.bin", force=True)
    check_target(tmp_path / "there", force=True)
    check_target(tmp_path / "new" / "v.bin", force=False)
