"""Every format, both ways, beside gensim."""

import bz2
import gzip
import zipfile

import numpy as np
import pytest
from gensim.models import KeyedVectors, Word2Vec

from embedstudy.errors import InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("home")

WRITTEN = [name for name, entry in FORMATS.items() if entry.write]

WORDS = [
    "the", "good", "Good", "naïve", "映画", "x\u00a0y", "a\u0085b", "c\u2028d", "e\u001cf", "</s>",
    "<unk>", "-", "1", "\u202etest", "😀", "don't", '"', ",", "zero",
]  # fmt: skip


@pytest.fixture(scope="module")
def table() -> WordVectors:
    matrix = np.random.default_rng(0).normal(size=(len(WORDS), 7)).astype(np.float32)
    matrix[-1] = 0
    matrix[0, 0], matrix[0, 1] = 1e-30, -12345.678
    return WordVectors(WORDS, matrix, "t")


def same(one: WordVectors, other: WordVectors) -> bool:
    return list(one.words) == list(other.words) and np.array_equal(one.matrix, other.matrix)


def load(path, vocabulary=None, **options):
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_is_written_is_read_back_bit_for_bit(table, kind, tmp_path):
    path = tmp_path / f"t{FORMATS[kind].endings[0]}"
    write_vectors(table, path)
    assert same(load(path), table)
    assert same(load(path), table)  # from the cache
    some = load(path, ["zero", "good", "nope", "x\u00a0y"], case_fallback=False)
    assert list(some.words) == ["zero", "good", "x\u00a0y"]
    assert np.array_equal(some.matrix, table.matrix[table.rows(some.words)])


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("packing", ["gz", "bz2", "zip"])
def test_packed_files_are_read_as_streams(table, kind, packing, tmp_path):
    path = tmp_path / f"t{FORMATS[kind].endings[0]}"
    files = write_vectors(table, path)
    packed = tmp_path / f"t.{packing}"
    if packing == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "inside/whatever")
    else:
        packed.write_bytes({"gz": gzip, "bz2": bz2}[packing].compress(path.read_bytes()))
    path.unlink()
    assert same(load(packed), table)
    assert list(load(packed, ["good"]).words) == ["good"]
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {
        packed.name, *(p.name for p in files[1:])
    }  # fmt: skip


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_empty_word_is_a_word(kind, tmp_path):
    table = WordVectors(["a", "", "\ufeff"], np.ones((3, 2), np.float32))
    path = tmp_path / f"t{FORMATS[kind].endings[0]}"
    write_vectors(table, path)
    assert same(load(path), table)
    assert list(load(path, ["", "\ufeff"]).words) == ["", "\ufeff"]
    turned = WordVectors(["\ufeff", "", "a"], table.matrix)
    if FORMATS[kind].keeps_bom:
        write_vectors(turned, path)
        assert same(load(path), turned)
    else:
        with pytest.raises(InputError, match="cannot be written"):
            write_vectors(turned, path)


# gensim splits words at other spaces, and leaves a file without a header open.
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
    plain = [
        w for w in WORDS if not set(w) & set("\u0085\u2028\u001c\u00a0")
    ]  # gensim splits there
    rng = np.random.default_rng(1)
    table = WordVectors(plain, rng.normal(size=(len(plain), 5)).astype(np.float32))
    write_vectors(table, tmp_path / "t", kind)
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "t"), **options)
    assert same(WordVectors(theirs.index_to_key, theirs.vectors), table)


@pytest.mark.parametrize("binary", [True, False])
def test_we_read_what_gensim_writes(table, binary, tmp_path):
    theirs = KeyedVectors(table.dim)
    theirs.add_vectors(list(table.words), table.matrix)
    theirs.save_word2vec_format(str(tmp_path / "t"), binary=binary)
    assert same(load(tmp_path / "t"), table)


