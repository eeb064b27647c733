"""``embedstudy neighbors``."""

import json

from tests.cli.runner import call


def test_neighbours_of_any_word(quick):
    result = call("neighbors", quick, "terrible", "it's", "--topn", "3")
    assert result.exit_code == 0
    for expected in ("neighbours of terrible", "horrible", "random-before", "pretrained"):
        assert expected in result.stdout
    assert "no vector" in result.stdout  # of it's
    rows = json.loads(call("neighbors", quick, "terrible", "--topn", "4", "--json").stdout)
    assert len(rows["neighbors"]) == 4 * 4


def test_an_unknown_word_offers_spellings(quick):
    result = call("neighbors", quick, "terible")
    assert result.exit_code == 2
    assert "nearest spellings: terrible" in result.stderr
    assert call("neighbors", quick, "terrible", "--topn", "0").exit_code == 2


def test_a_space_without_the_word_is_still_a_column(quick):
    result = call("neighbors", quick, "it's")
    assert "pretrained" in result.stdout
    assert "no vector" in result.stdout
    document = json.loads(call("neighbors", quick, "it's", "--json").stdout)
    assert document["spaces"] == ["random-before", "random", "pretrained", "finetuned"]
