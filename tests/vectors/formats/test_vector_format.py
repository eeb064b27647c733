import io

import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.vector_format import TableFile
from embedstudy.vectors.vector_file import VectorFile


def test_words_come_from_the_list_next_to_the_array(tmp_path):
    (tmp_path / "v.txt").write_text("good\nbad\n")
    file = TableFile(io.BytesIO(), VectorFile(tmp_path / "v.npy"))
    assert list(file.words()) == [b"good", b"bad"]


def test_words_come_from_the_given_list(tmp_path):
    (tmp_path / "v.txt").write_text("good\nbad\n")
    (tmp_path / "other.txt").write_text("one\ntwo\n")
    file = TableFile(
        io.BytesIO(), VectorFile(tmp_path / "v.npy", words_path=tmp_path / "other.txt")
    )
    assert list(file.words()) == [b"one", b"two"]


def test_an_array_without_words_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"v\.npy"):
        list(TableFile(io.BytesIO(), VectorFile(tmp_path / "v.npy")).words())
