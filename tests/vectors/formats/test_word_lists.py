"""Which word list belongs to an array, and what a list holds."""

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.word_lists import find_word_list, name_word_list
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.word_vectors import WordVectors
from tests.cli.runner import call

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(
    ("name", "list_name"),
    [
        ("wiki.en.npy", "wiki.en.vocab.txt"),
        ("wiki.en.npy.gz", "wiki.en.vocab.txt"),
        ("wiki.en.gz", "wiki.en.vocab.txt"),
        ("t.npy", "t.vocab.txt"),
        ("t.zip", "t.vocab.txt"),
        (".npy", ".npy.vocab.txt"),
    ],
)
def test_a_word_list_has_the_whole_stem(name, list_name, tmp_path):
    assert name_word_list(tmp_path / name) == tmp_path / list_name


def test_two_tables_in_a_folder_have_two_word_lists(tmp_path):
    for language in ("en", "de"):
        write_vectors(
            WordVectors([language], np.ones((1, 2), np.float32)), tmp_path / f"wiki.{language}.npy"
        )
    for language in ("en", "de"):
        assert load_vectors(tmp_path / f"wiki.{language}.npy").words == [language]


def test_an_older_place_is_still_looked_at(tmp_path):
    np.save(tmp_path / "wiki.en.npy", np.ones((1, 2), np.float32))
    (tmp_path / "wiki.vocab.txt").write_text("old\n")
    assert load_vectors(tmp_path / "wiki.en.npy").words == ["old"]
    (tmp_path / "wiki.en.vocab.txt").write_text("new\n")
    assert load_vectors(tmp_path / "wiki.en.npy").words == ["new"]


def test_a_word_list_is_not_replaced_unasked(tmp_path):
    (tmp_path / "t.txt").write_text("a 1 2\n")
    (tmp_path / "o.vocab.txt").write_text("mine\n")
    refused = call("vectors", "convert", tmp_path / "t.txt", tmp_path / "o.npy")
    assert refused.exit_code == 2
    assert "o.vocab.txt: is there already (--force" in refused.stderr
    assert not (tmp_path / "o.npy").exists()
    assert (tmp_path / "o.vocab.txt").read_text() == "mine\n"
    assert call("vectors", "convert", tmp_path / "t.txt", tmp_path / "o.npy", "--force").stdout
    assert (tmp_path / "o.vocab.txt").read_text() == "a\n"


def test_a_table_in_text_is_no_word_list(tmp_path):
    array = tmp_path / "en.npy"
    np.save(array, np.ones((2, 2), np.float32))
    (tmp_path / "en.txt").write_text("a 1 2\nb 3 4\n")
    with pytest.raises(InputError, match=r"no word list next to it \(en.vocab.txt or"):
        find_word_list(array)
    (tmp_path / "vocab.txt").write_text("a\nb\n")
    assert find_word_list(array).name == "vocab.txt"
    (tmp_path / "vocab.txt").unlink()
    (tmp_path / "en.txt").write_text("a\nb c\n")
    assert load_vectors(array).words == ["a", "b c"]


@pytest.mark.parametrize("sign", [" ", "\t"])
def test_a_word_list_with_counts_is_refused(sign, tmp_path, home):
    np.save(tmp_path / "a.npy", np.ones((6, 2), np.float32))
    counts = "".join(f"word{i}{sign}{100 - i}\n" for i in range(6))
    (tmp_path / "vocab.txt").write_text(counts)
    with pytest.raises(InputError, match=r"vocab.txt:1: a word and a number, .*counts behind the"):
        load_vectors(tmp_path / "a.npy")
    (tmp_path / "vocab.txt").write_text(counts.replace(sign, "_"))
    assert load_vectors(tmp_path / "a.npy").words[0] == "word0_100"


