"""Mutants of files of vectors, in every format and archive."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors
from tests.fasttext_models import train_model
from tests.faults.mutants import Target, fuzz

FAULT_CLASS = "mutants of vectors"
WORDS = [*"abcdefghij", "the", "naïve", "日本語", "it's", "New-York", "100", "😀", "__", "x.y", "z"]
pytestmark = pytest.mark.usefixtures("home")


def make_table() -> WordVectors:
    rng = np.random.default_rng(1)
    return WordVectors(WORDS, rng.normal(size=(len(WORDS), 5)).astype(np.float32), "made-up")


def pack_zip(content: bytes, name: str = "t.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def pack_tar(content: bytes, mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        info = tarfile.TarInfo("t.txt")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda content: gzip.compress(content, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": pack_zip,
    "tar": pack_tar,
    "tar.gz": lambda content: gzip.compress(pack_tar(content), mtime=0),
}
# Their checksums cover every byte of the table.
CHECKED = {"gz", "bz2", "xz", "zip", "tar.gz"}
WRITTEN = ["t.txt", "w.vec", "t.bin", "t.npy", "t.safetensors"]
FORMAT_NAMES = {"t.txt": "glove", "w.vec": "word2vec"}


def read_whole(path: Path) -> tuple[list[str], bytes]:
    return describe(load_file(VectorFile(path)))


def read_some(path: Path) -> tuple[list[str], bytes]:
    return describe(load_file(VectorFile(path), ["the", "naïve", "unheard", "z", "Z", "films"]))


def describe(table: WordVectors) -> tuple[list[str], bytes]:
    """Make sure that a table is one, and return what it holds."""
    assert table.matrix.dtype == np.float32
    assert table.matrix.shape[0] == len(table.words) == len(set(table.words))
    assert all(isinstance(word, str) for word in table.words)
    assert np.isfinite(table.matrix).all()
    return list(table.words), table.matrix.tobytes()


def read_both(path: Path) -> object:
    """Read a table whole, through the data home, and some of its words, from the file."""
    return read_whole(path), read_some(path)


def write(folder: Path, name: str) -> Path:
    return write_vectors(make_table(), folder / name, FORMAT_NAMES.get(name))[0]


@pytest.mark.quick_faults
@pytest.mark.parametrize("name", WRITTEN)
def test_a_table_in_a_file(name, tmp_path, trials):
    path = write(tmp_path, name)
    fuzz(trials, FAULT_CLASS, path.read_bytes(), Target(path, lambda: read_both(path)))


@pytest.mark.parametrize("name", ["t.npy", "t.safetensors"])
def test_the_word_list_of_an_array(name, tmp_path, trials):
    path = write(tmp_path, name)
    words = tmp_path / "t.vocab.txt"
    target = Target(words, lambda: read_both(path), also_named=(name,))
    fuzz(trials, FAULT_CLASS, words.read_bytes(), target)


@pytest.mark.parametrize("ending", PACKERS)
def test_an_archive(ending, tmp_path, trials):
    content = write(tmp_path, "t.txt").read_bytes()
    path = tmp_path / f"t.txt.{ending}" if "tar" not in ending else tmp_path / f"t.{ending}"
    target = Target(path, lambda: read_both(path), is_checked=ending in CHECKED)
    fuzz(trials, FAULT_CLASS, PACKERS[ending](content), target)


@pytest.mark.parametrize("ending", ["gz", "zip"])
def test_what_an_archive_holds(ending, tmp_path, trials):
    content = write(tmp_path, "t.txt").read_bytes()
    path = tmp_path / f"t.txt.{ending}"
    target = Target(path, lambda: read_both(path), PACKERS[ending])
    fuzz(trials, FAULT_CLASS, content, target)


def test_a_fasttext_model(tmp_path, trials):
    path = tmp_path / "m.bin"
    train_model(path, bucket=20)
    fuzz(trials, FAULT_CLASS, path.read_bytes(), Target(path, lambda: read_both(path)))


def test_an_npz_archive(tmp_path, trials):
    path = tmp_path / "t.npz"
    table = make_table()
    np.savez(path, words=np.array(table.words), vectors=table.matrix)
    fuzz(trials, FAULT_CLASS, path.read_bytes(), Target(path, lambda: read_both(path)))


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors", "config.json"])
def test_a_package_of_model2vec(file, tmp_path, trials):
    folder, table = tmp_path / "potion", make_table()
    folder.mkdir()
    vocabulary = {word: row for row, word in enumerate(table.words)}
    tokenizer = {"model": {"type": "WordPiece", "vocab": vocabulary}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "config.json").write_text(json.dumps({"model_type": "model2vec", "normalize": True}))
    (folder / "model.safetensors").write_bytes(save({"embeddings": table.matrix}))
    path = folder / file
    target = Target(path, lambda: read_both(folder), also_named=(folder.name,))
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target)


@pytest.mark.quick_faults
def test_one_table_is_read_back_equal_from_every_format(tmp_path, trials):
    for count in range(trials.scaled(100, at_least=5)):
        numbers = np.random.default_rng((trials.seed, count))
        matrix = numbers.normal(size=(len(WORDS), int(numbers.integers(1, 9))))
        matrix *= 10.0 ** numbers.integers(-30, 30, size=matrix.shape)
        table = WordVectors(WORDS, matrix.astype(np.float32), "made-up")
        for name in WRITTEN:
            with trials.run("one table in five formats", f"{name}, table {count}"):
                folder = tmp_path / f"{count}"
                folder.mkdir(exist_ok=True)
                path = write_vectors(
                    table,
                    folder / name,
                    FORMAT_NAMES.get(name),
                )[0]
                options = VectorOptions()
                back = load_file(VectorFile(path), None, options)
                assert list(back.words) == WORDS
                is_equal = back.matrix.tobytes() == table.matrix.tobytes()
                assert is_equal, "another table"
