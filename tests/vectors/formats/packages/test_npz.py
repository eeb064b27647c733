"""NumPy's .npz with words and vectors."""

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.packages.npz import is_npz

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["good", "naïve", "映画"]
MATRIX = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    "arrays",
    [
        {"words": np.array(WORDS), "vectors": MATRIX},
        {"vocab": np.array(WORDS), "embeddings": MATRIX.astype(np.float64)},
        {"arr_0": MATRIX, "arr_1": np.array(WORDS)},
        {"words": np.array([word.encode() for word in WORDS]), "m": np.asfortranarray(MATRIX)},
        {"words": np.array(WORDS), "vectors": MATRIX, "other": MATRIX, "counts": np.arange(3)},
        {"words": np.array(WORDS), "tags": np.array(["N"]), "vectors": MATRIX},
    ],
)
def test_words_and_vectors_are_found_by_what_they_are(arrays, save, tmp_path):
    save(tmp_path / "v.npz", **arrays)
    table = load_vectors(tmp_path / "v.npz")
    assert list(table.words) == WORDS
    assert np.array_equal(table.matrix, MATRIX)
    some = load_vectors(tmp_path / "v.npz", ["映画", "no"])
    assert some.words == ["映画"]
    assert np.array_equal(some.matrix, MATRIX[2:])


def test_words_may_be_next_to_it(tmp_path):
    np.savez(tmp_path / "v.npz", MATRIX)
    (tmp_path / "v.vocab.txt").write_text("\n".join(WORDS) + "\n")
    assert list(load_vectors(tmp_path / "v.npz").words) == WORDS
    assert is_npz(tmp_path / "v.npz")
    assert not is_npz(tmp_path / "v.vocab.txt")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"a": MATRIX, "b": MATRIX, "words": np.array(WORDS)},
         r"v\.npz: holds 2 tables of numbers; name one of them after a '#': a 3 x 4, b 3 x 4"),
        ({"ids": np.arange(3)}, r"v\.npz: holds no table of numbers \(it holds ids int64"),
        ({"w": np.array(WORDS), "x": np.array(WORDS), "vectors": MATRIX},
         r"v\.npz: holds 2 lists of words \(w, x\)"),
        ({"words": np.array(WORDS[:2]), "vectors": MATRIX}, "3 rows, but the word list has 2"),
        ({"words": np.array(["a\nb", "c", "d"]), "vectors": MATRIX}, "word 1 is .* no word"),
        ({"words": np.array(WORDS, object), "vectors": MATRIX},
         r"v\.npz#words: holds Python objects \(a pickle\), which are not read \(save"),
        ({"indices": np.arange(3), "indptr": np.arange(3), "data": np.ones(3), "shape": [1, 2]},
         "is a sparse matrix of SciPy"),
        ({"vectors": MATRIX}, "no word list next to it"),
    ],
)  # fmt: skip
def test_arrays_that_are_no_table(arrays, message, tmp_path):
    np.savez(tmp_path / "v.npz", **arrays)
    with pytest.raises(InputError, match=message) as caught:
        load_vectors(tmp_path / "v.npz")
    assert "\n" not in str(caught.value)


def test_a_table_is_named_after_a_number_sign(tmp_path):
    np.savez(tmp_path / "v.npz", a=MATRIX, b=2 * MATRIX, words=np.array(WORDS))
    assert np.array_equal(load_vectors(f"{tmp_path}/v.npz#b").matrix, 2 * MATRIX)
    with pytest.raises(InputError, match="no table of numbers called 'c'; there are: a, b"):
        load_vectors(f"{tmp_path}/v.npz#c")


def test_the_arrays_that_were_chosen_are_told(tmp_path):
    path = tmp_path / "v.npz"
    np.savez(path, vectors=MATRIX, context=MATRIX, labels=np.array(WORDS))
    phrase = "vectors from array vectors (not used: context), words from array labels"
    for vocabulary in (WORDS, None, WORDS):
        table = load_vectors(path, vocabulary, progress=False)
        assert table.reading == f"read v.npz: {phrase}"
