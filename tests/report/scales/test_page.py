"""The page as a browser gets it."""

from dataclasses import replace

import pytest

from embedstudy.report.scales import REPORT
from tests.report.made_up_scales import make_bad_row, make_results, make_row
from tests.report.tree import Tree

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> $x$ \u202e{{ 7 * 7 }} \udc80"


@pytest.fixture(scope="module")
def content():
    return REPORT.render(make_results()).decode()


@pytest.fixture(scope="module")
def tree(content):
    return Tree(content)


def test_the_answer_comes_first_with_one_figure_and_the_rest_is_folded(content, tree):
    parts = ('id="answer"', "At most 0.1 here", 'id="passage"', "rich</em>", "<details", "Saxe")
    places = [content.index(part) for part in parts]
    assert places == sorted(places)
    assert len(tree.all("svg")) == 1
    assert len(tree.all("details")) == 3
    assert all(th["scope"] in ("col", "row") for th in tree.all("th"))


def test_the_table_has_the_numbers(tree):
    text = " ".join(tree.texts)
    for number in ("75.0", "0.41", "87.5", "0.999", "0.052", "0.10", "embedstudy initializers x"):
        assert number in text
    assert "in at most 1 direction here, one fewer than there are classes" in text


def test_only_mean_has_the_statement_on_its_directions():
    results = make_results()
    document = REPORT.render(results).decode().replace("mean of word vectors", "")
    assert "under a linear layer moves the words" in document
    of_max = replace(results, conditions=replace(results.conditions, encoder="max"))
    assert "under a linear layer moves the words" not in REPORT.render(of_max).decode()


def test_what_went_wrong_is_named():
    rows = make_row(0.1, 0), make_bad_row(1.0, 0), make_bad_row(1.0, 1, "unstable")
    text = " ".join(Tree(REPORT.render(make_results(*rows, notes=("at an edge",))).decode()).texts)
    assert "at an edge" in text
    assert "at 1, seed 0, rate 3: diverged, the loss is not finite" in text
    assert "A hollow mark is a start" in text


def test_a_hostile_name_is_text_everywhere():
    rows = make_row(0.1, 0, initializer=HOSTILE), make_row(0.1, 0)
    tree = Tree(REPORT.render(make_results(*rows, dataset=HOSTILE)).decode())
    assert len(tree.all("script")) == 1
    assert not tree.all("img")
