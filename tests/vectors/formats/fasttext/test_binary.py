"""fastText's own models: words, and vectors for the words that they lack; see also
`test_against_fasttext.py`.
"""

import bz2
import contextlib
import gzip
import struct
import zipfile

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.formats.read_table import describe_file, detect_format
from embedstudy.vectors.vector_file import VectorFile
from tests.fasttext_models import UNSEEN, WORDS, train_model

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def model(folder):
    return train_model(folder / "m.bin")


@pytest.fixture
def path(folder, model):
    return folder / "m.bin"


def is_near(vectors, model, word):
    return np.allclose(vectors[word], model.wv[word], rtol=1e-5, atol=1e-7)


def test_words_and_unseen_words_are_those_of_gensim(path, model):
    vectors = load_vectors(path, [*WORDS, *UNSEEN])
    assert list(vectors.words) == [*WORDS, *UNSEEN]
    assert vectors.from_ngrams == set(UNSEEN)
    assert vectors.matrix.dtype == np.float32
    assert all(is_near(vectors, model, word) for word in vectors.words)


@pytest.mark.parametrize("options", [{"sg": 1, "min_n": 1}, {"max_n": 0}, {"min_n": 5, "max_n": 6}])
def test_other_settings(options, tmp_path):
    model = train_model(tmp_path / "m.bin", **options)
    vectors = load_vectors(tmp_path / "m.bin", [*WORDS, *UNSEEN])
    assert all(is_near(vectors, model, word) for word in vectors.words)
    # A word without n-grams has no vector; fastText gives it one of zeros.
    has_vector = [word for word in UNSEEN if np.any(model.wv.max_n and model.wv[word])]
    assert sorted(vectors.from_ngrams) == sorted(has_vector)


def test_the_whole_vocabulary(path, model):
    vectors = load_vectors(path)
    assert list(vectors.words) == list(model.wv.index_to_key)
    assert not vectors.from_ngrams
    some = load_vectors(path, [*WORDS, *UNSEEN])
    for word in WORDS:
        assert vectors[word].tobytes() == some[word].tobytes()
    assert isinstance(load_vectors(path).matrix, np.memmap)
    for word in UNSEEN:  # of the whole table, any word can be asked for
        assert vectors[word].tobytes() == some[word].tobytes()
        assert word not in vectors
    # Also when the table has come from the data home.
    assert load_vectors(path)["films"].tobytes() == some["films"].tobytes()
    assert load_vectors(path, ["films"]).matrix.tobytes() == some["films"].tobytes()


def test_neighbors_of_a_word_that_is_not_there(path, model):
    ours = load_vectors(path).neighbors("films", 4)
    theirs = model.wv.most_similar("films", topn=4)
    assert [word for word, _ in ours] == [word for word, _ in theirs]
    assert [cosine for _, cosine in ours] == pytest.approx([c for _, c in theirs], abs=1e-5)


def test_a_word_in_another_case_comes_before_its_ngrams(path):
    vectors = load_vectors(path, ["good", "FILM"])
    assert not vectors.from_ngrams
    assert vectors["good"].tobytes() == load_vectors(path)["Good"].tobytes()
    as_it_is = load_vectors(path, ["good", "FILM"], case_fallback=False)
    assert as_it_is.from_ngrams == {"good", "FILM"}
    assert vectors["good"].tobytes() != as_it_is["good"].tobytes()


def test_a_word_asked_for_twice_in_two_cases(path):
    vectors = load_vectors(path, ["good", "Good", "unseen"])
    assert list(vectors.words) == ["good", "Good", "unseen"]
    assert vectors["good"].tobytes() == vectors["Good"].tobytes()
    assert vectors.from_ngrams == {"unseen"}


def test_words_beyond_the_limit_have_their_ngrams(path, model):
    first, last = model.wv.index_to_key[0], model.wv.index_to_key[-1]
    assert list(load_vectors(path, limit=2).words) == model.wv.index_to_key[:2]
    vectors = load_vectors(path, [first, last], limit=2)
    assert vectors.from_ngrams == {last}
    assert vectors[first].tobytes() == load_vectors(path)[first].tobytes()


def test_half_a_surrogate_pair_has_no_vector(path):
    assert list(load_vectors(path, ["\ud800", "film"]).words) == ["film"]


@pytest.mark.parametrize("options", [{"normalize": True}, {"all_but_the_top": 1}])
def test_a_changed_table_makes_no_further_vectors(options, path):
    vectors = load_vectors(path, **options)
    with pytest.raises(InputError, match="no word 'films'"):
        vectors["films"]


@pytest.mark.parametrize("packing", ["gz", "bz2", "zip"])
def test_a_packed_model(packing, path, tmp_path):
    packed = tmp_path / f"m.bin.{packing}"
    if packing == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "m.bin")
    else:
        compress = gzip.compress if packing == "gz" else bz2.compress
        packed.write_bytes(compress(path.read_bytes()))
    vocabulary = [*WORDS, *UNSEEN]
    some = load_vectors(path, vocabulary).matrix.tobytes()
    assert load_vectors(packed, vocabulary).matrix.tobytes() == some
    whole = load_vectors(packed)
    assert whole.matrix.tobytes() == load_vectors(path).matrix.tobytes()
    with pytest.raises(InputError, match="no word 'films'"):
        whole["films"]


