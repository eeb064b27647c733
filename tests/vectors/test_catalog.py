import inspect

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.options.declaration import list_options
from embedstudy.options.vectors import VectorOptions


@pytest.fixture(scope="module")
def whole():
    return load_vectors("glove-6b-50d", progress=False)


def test_the_whole_table_is_memory_mapped(whole):
    assert isinstance(whole.matrix, np.memmap)
    assert whole.matrix.shape == (400_000, 50)
    assert whole.matrix.dtype == np.float32
    # The first numbers of glove.6B.50d.txt as Stanford publishes it.
    np.testing.assert_allclose(whole["the"][:3], [0.418, 0.24968, -0.41242], rtol=1e-6)


def test_a_vocabulary_keeps_its_own_rows_alone(whole):
    words = ["terrible", "no-such-word", "the", "terrible"]
    table = load_vectors("glove-6b-50d", vocabulary=words, progress=False)
    assert table.words == ["terrible", "the"]
    assert not isinstance(table.matrix, np.memmap)
    assert table.matrix.flags.c_contiguous
    for word in table.words:
        assert np.array_equal(table[word], whole[word])


def test_odd_vocabularies():
    with pytest.raises(InputError, match="not one string"):
        load_vectors("glove-6b-50d", vocabulary="good", progress=False)
    odd = [np.str_("good"), "\ud800", 7, ""]
    table = load_vectors("glove-6b-50d", vocabulary=odd, progress=False)
    assert table.words == ["good", "7"]
    assert type(table.words[0]) is str
    assert len(load_vectors("glove-6b-50d", vocabulary=[], progress=False)) == 0


def test_neighbours_make_sense(whole):
    assert "horrible" in dict(whole.neighbors("terrible", 3))


def test_unknown_vectors_are_an_input_error():
    with pytest.raises(InputError, match="nearest: glove-6b-50d"):
        load_vectors("glove", progress=False)


def test_the_signature_is_that_of_the_declared_options():
    parameters = inspect.signature(load_vectors).parameters
    declared = {option.name: option.default for option in list_options(VectorOptions)}
    keywords = {name: parameters[name].default for name in declared}
    assert keywords == declared
    assert list(parameters) == ["name", "vocabulary", *declared, "progress"]
