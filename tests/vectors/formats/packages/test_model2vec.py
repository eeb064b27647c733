"""Folders of model2vec: safetensors and a tokenizer."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.packages.model2vec import is_model

pytestmark = pytest.mark.usefixtures("home")

TOKENS = ["[PAD]", "good", "film", "##s"]
MATRIX = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)


def write(folder, arrays, vocabulary=None):
    folder.mkdir(exist_ok=True)
    save_file(arrays, folder / "model.safetensors")
    if vocabulary is None:
        vocabulary = {token: row for row, token in enumerate(TOKENS)}
    tokenizer = {"model": {"type": "WordPiece", "vocab": vocabulary}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    return folder


@pytest.mark.parametrize("vocabulary", [None, [[token, -1.0] for token in TOKENS]])
def test_tokens_and_their_rows(vocabulary, tmp_path):
    folder = write(tmp_path / "m", {"embeddings": MATRIX}, vocabulary)
    assert is_model(folder)
    assert not is_model(tmp_path)
    table = load_vectors(folder)
    assert list(table.words) == TOKENS
    assert np.array_equal(table.matrix, MATRIX)
    assert load_vectors(folder, ["Film", "no"]).words == ["Film"]
    assert load_vectors(folder, limit=2).words == TOKENS[:2]


def test_weights_and_mapped_rows(tmp_path):
    weights = np.array([1, 2, 0.5, 4], np.float64)
    mapping = np.array([0, 1, 1, 0])
    arrays = {"embeddings": MATRIX[:2].astype(np.float16), "weights": weights, "mapping": mapping}
    table = load_vectors(write(tmp_path / "m", arrays))
    expected = MATRIX[:2].astype(np.float16)[mapping].astype(np.float32)
    assert np.array_equal(table.matrix, expected * weights[:, None].astype(np.float32))
    assert table.reading == "read m: vectors from array embeddings times array weights"


def test_faulty_models(tmp_path):
    folder = write(tmp_path / "a", {"embeddings": MATRIX[:2]})
    with pytest.raises(InputError, match="token 3 has no row; there are 2 rows"):
        load_vectors(folder)
    folder = write(tmp_path / "b", {"x": MATRIX, "y": MATRIX})
    with pytest.raises(InputError, match=r"holds 2 tables .*'#': x 4 x 3, y 4 x 3"):
        load_vectors(folder)
    assert np.array_equal(load_vectors(f"{folder}#y").matrix, MATRIX)
    for vocabulary in ({"a": "b"}, {"a": -1}, {"a": 10**40}, "no", [1]):
        folder = write(tmp_path / "c", {"embeddings": MATRIX}, vocabulary)
        with pytest.raises(InputError, match=r"tokenizer\.json: is not a tokenizer"):
            load_vectors(folder)
    (folder / "model.safetensors").write_bytes(b"\x05\0\0\0\0\0\0\0{}")
    with pytest.raises(InputError, match=r"model\.safetensors: cannot be read"):
        load_vectors(folder)
