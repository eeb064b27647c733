"""NumPy's arrays, with their words in a list next to them."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile

pytestmark = pytest.mark.usefixtures("home")


def load(path, vocabulary=None, **options):
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


@pytest.mark.parametrize("dtype", ["<f8", ">f4", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_other_kinds_are_converted(dtype, order, tmp_path):
    matrix = np.arange(12).reshape(4, 3).astype(dtype, order=order)
    np.save(tmp_path / "vectors.npy", matrix)
    (tmp_path / "vocab.txt").write_text("a\nb\nc\nd\n")
    table = load(tmp_path / "vectors.npy")
    assert table.matrix.dtype == np.float32
    assert np.array_equal(table.matrix, matrix.astype(np.float32))
    assert list(load(tmp_path / "vectors.npy", ["d"]).matrix[0]) == [9, 10, 11]


def test_objects_are_never_read(tmp_path):
    np.save(tmp_path / "vectors.npy", np.array([[object()]]), allow_pickle=True)
    (tmp_path / "vocab.txt").write_text("a\n")
    with pytest.raises(InputError, match="holds an array of object"):
        load(tmp_path / "vectors.npy")


def test_a_damaged_header_is_one_line(tmp_path):
    (tmp_path / "vectors.npy").write_bytes(b"\x93NUMPY\x01\x00\x05\x00{'a'}")
    (tmp_path / "vocab.txt").write_text("a\n")
    with pytest.raises(InputError, match=r"is not a .npy file that can be read"):
        load(tmp_path / "vectors.npy")
