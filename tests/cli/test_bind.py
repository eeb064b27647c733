"""Commands made from functions."""

from typing import Annotated, Any

import pytest

from embedstudy.cli.bind import Argument, Only, make_command, read_value
from embedstudy.errors import InputError
from embedstudy.options.declaration import list_options
from embedstudy.options.model import ComparedModelOptions, ModelOptions
from embedstudy.options.running import OutputOptions
from embedstudy.options.study import StudyOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.tuning import TuningOptions
from embedstudy.options.vectors import VectorOptions
from tests.cli.runner import call

GROUPS = (StudyOptions, TextOptions, ComparedModelOptions, TuningOptions, VectorOptions)
OPTIONS = {option.name: option for group in GROUPS for option in list_options(group)}


@make_command("embedstudy toy x")
def toy(
    *words: Annotated[str, Argument("WORD...", "Words.")],
    given: Annotated[dict[str, Any], ModelOptions, Only("learning_rate", group=TuningOptions)],
    text: Annotated[TextOptions, Only("tokenizer")],
    output: OutputOptions,
) -> None:
    """Do nothing."""
    raise RuntimeError(words, given, text, output)


def called(*words, **texts):
    with pytest.raises(RuntimeError) as caught:
        toy(*words, **texts)
    return caught.value.args


def test_a_command_gets_groups_and_what_was_given():
    words, given, text, output = called("a", "b", dropout="0.5", nesterov=True, json=True)
    assert words == ("a", "b")
    assert given == {"dropout": 0.5, "nesterov": True}
    assert text == TextOptions()
    assert output == OutputOptions(json=True)


def test_only_the_options_that_are_named_are_flags():
    assert {"learning_rate", "tokenizer", "dropout", "json", "quiet"} <= toy.options.keys()
    assert not {"tune", "max_tokens"} & toy.options.keys()
    assert list(toy.arguments) == ["words"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("seeds", "3", 3),
        ("seeds", "many", "many"),  # the group refuses it
        ("seeds", "1_0", "1_0"),
        ("seeds", "\u0663", "\u0663"),
        ("dropout", "0.\uff15", "0.\uff15"),
        ("dropout", "0", 0.0),
        ("learning_rate", "auto", "auto"),
        ("learning_rate", "1e-3", 0.001),
        ("train_sizes", "100, 300,all", (100, 300, "all")),
        ("strategies", ["random, frozen", "zeros,"], ("random", "frozen", "zeros")),
        ("optimizer", ["sgd,adam"], ("sgd", "adam")),
        ("vectors", ["a, b.txt", ""], ("a, b.txt", "")),
        ("nesterov", True, True),
        ("case_fallback", False, False),
    ],
)
def test_values_are_read_as_their_option_has_them(name, text, value):
    read = read_value(OPTIONS[name], text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("name", "text"), [("train_sizes", ""), ("strategies", [" , "])])
def test_a_list_without_a_value_is_refused(name, text):
    with pytest.raises(InputError, match=f"{OPTIONS[name].flags[0]} is empty; give "):
        read_value(OPTIONS[name], text)


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["--dropout", "-x", "a"], ["--dropout=-x", "a"]),
        (["--tokenizer", "-", "--json", "-x"], ["--tokenizer=-", "--json", "-x"]),
        (["--dropout", "--json"], ["--dropout", "--json"]),
        (["--dropout", "--seed=3"], ["--dropout=--seed=3"]),
        (["--dropout", "--epochs=3"], ["--dropout", "--epochs=3"]),
        (["a", "--", "--dropout", "-x"], ["a", "--", "--dropout", "-x"]),
    ],
)
def test_values_that_begin_with_a_dash_are_joined_to_their_flags(words, joined):
    assert toy.join_values(words) == joined


@make_command("embedstudy toy")
def case(*, vectors: VectorOptions) -> None:
    """Do nothing."""


def test_a_flag_and_its_opposite_exclude_each_other():
    with pytest.raises(InputError, match="--case-fallback and --no-case-fallback exclude each"):
        case.join_values(["--case-fallback", "--no-case-fallback"])
    for words in (["--no-case-fallback"] * 2, ["--case-fallback", "--", "--no-case-fallback"]):
        assert case.join_values(words) == words


def test_a_group_refuses_a_value_as_it_does_in_python():
    with pytest.raises(InputError) as by_command:
        called(tokenizer="tree")
    with pytest.raises(InputError) as by_group:
        TextOptions(tokenizer="tree")
    assert str(by_command.value) == str(by_group.value)


@pytest.mark.parametrize(
    "flags",
    [
        ["--case-fallback", "--no-case-fallback"],
        ["--case-fallback=false", "--case-fallback"],
        ["--normalize", "--normalize=no"],
    ],
)
def test_of_two_values_of_a_flag_none_wins(flags):
    result = call("compare", "a.csv", *flags)
    assert result.exit_code == 2
    assert "exclude each other: give one of them" in result.stderr
