"""safetensors, compared with those of the library."""

import numpy as np
import pytest

from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats.safetensors import SAFETENSORS
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["the", "good", "naïve", "映画", "don't"]
TABLE = WordVectors(WORDS, np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32), "t")


def load(path, vocabulary=None, **options):
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


def test_safetensors_are_those_of_the_library(tmp_path):
    from safetensors.numpy import load_file as peer_load
    from safetensors.numpy import save_file

    write_vectors(TABLE, tmp_path / "ours.safetensors")
    assert np.array_equal(peer_load(tmp_path / "ours.safetensors")["vectors"], TABLE.matrix)
    save_file({"embedding": TABLE.matrix.astype(np.float16)}, tmp_path / "theirs.safetensors")
    (tmp_path / "theirs.txt").write_bytes("\n".join(WORDS).encode())
    table = load(tmp_path / "theirs.safetensors")
    with np.errstate(over="ignore"):
        half = TABLE.matrix.astype(np.float16).astype(np.float32)
    assert np.array_equal(table.matrix, half)


def test_a_header_of_json_is_recognized(tmp_path):
    assert SAFETENSORS.matches((8).to_bytes(8, "little") + b'{"a": 1}', tmp_path)
    assert not SAFETENSORS.matches((1 << 40).to_bytes(8, "little") + b'{"a": 1}', tmp_path)
    assert not SAFETENSORS.matches(b"a 1 2\n", tmp_path)
