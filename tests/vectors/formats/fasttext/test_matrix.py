"""The matrix of a fastText model: dense and quantized."""

import gzip
import struct

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.fasttext.layout import FastTextHeader, FastTextReader
from embedstudy.vectors.formats.fasttext.matrix import ProductQuantizer, read_matrix
from embedstudy.vectors.formats.streams import open_vectors

DIM, N_ROWS = 5, 4000
MATRIX = np.random.default_rng(0).normal(size=(N_ROWS, DIM)).astype("<f4")
HEADER = FastTextHeader("skipgram", DIM, 3, 6, N_ROWS - 10, 10, 0, -1)
DENSE = (
    b"\0" + struct.pack("<qq", N_ROWS, DIM) + MATRIX.tobytes()
    + b"\0" + struct.pack("<qq", 1, DIM) + bytes(4 * DIM)
)  # fmt: skip


def make_keys(n_words, seed, rows=N_ROWS):
    rng = np.random.default_rng(seed)
    return np.sort(
        (rng.integers(0, rows, 6 * n_words) << 32) | rng.integers(0, n_words, 6 * n_words)
    )


def expected_sums(keys, matrix, n_words):
    sums = np.zeros((n_words, matrix.shape[1]), np.float32)
    for key in keys.tolist():
        sums[key & 0xFFFFFFFF] += matrix[key >> 32]
    return sums


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("n_words", [1, 30, 2000])
def test_rows_of_words_are_added_up(is_packed, n_words, tmp_path, monkeypatch):
    # Few rows at once, so that there are many reads of one row and of several.
    monkeypatch.setattr("embedstudy.vectors.formats.fasttext.matrix.BLOCK_BYTES", 100 * 4 * DIM)
    monkeypatch.setattr("embedstudy.vectors.formats.fasttext.matrix.BYTES_A_READ", 40)
    (tmp_path / "m").write_bytes(gzip.compress(DENSE) if is_packed else DENSE)
    keys = make_keys(n_words, n_words)
    with open_vectors(tmp_path / "m") as stream:
        matrix = read_matrix(FastTextReader(stream, "m"), HEADER)
        sums = np.zeros((n_words, DIM), np.float32)
        middle = np.searchsorted(keys, N_ROWS // 2 << 32)
        for part in (keys[:middle], keys[middle:]):
            matrix.add_up(part, sums)
        assert (matrix.open_rows() is None) == is_packed
    assert sums.tobytes() == expected_sums(keys, MATRIX, n_words).tobytes()


def test_rows_in_any_order(tmp_path):
    (tmp_path / "m").write_bytes(DENSE)
    with open_vectors(tmp_path / "m") as stream:
        table = read_matrix(FastTextReader(stream, "m"), HEADER).open_rows()
    assert np.array_equal(table[np.array([3999, 0, 7])], MATRIX[[3999, 0, 7]])
    assert isinstance(table, np.memmap)


def write_quantized(codes, centroids, part, last_part, norms=None):
    n_parts, dim = codes.shape[1], len(centroids) // 256
    content = struct.pack("<bbqqi", 1, norms is not None, len(codes), dim, codes.size)
    content += codes.tobytes() + struct.pack("<4i", dim, n_parts, part, last_part)
    content += centroids.astype("<f4").tobytes()
    if norms is not None:
        norm_codes, norm_centroids = norms
        content += norm_codes.tobytes() + struct.pack("<4i", 1, 1, 1, 1)
        content += norm_centroids.astype("<f4").tobytes()
    return content


@pytest.mark.parametrize("has_norms", [False, True])
def test_a_quantized_matrix(has_norms, tmp_path):
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 256, (20, 3)).astype(np.uint8)  # parts of 2, 2 and 1 numbers
    centroids = rng.normal(size=256 * DIM).astype(np.float32)
    norms = (codes[:, 0], rng.normal(size=256).astype(np.float32)) if has_norms else None
    first, second, third = np.split(centroids, [512, 1024])
    rows = np.concatenate(
        [
            first.reshape(256, 2)[codes[:, 0]],
            second.reshape(256, 2)[codes[:, 1]],
            third.reshape(256, 1)[codes[:, 2]],
        ],
        axis=1,
    )
    if norms:
        rows *= norms[1][norms[0]][:, None]
    content = write_quantized(codes, centroids, 2, 1, norms)
    (tmp_path / "m").write_bytes(content)
    header = FastTextHeader("supervised", DIM, 3, 6, 10, 10, 0, -1)
    with open_vectors(tmp_path / "m") as stream:
        matrix = read_matrix(FastTextReader(stream, "m"), header)
    assert matrix.open_rows().shape == (20, DIM)
    assert np.array_equal(matrix.open_rows()[np.arange(20)], rows)
    keys = make_keys(4, 0, rows=20)
    sums = np.zeros((4, DIM), np.float32)
    matrix.add_up(keys, sums)
    assert sums.tobytes() == expected_sums(keys, rows, 4).tobytes()
    for size in (1, 30, len(content) - 1):
        (tmp_path / "m").write_bytes(content[:size])
        with open_vectors(tmp_path / "m") as stream, pytest.raises(InputError, match="bytes early"):
            read_matrix(FastTextReader(stream, "m"), header)


def test_codes_of_parts():
    quantizer = ProductQuantizer(1, 1, np.arange(512, dtype=np.float32))
    assert quantizer.decode(np.array([[3, 5]], np.uint8)).tolist() == [[3, 256 + 5]]


@pytest.mark.parametrize(
    ("content", "header", "message"),
    [
        (b"\2" + DENSE[1:], HEADER, "its matrix has no known type"),
        (DENSE[:9] + struct.pack("<q", 6) + DENSE[17:], HEADER, "its matrix is 4000 x 6"),
        (DENSE[:1] + struct.pack("<q", 10**17) + DENSE[9:], HEADER, r"ends [\d,]+ bytes early"),
        (DENSE, FastTextHeader("supervised", DIM, 3, 6, 50, 10, 0, 20), "get its newer version"),
        (
            write_quantized(np.zeros((20, 3), np.uint8), np.zeros(256 * DIM), 2, 2),
            FastTextHeader("supervised", DIM, 3, 6, 10, 10, 0, -1),
            "its quantizer does not fit its matrix",
        ),
    ],
)
def test_a_matrix_that_does_not_fit(content, header, message, tmp_path):
    (tmp_path / "m").write_bytes(content)
    with open_vectors(tmp_path / "m") as stream, pytest.raises(InputError, match=message):
        read_matrix(FastTextReader(stream, "m"), header)
