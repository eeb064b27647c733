"""``embedstudy vectors evaluate``."""

import json

import pytest

from tests.cli.runner import call

GLOVE = "glove-6b-50d"


def test_evaluate_as_json_and_as_a_table():
    arguments = ("vectors", "evaluate", GLOVE, "--among", 1500, "--quiet")
    rows = json.loads(call(*arguments, "--json").stdout)["evaluation"]
    assert [row["task"] for row in rows[:3]] == ["WordSim-353", "SimLex-999", "Google analogies"]
    assert rows[0]["score"] == pytest.approx(0.5033, abs=1e-4)  # by gensim itself, whole table
    assert (rows[0]["covered"], rows[0]["total"]) == (353, 353)
    assert (rows[1]["covered"], rows[1]["total"]) == (998, 999)
    assert rows[-1]["section"] == "total"
    assert 0 < rows[-1]["covered"] < rows[-1]["total"] == 19_544
    shown = call(*arguments).stdout
    for expected in ("WordSim-353", "50.3", "capital-common-countries", "19,544"):
        assert expected in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["neighbors", GLOVE, "good", "terible"], "nearest spellings: terrible"),
        (["neighbors", GLOVE, "good", "--topn", "0"], "topn is 0"),
        (["neighbors", "glove", "good"], "no vectors 'glove'"),
        (["evaluate", "glove"], "no vectors 'glove'"),
        (["evaluate", GLOVE, "--among", "0"], "among is 0"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message):
    result = call("vectors", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
