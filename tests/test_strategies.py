"""The table of strategies holds all that a strategy is."""

import pytest

from embedstudy.baselines import Baseline
from embedstudy.errors import InputError
from embedstudy.report.palette import COLOURS
from embedstudy.strategies import (
    STRATEGIES,
    find_start,
    find_strategy,
    list_space_kinds,
    list_strategies_beginning_as,
    uses_vectors,
)


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_can_be_drawn(name):
    strategy = STRATEGIES[name]
    assert strategy.title
    assert strategy.colour in COLOURS
    assert strategy.colour != Baseline.colour
    assert strategy.marker
    assert len(strategy.sign) == 1
    if not strategy.is_control:
        assert strategy.begins_as


def test_no_two_strategies_look_the_same():
    entries = STRATEGIES.values()
    for trait in ("title", "colour", "marker", "sign"):
        assert len({getattr(entry, trait) for entry in entries}) == len(STRATEGIES)


def test_rows_that_learn():
    learn = {name for name, entry in STRATEGIES.items() if entry.learns_rows(has_ngrams=False)}
    assert learn == {"random", "finetuned", "multichannel", "zeros"}
    # The rows of n-grams have no pretrained vector to keep.
    with_ngrams = {name for name, entry in STRATEGIES.items() if entry.learns_rows(has_ngrams=True)}
    assert with_ngrams == {*learn, "frozen"}


def test_spaces_go_from_chance_to_meaning_to_the_task():
    assert list_space_kinds() == [
        "random-before", "random", "random-frozen", "zeros", "pretrained", "frozen", "finetuned",
        "multichannel",
    ]  # fmt: skip


def test_what_a_space_was_before_training():
    assert list_strategies_beginning_as("pretrained") == ["frozen", "finetuned", "multichannel"]
    assert list_strategies_beginning_as("random-before") == ["random"]
    assert list_strategies_beginning_as("random") == []
    assert find_start("random") == "random-before"
    assert find_start("finetuned") == find_start("multichannel") == "pretrained"
    assert [find_start(kind) for kind in ("frozen", "zeros", "pretrained", "majority")] == [
        None
    ] * 4


def test_which_strategies_use_vectors():
    assert [name for name in STRATEGIES if uses_vectors(name)] == [
        "frozen", "finetuned", "multichannel",
    ]  # fmt: skip
    assert not uses_vectors("majority")


def test_a_strategy_is_looked_up_with_what_it_needs():
    assert find_strategy("frozen", has_vectors=True) is STRATEGIES["frozen"]
    with pytest.raises(InputError, match="needs vectors"):
        find_strategy("frozen", has_vectors=False)
    with pytest.raises(InputError, match="finetuned"):
        find_strategy("finetune", has_vectors=True)


@pytest.mark.parametrize("name", STRATEGIES)
def test_rows_that_do_not_learn(name):
    strategy = STRATEGIES[name]
    expected = 0 if strategy.learns else 5 if strategy.pretrained else 7
    assert strategy.frozen_rows(5, 2) == expected
