"""The page as a browser gets it."""

import math
import re
from dataclasses import replace

import pytest

from embedstudy.report.initializers import page, write_page
from embedstudy.report.initializers.figures import draw_accuracy, draw_losses, draw_units
from embedstudy.report.initializers.summary import summarize
from embedstudy.results.initializers import write_starts
from tests.report.made_up import made_up
from tests.report.tree import Tree, assert_ids_are_right, assert_self_contained

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> $x$ \u202e{{ 7 * 7 }} \udc80"


@pytest.fixture(scope="module")
def content():
    return page(made_up(command="embedstudy initializers x")).decode()


@pytest.fixture(scope="module")
def tree(content):
    return Tree(content)


def test_the_same_numbers_give_the_same_bytes(content):
    assert page(made_up(command="embedstudy initializers x")).decode() == content


def test_nothing_is_loaded_and_nothing_runs(content, tree):
    assert not re.search(r"https?://|@import|<script|<iframe|<object|javascript:", content)
    assert_self_contained(content, tree)


def test_ids_are_unique_and_what_refers_to_them_finds_them(tree):
    assert_ids_are_right(tree)


def test_every_figure_says_in_words_what_it_shows(tree):
    figures = tree.all("svg")
    assert len(figures) == 4 + 3  # a panel an initializer, and three charts
    for figure in figures:
        assert figure["role"] == "img"
        assert figure["aria-labelledby"] == f"{figure['id']}-title {figure['id']}-desc"
    text = " ".join(tree.texts)
    assert "Ones 60.0, 70.0" in text
    assert "1.500, 0.800, 0.600" in text


def test_headings_and_landmarks(tree):
    assert [len(tree.all(tag)) for tag in ("h1", "main", "header", "footer")] == [1] * 4
    headings = [tag for tag, _ in tree.elements if re.fullmatch("h[1-6]", tag)]
    assert set(headings) == {"h1", "h2"}
    assert next(a for a in tree.all("a") if a["class"] == "skip")["href"] == "#content"
    assert all(th["scope"] in ("col", "row") for th in tree.all("th"))


def test_tables_have_every_number(tree):
    text = " ".join(tree.texts)
    for number in ("1.500", "0.600", "74.0", "76.0", "63.0", "1 → 1", "50 → 50", "0 → 0"):
        assert number in text
    assert "minval=-0.05, maxval=0.05" in text


def test_a_hostile_name_is_text_everywhere():
    made = made_up(dataset=HOSTILE, command=f"embedstudy initializers {HOSTILE}")
    tree = Tree(page(made).decode())
    assert not tree.all("script")
    assert not tree.all("img")
    shown = HOSTILE.replace("\udc80", "?")
    assert sum(shown in text for text in tree.texts) == 4  # title, lead, command, data set


def test_a_hostile_initializer_is_text_in_figures_too():
    starts = made_up("HeNormal()")
    label = "</svg><script>alert`1`</script> $x$"
    name = f"{label}(a)"
    rows = [replace(row, initializer=name) for row in starts.rows]
    tree = Tree(page(replace(starts, rows=rows, agreement={name: 1.0})).decode())
    assert not tree.all("script")
    # The heading of a panel, titles and descriptions, rows of three tables and of three charts.
    assert sum(label in text for text in tree.texts) >= 10


def places(chart, group):
    """The middle of each mark of a scatter."""
    (marks,) = re.findall(rf'<g id="[a-z]+-{group}">(.*?)\n   ?</g>', chart.body, re.DOTALL)
    return [(float(x), float(y)) for x, y in re.findall(r'<use [^>]*x="(.*?)" y="(.*?)"', marks)]


def test_every_seed_is_a_dot_where_its_accuracy_is():
    chart = draw_accuracy(summarize(made_up("Ones()", "HeNormal()")), 0.5)
    ones, he = places(chart, "seeds-of-0"), places(chart, "seeds-of-1")
    assert len(ones) == len(he) == 2
    (x60, _), (x70, _), (x74, _), (x76, _) = *ones, *he
    assert (x74 - x60) / (x70 - x60) == pytest.approx(1.4, abs=0.01)
    assert (x76 - x60) / (x70 - x60) == pytest.approx(1.6, abs=0.01)
    assert max(y for _, y in ones) < min(y for _, y in he)  # rows from the top
    assert "most frequent class" in chart.body


def test_panels_share_their_axes_and_show_the_mean_over_seeds():
    panels = draw_losses(summarize(made_up("Ones()", "HeNormal()")), 2)
    labels = [re.findall(r"<text [^>]*>([^<]*)</text>", panel.body) for panel in panels]
    assert labels[0] == labels[1] == ["1", "3", "0.25", "0.5", "1"]
    (line,) = re.findall(r'<g id="loss-0-mean">\s*<path d="([^"]*)"', panels[0].body)
    points = re.findall(r"[ML] (\S+) (\S+)", line)
    heights = [float(y) for _, y in points]
    assert len(points) == 3
    shown = (heights[1] - heights[0]) / (heights[2] - heights[0])
    expected = math.log(1.5 / 0.8) / math.log(1.5 / 0.6)
    assert shown == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("losses", [(0.0, 0.0), (0.7, 1e-9), (0.5,), (0.7, 0.7)])
def test_losses_of_any_size_can_be_drawn(losses):
    found = summarize(made_up("HeNormal()", losses=losses))
    assert draw_losses(found, 2)[0].description == ", ".join(f"{loss:.3f}" for loss in losses)


def test_units_are_shown_before_and_after():
    chart = draw_units(summarize(made_up("HeNormal()", units_after=7)), 50)
    assert ">50 → 7</text>" in chart.body


@pytest.mark.parametrize("accuracy", [0.0, 0.5, 1.0])
def test_accuracies_that_are_all_one_can_be_drawn(accuracy):
    found = summarize(made_up("HeNormal()", dev_accuracy=accuracy))
    assert len(places(draw_accuracy(found, accuracy), "seeds-of-0")) == 2


def test_many_epochs_and_one():
    many = page(made_up("HeNormal()", losses=tuple(1 / (i + 1) for i in range(300)))).decode()
    assert "10 of 300 epochs; all are in starts.csv" in many
    assert "1 epoch," in page(made_up("HeNormal()", losses=(0.5,))).decode()


def test_the_page_is_drawn_from_the_directory_alone(tmp_path):
    starts = made_up()
    path = write_page(write_starts(starts, tmp_path / "x"))
    assert path == tmp_path / "x" / "report.html"
    assert path.read_bytes() == page(starts)