def test_a_word_list_with_row_numbers_is_refused(tmp_path, home):
    np.save(tmp_path / "a.npy", np.ones((6, 2), np.float32))
    (tmp_path / "vocab.txt").write_text("".join(f"{i}\tword\n" for i in range(6)))
    with pytest.raises(InputError, match=r"vocab.txt:1: a number and a word, .*row numbers before"):
        load_vectors(tmp_path / "a.npy")
    (tmp_path / "vocab.txt").write_text("\n".join(["1 2", *"abcde"]))
    assert load_vectors(tmp_path / "a.npy").words[0] == "1 2"


@pytest.mark.parametrize("rival", ["words.txt", "emb.txt"])
def test_two_lists_that_fit_are_refused_unless_they_are_the_same(rival, tmp_path, home):
    np.save(tmp_path / "emb.npy", np.eye(2, dtype=np.float32))
    (tmp_path / "vocab.txt").write_text("a\nb\n")
    (tmp_path / rival).write_text("b\na")
    message = rf"vocab.txt and {rival} next to it hold as many words, .* to emb.vocab.txt"
    with pytest.raises(InputError, match=message):
        load_vectors(tmp_path / "emb.npy")
    for other_list in ("a\nb", "a\nb\nc\n"):
        (tmp_path / rival).write_text(other_list)
        assert load_vectors(tmp_path / "emb.npy").words == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("emb.vocab.txt", "words from emb.vocab.txt"),
        ("emb.words.txt", "words from emb.words.txt"),
        ("emb_words.txt", "words from emb_words.txt"),
        ("emb-vocab.txt", "words from emb-vocab.txt"),
        ("emb.txt", "words from emb.txt"),
        ("words.txt", "words from words.txt in the same folder (no name ties it to this array)"),
        ("vocab.txt", "words from vocab.txt in the same folder (no name ties it to this array)"),
    ],
)
@pytest.mark.parametrize("array", ["emb.npy", "emb.npz", "emb.safetensors"])
def test_the_list_that_was_found_is_told(name, phrase, array, tmp_path):
    table = WordVectors(["a", "b"], np.eye(2, dtype=np.float32))
    path = tmp_path / array
    if path.suffix == ".npz":
        np.savez(path, vectors=table.matrix)
        phrase = f"vectors from array vectors, {phrase}"
    else:
        write_vectors(table, path)
        (tmp_path / "emb.vocab.txt").unlink()
    (tmp_path / name).write_text("a\nb\n")
    for vocabulary in (["b"], None, None, ["b"]):  # from the file, to the cache, and from it
        assert load_vectors(path, vocabulary, progress=False).reading == f"read {array}: {phrase}"


def test_a_list_of_its_own_comes_before_one_of_the_folder(tmp_path):
    np.save(tmp_path / "emb.npy", np.eye(2, dtype=np.float32))
    (tmp_path / "words.txt").write_text("no\nno\n")
    (tmp_path / "emb_words.txt").write_text("a\nb\n")
    table = load_vectors(tmp_path / "emb.npy", progress=False)
    assert (table.words, table.reading) == (["a", "b"], "read emb.npy: words from emb_words.txt")


def test_a_guessed_list_is_told_wherever_it_is_read(tmp_path, capsys):
    path = tmp_path / "emb.npy"
    np.save(path, np.eye(2, dtype=np.float32))
    (tmp_path / "words.txt").write_text("a\nb\n")
    line = "read emb.npy: words from words.txt in the same folder (no name ties it to this array)\n"
    load_vectors(path)
    assert capsys.readouterr().err == line
    load_vectors(path, progress=False)
    assert capsys.readouterr().err == ""
    shown = call("vectors", "info", path)
    assert line.strip() in " ".join(shown.stdout.split())
    assert call("vectors", "neighbors", path, "a").stderr == line
    assert call("vectors", "neighbors", path, "a", "--quiet").stderr == ""
    assert line in call("vectors", "convert", path, tmp_path / "emb.txt").stderr
