"""Every format, both ways, beside gensim."""

import bz2
import gzip
import zipfile

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy.errors import InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.read_table import check_whole
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


def same(one: WordVectors, expected: WordVectors) -> bool:
    return list(one.words) == list(expected.words) and np.array_equal(one.matrix, expected.matrix)


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


@pytest.mark.parametrize("binary", [True, False])
def test_we_read_what_gensim_writes(table, binary, tmp_path):
    theirs = KeyedVectors(table.dim)
    theirs.add_vectors(list(table.words), table.matrix)
    theirs.save_word2vec_format(str(tmp_path / "t"), binary=binary)
    assert same(load(tmp_path / "t"), table)


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


@pytest.mark.parametrize("kind", [name for name, entry in FORMATS.items() if entry.write])
@pytest.mark.parametrize("packing", ["", ".gz", ".zip"])
def test_a_whole_file_is_told_from_one_that_is_cut(table, kind, packing, tmp_path):
    path = tmp_path / f"v{FORMATS[kind].endings[0]}"
    write_vectors(table, path, kind)
    if packing:
        packed = path.with_name(path.name + packing)
        if packing == ".gz":
            packed.write_bytes(gzip.compress(path.read_bytes()))
        else:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(path, path.name)
        path.unlink()
        path = packed
    for extra in tmp_path.glob("*.txt"):  # the words of an array come on their own
        if extra != path:
            extra.unlink()
    content = path.read_bytes()
    check_whole(path)
    for end in (len(content) // 2, len(content) - 7):
        path.write_bytes(content[:end])
        with pytest.raises(InputError):
            check_whole(path)


def test_a_row_that_cannot_be_read_is_no_sign_of_a_cut(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("the 0.1 0.2\nof 0.3\nand 0.5 0.6\n")
    check_whole(path)
    path.write_text("the 0.1 0.2\nof 0.3 0.4\nand 0.5")
    with pytest.raises(InputError, match="its last row is cut off"):
        check_whole(path)


def test_of_several_files_in_an_archive_nothing_is_asked(tmp_path):
    with zipfile.ZipFile(tmp_path / "v.zip", "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, "the 0.1 0.2\nof 0.3 0.4\nand 0.5")
    check_whole(tmp_path / "v.zip")
    with pytest.raises(InputError, match="cut off"):
        check_whole(tmp_path / "v.zip", "a.txt")


def test_a_pickle_is_not_opened_for_it(tmp_path):
    (tmp_path / "v.kv").write_bytes(b"\x80\x04\x95whatever")
    check_whole(tmp_path / "v.kv")


@pytest.mark.parametrize("content", [b'{"error": 1}', b"<?xml version='1.0'?><Error/>", b""])
def test_what_is_no_file_of_vectors_is_refused(tmp_path, content):
    (tmp_path / "v.vec").write_bytes(content)
    with pytest.raises(InputError):
        check_whole(tmp_path / "v.vec")