def test_it_is_described_without_its_numbers(path):
    facts = describe_file(VectorFile(path))
    assert (facts.words_count, facts.dim) == (len(WORDS), 6)
    assert facts.kind == "fastText model, cbow, n-grams of 2 to 4 characters"


def test_it_is_recognized_by_its_first_bytes(path):
    assert detect_format(path).name == "fasttext-binary"


def put(content, place, layout, *numbers):
    """Return a model with other numbers at a place."""
    packed = struct.pack(f"<{layout}", *numbers)
    return content[:place] + packed + content[place + len(packed) :]


# Places in the file: dim 8, model 36, bucket 40, longest 48; entries 64, words 68; pruned 84.
DAMAGE = {
    "version": (lambda c: put(c, 4, "i", 13), "a fastText model of version 13, which is not read"),
    "dimensions": (lambda c: put(c, 8, "i", 2_000_000_000), "its header has numbers that no model"),
    "architecture": (lambda c: put(c, 36, "i", 9), "its header has numbers that no model has"),
    "buckets": (lambda c: put(c, 40, "i", -1), "its header has numbers that no model has"),
    "more buckets": (lambda c: put(c, 40, "i", 2_000_000_000), r"its matrix is 310 x 6, its dict"),
    "length": (lambda c: put(c, 48, "i", 2_000_000_000), "its header has numbers that no model"),
    "words": (lambda c: put(c, 64, "iii", 2 * 10**9, 2 * 10**9, 0), r"ends .* bytes early, in 20"),
    "no words": (lambda c: put(c, 64, "iii", 0, 0, 0), "no words"),
    "pruned": (lambda c: put(c, 84, "q", 10**15), "its header has numbers that no model has"),
    "type": (lambda c: c.replace(b"film\0", b"fil\0\0", 1), "dictionary"),
    "matrix": (lambda c: put(c, len(c) - 4 * 6 * 320 - 33, "q", 10**15), "its matrix of 1"),
    "header": (lambda c: c[:40], "ends 24 bytes early, in its header"),
    "dictionary": (lambda c: c[:120], r"ends .* bytes early"),
    "rows": (lambda c: c[:3000], r"ends [\d,]+ bytes early, in its matrix of 310 x 6 numbers"),
    "output": (lambda c: c[:-1], "ends 1 bytes early, in its output matrix of 10 x 6 numbers"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGE)
@pytest.mark.parametrize("vocabulary", [None, ["film", "unseen"]])
def test_a_damaged_model_is_one_line(case, vocabulary, path, tmp_path):
    change, message = DAMAGE[case]
    bad = tmp_path / "bad.bin"
    bad.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError, match=message) as caught:
        load_vectors(bad, vocabulary)
    assert str(caught.value).startswith(str(bad))
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError):
        describe_file(VectorFile(bad))


def test_a_packed_model_that_lies_about_its_size(path, tmp_path):
    lie = put(path.read_bytes(), 64, "iii", 2 * 10**9, 2 * 10**9, 0)
    (tmp_path / "m.bin.gz").write_bytes(gzip.compress(lie))
    with pytest.raises(InputError, match=r"m\.bin\.gz"):
        load_vectors(tmp_path / "m.bin.gz", ["film"])


@pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
def test_any_damage_is_an_input_error_or_a_table(path, tmp_path):
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for number in range(300):
        changed = bytearray(content)
        for place in rng.integers(0, 400, 3):
            changed[place] = rng.integers(256)
        bad = tmp_path / f"{number}.bin"
        bad.write_bytes(changed[: len(content) - int(rng.integers(2)) * 50])
        for vocabulary in (None, ["film", "unseen"]):
            with contextlib.suppress(InputError):
                load_vectors(bad, vocabulary, encoding_errors="replace")
        bad.unlink()


def test_a_value_that_is_not_finite(path, model, tmp_path):
    content, row = path.read_bytes(), model.wv.vectors_vocab[0].astype("<f4").tobytes()
    bad = tmp_path / "bad.bin"
    bad.write_bytes(content.replace(row, struct.pack("<f", np.nan) + row[4:]))
    word = model.wv.index_to_key[0]
    with pytest.raises(InputError, match=r"bad\.bin: word 1: a value of word .* is not finite"):
        load_vectors(bad, [word])
    with pytest.warns(EmbedstudyWarning, match="1 row could not be read"):
        assert word not in load_vectors(bad, skip_bad_lines=True)


def test_a_word_that_is_not_utf8(path, tmp_path):
    bad = tmp_path / "bad.bin"
    bad.write_bytes(path.read_bytes().replace("naïve".encode(), b"na\xff\xfeve"))
    with pytest.raises(InputError, match=r"not UTF-8 at its byte 3"):
        load_vectors(bad)
    with pytest.warns(EmbedstudyWarning, match="1 word was not UTF-8"):
        whole = load_vectors(bad, encoding_errors="replace")
    with pytest.warns(EmbedstudyWarning, match="1 word was not UTF-8"):
        some = load_vectors(bad, ["na\ufffd\ufffdve"], encoding_errors="replace")
    assert not some.from_ngrams
    assert some.matrix[0].tobytes() == whole["na\ufffd\ufffdve"].tobytes()
