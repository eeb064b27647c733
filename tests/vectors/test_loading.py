"""Rows of a file: the words that are wanted, and what is done to them."""

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.affixes import SAMPLE
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import list_spellings, load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["the", "good", "Good", "naïve", "映画", "don't", "zero"]
MATRIX = np.random.default_rng(0).normal(size=(len(WORDS), 5)).astype(np.float32)
MATRIX[-1] = 0
TABLE = WordVectors(WORDS, MATRIX, "t")


def load(path, vocabulary=None, **options):
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


def test_the_case_of_words(tmp_path):
    (tmp_path / "t.txt").write_text("Paris 1 1\nparis 2 2\nNASA 3 3\nthe 4 4\nUnited 5 5\n")
    words = ["paris", "nasa", "The", "united", "none"]
    table = load(tmp_path / "t.txt", words)
    assert dict(zip(table.words, table.matrix[:, 0].tolist(), strict=True)) == {
        "paris": 2, "nasa": 3, "The": 4, "united": 5,
    }  # fmt: skip
    assert list(load(tmp_path / "t.txt", words, case_fallback=False).words) == ["paris"]


def test_a_capital_letter_is_the_first_alone(tmp_path):
    (tmp_path / "t.txt").write_text("Don't 1 1\nNew-York 2 2\nDon'T 3 3\n")
    table = load(tmp_path / "t.txt", ["don't", "DON'T", "new-york"])
    assert table.matrix[:, 0].tolist() == [1, 1, 2]


def test_limit_normalize_and_all_but_the_top(tmp_path):
    write_vectors(TABLE, tmp_path / "t.txt")
    assert list(load(tmp_path / "t.txt", limit=3).words) == WORDS[:3]
    assert list(load(tmp_path / "t.txt", ["zero", "the"], limit=3).words) == ["the"]
    norms = np.linalg.norm(load(tmp_path / "t.txt", normalize=True).matrix, axis=1)
    np.testing.assert_allclose(norms, [1] * (len(WORDS) - 1) + [0], rtol=1e-6)
    plain = load(tmp_path / "t.txt").matrix
    cleared = load(tmp_path / "t.txt", all_but_the_top=2).matrix
    centered = plain - plain.mean(axis=0, dtype=np.float64)
    left, singular, right = np.linalg.svd(centered, full_matrices=False)
    expected = (left[:, 2:] * singular[2:]) @ right[2:]
    np.testing.assert_allclose(cleared, expected, atol=2e-3)


def test_spellings_are_tried_from_the_word_itself_on():
    assert list_spellings("don'T") == ("don'T", "don't", "Don't", "DON'T", "Don'T")
    assert list_spellings("Paris", case_fallback=False) == ("Paris",)


def test_words_have_the_order_of_the_vocabulary_and_come_once(tmp_path):
    write_vectors(TABLE, tmp_path / "t.txt")
    loaded = load(tmp_path / "t.txt", ["映画", "none", "the", "映画"])
    assert loaded.words == ["映画", "the"]
    assert np.array_equal(loaded.matrix, MATRIX[[4, 0]])


def test_an_affix_of_the_words_is_taken_off(tmp_path):
    lines = [f"/c/en/{word}_N {row} 1\n" for row, word in enumerate(["the", "good", "Film"])]
    (tmp_path / "t.txt").write_text("".join([*lines, "/c/fr/le_N 8 1\n", "/c/en/is_V 9 1\n"]))
    affixes = {"word_prefix": "/c/en/", "word_suffix": "_N"}
    table = load(tmp_path / "t.txt", ["film", "is", "the"], **affixes)
    assert table.words == ["film", "the"]
    assert table.matrix[:, 0].tolist() == [2, 0]
    whole = load(tmp_path / "t.txt", **affixes)
    assert whole.words == ["the", "good", "Film"]
    assert whole.matrix[:, 0].tolist() == [0, 1, 2]
    with pytest.raises(InputError, match=r"not one of 5 words is spelled '/en/' \+ word \+ ''"):
        load(tmp_path / "t.txt", word_prefix="/en/")


def test_an_affix_is_seen_where_few_words_are_known(tmp_path):
    words = ["the", "good", "film", "plot", "slow", "bright"]
    (tmp_path / "t.txt").write_text("".join(f"{word}|N 1 2\n" for word in words))
    table = load(tmp_path / "t.txt", words)
    assert not table.words
    assert table.affix.text == "|N"
    assert load(tmp_path / "t.txt", words, word_suffix="|N").affix is None


def test_an_affix_is_seen_far_down_a_table_of_languages(tmp_path):
    words = ["the", "good", "film", "plot", "slow", "bright"]
    rows = [f"/c/de/x{row} 1 2\n" for row in range(SAMPLE + 5)]
    rows += [f"/c/en/{word} 1 2\n" for word in words]
    (tmp_path / "t.txt").write_text("".join(rows))
    assert load(tmp_path / "t.txt", words).affix.text == "/c/en/"


SPELLED = {
    "don’t": 1, "don't": 2, "ﬁlm": 3, "ｇｏｏｄ": 4, "i\u0307yi": 5, "cafe\u0301": 6, "Paris": 7,
    "кино": 8, "##": 9, "####": 10,
}  # fmt: skip
VOCABULARY = ["café", "don't", "film", "good", "iyi", "paris", "кино", "20", "2019", "missing"]


@pytest.mark.parametrize("form", ["text", "bin", "npy", "irregular"])
def test_words_are_found_in_other_spellings_in_every_format(form, tmp_path):
    path = tmp_path / ("t.npy" if form == "npy" else "t.vec")
    matrix = np.array([[n, 0] for n in SPELLED.values()], "<f4")
    if form == "npy":
        np.save(path, matrix)
        (tmp_path / "t.txt").write_text("".join(f"{word}\n" for word in SPELLED))
    elif form == "bin":
        rows = [
            f"{word} ".encode() + row.tobytes() for word, row in zip(SPELLED, matrix, strict=True)
        ]
        path.write_bytes(f"{len(SPELLED)} 2\n".encode() + b"".join(rows))
    else:
        end = "  \n" if form == "irregular" else "\n"
        path.write_text("".join(f"{word} {n} 0\n" for word, n in SPELLED.items())[:-1] + end)
    options = VectorOptions()
    with pytest.warns(EmbedstudyWarning, match="2 words with digits looked up with # for each"):
        table = load_file(VectorFile(path), VOCABULARY, options)
    numbers = dict(zip(table.words, table.matrix[:, 0].tolist(), strict=True))
    assert numbers == {
        "café": 6, "don't": 2, "film": 3, "good": 4, "iyi": 5, "paris": 7, "кино": 8, "20": 9,
        "2019": 10,
    }  # fmt: skip
    assert table.matches == {
        "café": "spelling", "film": "spelling", "good": "spelling", "iyi": "spelling",
        "paris": "case", "20": "digits", "2019": "digits",
    }  # fmt: skip
    assert table.n_respelled == 1
