"""Signatures and docstrings of functions that take options."""

import inspect
from collections.abc import Sequence
from typing import Literal

import pytest

import embedstudy
from embedstudy.options.compare import list_names
from embedstudy.options.declaration import list_options
from embedstudy.options.model import ModelOptions
from embedstudy.options.signature import describe_default, describe_type, takes_options
from embedstudy.options.study import StudyOptions


@takes_options(StudyOptions, ModelOptions, recommended=(ModelOptions,))
def study(name, vectors=None, *, progress=True, **options):
    """Make a study.

    Parameters
    ----------
    name : str
    **options
        Replaced.
    progress : bool
    """


def test_the_signature_has_every_option():
    parameters = inspect.signature(study).parameters
    assert list(parameters)[:3] == ["name", "vectors", "oov"]
    assert list(parameters)[-1] == "progress"
    assert parameters["seeds"].default == 5
    assert parameters["seeds"].annotation is int
    assert parameters["strategies"].annotation == Sequence[str] | str
    assert parameters["train_sizes"].annotation == (
        Sequence[int | Literal["all"]] | int | Literal["all"]
    )
    assert parameters["dropout"].default is None
    assert parameters["dropout"].annotation == float | None


def test_the_docstring_has_every_option():
    text = inspect.getdoc(study)
    assert "    Runs of each strategy, one a seed. At least 1. Default: 5.\n" in text
    assert "dropout : float, optional\n    Share of the features" in text
    assert "Any of mean, max, concat, hier, dan, cnn. Default: mean.\n" in text
    assert "One of sgd, adagrad, adam, adadelta." in text
    assert "Replaced" not in text
    assert "**options" not in text


def test_compare_has_a_true_signature():
    parameters = inspect.signature(embedstudy.compare).parameters
    assert not any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    assert set(list_names()) - {"model", "data", "reading"} <= set(parameters)
    assert list(parameters)[:2] == ["dataset", "vectors"]
    documented = inspect.getdoc(embedstudy.compare)
    assert all(f"{name} : " in documented for name in parameters if name != "vectors")


@pytest.mark.parametrize(
    ("name", "kind", "default"),
    [
        ("seeds", "int", "5"),
        ("strategies", "sequence of str", "random, frozen, finetuned"),
        ("train_sizes", "sequence of int or 'all'", "all"),
        ("cv", "int", ""),
    ],
)
def test_types_and_defaults_in_words(name, kind, default):
    (option,) = (option for option in list_options(StudyOptions) if option.name == name)
    assert (describe_type(option), describe_default(option)) == (kind, default)
