import copy

import numpy as np
import pytest

from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.lookup import open_lookup
from embedstudy.vectors.sources import is_here
from embedstudy.vectors.word_vectors import WordVectors
from tests.fasttext_models import train_model

WORDS = ["good", "Paris", "NATO", "nato", "bad"]


@pytest.fixture
def file(tmp_path, home):
    path = tmp_path / "v.txt"
    rows = (f"{word} {i}.5 -{i}\n" for i, word in enumerate(WORDS))
    path.write_text("".join(rows))
    return path


def test_it_finds_what_load_vectors_finds(file):
    wanted = ["paris", "bad", "zzz", "NATO", "Good", "nato"]
    rows, matrix = open_lookup(str(file)).find(wanted)
    expected = load_vectors(file, wanted)
    assert [word for word, row in zip(wanted, rows, strict=True) if row >= 0] == expected.words
    assert rows.tolist() == [0, 1, -1, 2, 3, 4]
    assert matrix.tolist() == expected.matrix.tolist()
    assert matrix.dtype == np.float32
    assert matrix.flags.writeable


def test_a_table_in_memory_is_taken_as_it_is():
    table = WordVectors(["Good", "bad"], np.eye(2, dtype=np.float32), "mine")
    rows, matrix = open_lookup(table).find(["good", "bad"])
    assert (rows.tolist(), matrix.tolist()) == ([-1, 0], [[0.0, 1.0]])
    assert open_lookup(table).find([])[1].shape == (0, 2)
    assert copy.deepcopy(table) is table


def test_a_fasttext_model_gives_unseen_words_their_ngrams(tmp_path, home):
    train_model(tmp_path / "m.bin")
    wanted = ["films", "good", "unheard", "naïve", "\ud800"]
    lookup = open_lookup(str(tmp_path / "m.bin"))
    rows, matrix = lookup.find(wanted)
    expected = load_vectors(tmp_path / "m.bin", wanted)
    assert rows.tolist() == [0, 1, 2, 3, 4]
    assert matrix[:4].tobytes() == expected.matrix.tobytes()
    assert lookup.is_in_table(wanted).tolist() == [False, True, False, True, False]
    assert open_lookup(expected).is_in_table(wanted).tolist() == [False, True, False, True, False]


def test_hashes_tell_tables_apart(file):
    first = open_lookup(str(file)).sha256()
    assert first == open_lookup(str(file)).sha256()
    file.write_text(file.read_text().replace("good 0.5", "good 0.6"))
    assert open_lookup(str(file)).sha256() != first


def test_what_is_on_this_machine(file, home):
    assert is_here(str(file))
    assert not is_here(str(file) + "x")
    assert not is_here("glove-6b-50d")
    assert not is_here("https://example.org/v.txt")
    assert not is_here("no-such-name")


def test_words_are_found_in_other_spellings(tmp_path):
    (tmp_path / "t.txt").write_text("don’t 1 2\nﬁlm 3 4\n## 5 6\n")
    lookup = open_lookup(tmp_path / "t.txt")
    rows, matrix = lookup.find(["film", "bad", "don't", "19"])
    assert rows.tolist() == [0, -1, 1, 2]
    assert matrix.tolist() == [[3, 4], [1, 2], [5, 6]]
    assert open_lookup(lookup.table).find(["film"])[0].tolist() == [-1]