def test_keyed_vectors_are_read_only_on_request(table, tmp_path):
    theirs = KeyedVectors(table.dim)
    theirs.add_vectors(list(table.words), table.matrix)
    theirs.save(str(tmp_path / "t.kv"))
    with pytest.raises(InputError, match=r"is a pickle.*--trust-pickle"):
        load(tmp_path / "t.kv")
    assert same(load(tmp_path / "t.kv", trust_pickle=True), table)
    model = Word2Vec([["a", "b", "c"]] * 5, vector_size=4, min_count=1)
    model.save(str(tmp_path / "model"))
    found = load(tmp_path / "model", ["b"], trust_pickle=True)
    assert np.array_equal(found["b"], model.wv["b"])


def test_safetensors_are_those_of_the_library(table, tmp_path):
    from safetensors.numpy import load_file as peer_load
    from safetensors.numpy import save_file

    write_vectors(table, tmp_path / "ours.safetensors")
    assert np.array_equal(peer_load(tmp_path / "ours.safetensors")["vectors"], table.matrix)
    save_file({"embedding": table.matrix.astype(np.float16)}, tmp_path / "theirs.safetensors")
    (tmp_path / "theirs.txt").write_bytes("\n".join(WORDS).encode())
    found = load(tmp_path / "theirs.safetensors")
    with np.errstate(over="ignore"):
        half = table.matrix.astype(np.float16).astype(np.float32)
    assert np.array_equal(found.matrix, half)


@pytest.mark.parametrize("dtype", ["<f8", ">f4", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_other_kinds_are_converted(dtype, order, tmp_path):
    matrix = np.arange(12).reshape(4, 3).astype(dtype, order=order)
    np.save(tmp_path / "vectors.npy", matrix)
    (tmp_path / "vocab.txt").write_text("a\nb\nc\nd\n")
    found = load(tmp_path / "vectors.npy")
    assert found.matrix.dtype == np.float32
    assert np.array_equal(found.matrix, matrix.astype(np.float32))
    assert list(load(tmp_path / "vectors.npy", ["d"]).matrix[0]) == [9, 10, 11]


def test_the_ending_of_a_name_does_not_matter(table, tmp_path):
    write_vectors(table, tmp_path / "t.bin")
    (tmp_path / "t.bin").rename(tmp_path / "t.txt")
    assert same(load(tmp_path / "t.txt"), table)


def test_the_cache_is_left_when_the_file_changes(table, tmp_path):
    path = tmp_path / "t.txt"
    write_vectors(table, path)
    load(path)
    path.write_text("a 1 2\nb 3 4\nc 5 6\n")
    assert list(load(path).words) == ["a", "b", "c"]


@pytest.mark.parametrize("packing", ["", "gz"])
@pytest.mark.parametrize("rows_end_with", [b"", b"\n"])
def test_binary_with_and_without_line_feeds(rows_end_with, packing, tmp_path):
    words, matrix = ["nfirst", "second"], np.ones((2, 3), "<f4")
    body = b"".join(
        w.encode() + b" " + r.tobytes() + rows_end_with for w, r in zip(words, matrix, strict=True)
    )
    content = b"2 3\n" + body
    (tmp_path / "t").write_bytes(gzip.compress(content) if packing else content)
    assert list(load(tmp_path / "t").words) == words


def test_the_case_of_words(tmp_path):
    (tmp_path / "t.txt").write_text("Paris 1 1\nparis 2 2\nNASA 3 3\nthe 4 4\nUnited 5 5\n")
    words = ["paris", "nasa", "The", "united", "none"]
    found = load(tmp_path / "t.txt", words)
    assert dict(zip(found.words, found.matrix[:, 0].tolist(), strict=True)) == {
        "paris": 2, "nasa": 3, "The": 4, "united": 5,
    }  # fmt: skip
    assert list(load(tmp_path / "t.txt", words, case_fallback=False).words) == ["paris"]


def test_a_capital_letter_is_the_first_alone(tmp_path):
    (tmp_path / "t.txt").write_text("Don't 1 1\nNew-York 2 2\nDon'T 3 3\n")
    found = load(tmp_path / "t.txt", ["don't", "DON'T", "new-york"])
    assert found.matrix[:, 0].tolist() == [1, 1, 2]


def test_limit_normalize_and_all_but_the_top(table, tmp_path):
    write_vectors(table, tmp_path / "t.txt")
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
