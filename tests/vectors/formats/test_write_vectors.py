"""Tables written in any format."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.formats.write_vectors import (
    check_target,
    drop_refused_words,
    format_to_write,
    list_written_files,
    write_vectors,
)
from embedstudy.vectors.word_vectors import WordVectors

WORDS = ["the", "good", "naïve", "映画", "</s>", "-", "1", "😀", "don't", '"', ","]


def same(one, expected):
    return list(one.words) == list(expected.words) and np.array_equal(one.matrix, expected.matrix)


# gensim leaves a file without a header open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("word2vec", {}),
        ("word2vec-binary", {"binary": True}),
        ("glove", {"no_header": True}),
    ],
)
def test_gensim_reads_what_we_write(kind, options, tmp_path):
    rng = np.random.default_rng(1)
    table = WordVectors(WORDS, rng.normal(size=(len(WORDS), 5)).astype(np.float32))
    write_vectors(table, tmp_path / "t", kind)
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "t"), **options)
    assert same(WordVectors(theirs.index_to_key, theirs.vectors), table)


def test_words_that_a_format_cannot_hold(tmp_path):
    table = WordVectors(["a b"], np.ones((1, 2), np.float32))
    for ending in (".bin", ".txt", ".vec"):  # gensim would cut the word in two
        message = r"1 word such as 'a b' cannot be written in this format \(npy or safetensors"
        with pytest.raises(InputError, match=message):
            write_vectors(table, tmp_path / f"t{ending}")
    assert not list(tmp_path.glob("t.*"))
    write_vectors(table, tmp_path / "t.npy")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(InputError, match="is no file that could be replaced"):
        write_vectors(table, tmp_path / "folder.txt")
    with pytest.raises(InputError, match="no format has this ending"):
        write_vectors(table, tmp_path / "t.doc")
    with pytest.raises(InputError, match=r"no vector format 'numpy'; there are: npy, (?!gensim)"):
        write_vectors(table, tmp_path / "t.npy", "numpy")


def test_words_are_left_out_on_request():
    table = WordVectors(["a b", "c", "\ufeffd"], np.eye(3, dtype=np.float32))
    with pytest.warns(EmbedstudyWarning, match="1 word such as 'a b' cannot be .* was left out"):
        left = drop_refused_words(table, "word2vec", skip_bad_words=True)
    assert left.words == ["c", "\ufeffd"]
    assert np.array_equal(left.matrix, np.eye(3)[1:])
    assert drop_refused_words(table, "npy") is table


def test_the_ending_decides_unless_a_format_is_named(tmp_path):
    assert format_to_write(tmp_path / "v.vec").name == "word2vec"
    assert format_to_write(tmp_path / "v.vec", "npy").name == "npy"
    assert list_written_files(tmp_path / "v.npy") == [tmp_path / "v.npy", tmp_path / "v.vocab.txt"]
    assert list_written_files(tmp_path / "v.bin") == [tmp_path / "v.bin"]
    with pytest.raises(InputError, match=r"gensim-kv files are read, never written; .*glove"):
        format_to_write(tmp_path / "v.kv")


def test_targets_are_checked_before_the_work(tmp_path):
    (tmp_path / "there.bin").write_text("mine")
    (tmp_path / "v.vocab.txt").write_text("mine")
    for name, message in (
        ("there.bin", "there.bin: is there already .--force replaces it"),
        ("v.npy", "v.vocab.txt: is there already"),
        ("there.bin/v.bin", "there.bin: is a file, so nothing"),
    ):
        with pytest.raises(InputError, match=message):
            check_target(tmp_path / name)
    with pytest.raises(InputError, match="is a folder"):
        check_target(tmp_path, "npy", force=True)
    check_target(tmp_path / "there.bin", force=True)
    check_target(tmp_path / "new" / "v.bin")
