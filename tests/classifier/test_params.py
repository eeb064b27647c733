import inspect

import numpy as np
import pytest
from sklearn.base import clone

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.params import list_parameters
from embedstudy.errors import InputError
from embedstudy.options.model import DEFAULT_DIM

SIGNATURE = inspect.signature(EmbeddingClassifier).parameters


def test_the_parameters_are_the_options():
    assert set(SIGNATURE) == set(list_parameters())


@pytest.mark.parametrize("name", SIGNATURE)
def test_the_defaults_are_those_of_the_options(name):
    expected = list_parameters()[name].default
    if name == "dim":  # the option leaves the length to the vectors, or to this default
        assert expected is None
        expected = DEFAULT_DIM
    if name == "batch_size":  # that of the option is the one recommended for its optimizer
        assert expected == 1
        expected = None
    if name == "optimizer":  # a classifier has the best one; a study has sgd
        assert expected == "sgd"
        expected = None
    default = SIGNATURE[name].default
    assert default == expected
    assert type(default) is type(expected)
    assert getattr(EmbeddingClassifier(), name) is default


def test_the_docstring_says_what_the_options_say():
    documentation = " ".join(inspect.getdoc(EmbeddingClassifier).split())
    assert "{parameters}" not in documentation
    for name, option in list_parameters().items():
        assert f"{name} : " in documentation
        assert option.help
        assert option.help in documentation


def test_a_line_of_the_docstring_shows_type_bounds_and_default():
    text = inspect.getdoc(EmbeddingClassifier)
    assert (
        "\nepochs : int\n    Most passes over the training texts. At least 1. Default: 10.\n"
        in text
    )
    assert "\nlearning_rate : float or 'auto'\n" in text
    assert "Any of" not in text
    assert "One of mean, max, concat, hier, dan, cnn. Default: mean.\n" in text
    assert "Default: random.\n" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_recommended_options_and_others():
    model = EmbeddingClassifier.recommended("dan", epochs=5, batch_size=8)
    assert (model.word_dropout, model.optimizer) == (0.3, "adam")
    assert (model.epochs, model.batch_size) == (5, 8)
    with pytest.raises(InputError, match="no encoder 'dna'; there are: dan"):
        EmbeddingClassifier.recommended("dna")


def test_cloning_keeps_values_and_does_not_copy_a_table(vectors):
    model = EmbeddingClassifier(vectors, "frozen", dim=np.int64(3))
    assert clone(model).vectors is vectors
    assert clone(model).get_params() == model.get_params()
