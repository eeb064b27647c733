"""``embedstudy vectors neighbors``."""

import json

from embedstudy import load_vectors
from tests.cli.runner import call

GLOVE = "glove-6b-50d"


def test_neighbors_are_those_of_the_table():
    arguments = ("vectors", "neighbors", GLOVE, "terrible", "wonderful", "--topn", "4", "-q")
    rows = json.loads(call(*arguments, "--json").stdout)["neighbors"]
    table = load_vectors(GLOVE, progress=False)
    assert [(row["neighbor"], row["cosine"]) for row in rows] == [
        pair for word in ("terrible", "wonderful") for pair in table.neighbors(word, 4)
    ]
    shown = call(*arguments).stdout
    assert "horrible" in shown
    assert "amazing" in shown
