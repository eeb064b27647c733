"""The page as a browser gets it."""

import re
from dataclasses import replace

import pytest

from embedstudy.report.initializers import REPORT
from tests.report.made_up import made_up
from tests.report.tree import Tree

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> $x$ \u202e{{ 7 * 7 }} \udc80"


@pytest.fixture(scope="module")
def content():
    return REPORT.render(made_up(command="embedstudy initializers x")).decode()


@pytest.fixture(scope="module")
def tree(content):
    return Tree(content)


def test_every_figure_says_in_words_what_it_shows(tree):
    figures = tree.all("svg")
    assert len(figures) == 4 + 3  # a panel an initializer, and three charts
    for figure in figures:
        assert figure["role"] == "img"
        assert figure["aria-labelledby"] == f"{figure['id']}-title {figure['id']}-desc"
    text = " ".join(tree.texts)
    assert "Ones 65.0, seeds 60.0, 70.0" in text
    assert "1.500, 0.800, 0.600" in text


def test_headings_and_landmarks(tree):
    assert [len(tree.all(tag)) for tag in ("h1", "main", "header", "footer")] == [1] * 4
    headings = [tag for tag, _ in tree.elements if re.fullmatch("h[1-6]", tag)]
    assert set(headings) == {"h1", "h2"}
    assert next(a for a in tree.all("a") if a["class"] == "skip")["href"] == "#content"
    assert all(th["scope"] in ("col", "row") for th in tree.all("th"))


def test_the_answer_comes_first_and_the_rest_is_folded(content, tree):
    parts = ('id="answer"', "Zeros never moved", 'id="scores"', 'id="learning"', "<details")
    places = [content.index(part) for part in parts]
    assert places == sorted(places)
    assert len(tree.all("details")) == 3
    assert next(b for b in tree.all("button"))["data-copies"] == "command"


def test_a_model_of_one_class_has_no_agreement(content):
    assert "<td>one class</td>" in content
    assert "each network gives every text the same class" in content
    assert "one class" not in REPORT.render(made_up("HeNormal()")).decode().lower()


def test_tables_have_every_number(tree):
    text = " ".join(tree.texts)
    for number in ("1.500", "0.600", "74.0", "76.0", "63.0", "1 → 1", "50 → 50", "0 → 0"):
        assert number in text
    assert "minval=-0.05, maxval=0.05" in text


def test_a_hostile_name_is_text_everywhere():
    starts = made_up(dataset=HOSTILE, command=f"embedstudy initializers {HOSTILE}")
    tree = Tree(REPORT.render(starts).decode())
    assert len(tree.all("script")) == 1
    assert not tree.all("img")
    shown = HOSTILE.replace("\udc80", r"\udc80")
    assert sum(shown in text for text in tree.texts) == 4  # title, heading, command, data set


def test_a_hostile_initializer_is_text_in_figures_too():
    starts = made_up("HeNormal()")
    label = "</svg><script>alert`1`</script> $x$"
    name = f"{label}(a)"
    rows = tuple(replace(row, initializer=name) for row in starts.rows)
    tree = Tree(REPORT.render(replace(starts, rows=rows, agreement={name: 1.0})).decode())
    assert len(tree.all("script")) == 1
    # The heading of a panel, titles and descriptions, and rows of three tables; charts clip it.
    assert sum(label in text for text in tree.texts) >= 8


def test_many_epochs_and_one():
    many = REPORT.render(
        made_up("HeNormal()", losses=tuple(1 / (i + 1) for i in range(300)))
    ).decode()
    assert "10 of 300 epochs; all are in starts.csv" in many
    assert "1 epoch," in REPORT.render(made_up("HeNormal()", losses=(0.5,))).decode()
