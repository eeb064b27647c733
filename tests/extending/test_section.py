"""A section of the report is added by one entry of one table, and its template."""

from dataclasses import replace

import pytest
from jinja2 import ChoiceLoader, DictLoader

from embedstudy.report.page import make_environment
from embedstudy.report.study import render_page
from embedstudy.report.study.sections import SECTIONS, Section
from tests.report.study.made_up import bare, made_up
from tests.report.tree import Tree, assert_ids_are_right

TEMPLATE = "<p>{{ content.count }} runs: <bdi>{{ content.first }}</bdi></p>"


def count_runs(study_data):
    if not study_data.runs:
        return None
    return {"count": len(study_data.runs), "first": study_data.runs[0].run}


@pytest.fixture(autouse=True)
def section(monkeypatch):
    templates = DictLoader({"study/count.html": TEMPLATE})
    loader = ChoiceLoader([templates, make_environment().loader])
    monkeypatch.setattr(make_environment(), "loader", loader)
    toy = Section(
        title="How many", link="Number of runs", template="study/count.html", content=count_runs
    )
    monkeypatch.setitem(SECTIONS, "count", toy)


def test_it_is_on_the_page_in_the_order_of_the_table(tmp_path):
    content = render_page(made_up(tmp_path / "s")).decode()
    assert_ids_are_right(Tree(content))
    assert '<a href="#d0-section-count">Number of runs</a>' in content
    assert (
        '<h2 id="d0-section-count">How many</h2>\n<p>11 runs: <bdi>d-random-0</bdi></p>' in content
    )
    names = sorted(SECTIONS, key=lambda name: SECTIONS[name].is_folded)
    headings = [f'id="d0-section-{name}"' for name in names]
    places = [content.index(heading) for heading in headings if heading in content]
    assert len(places) >= 5
    assert places == sorted(places)


def test_it_can_be_folded_below_the_others(tmp_path, monkeypatch):
    folded = replace(SECTIONS["count"], is_folded=True, hint="a number")
    monkeypatch.setitem(SECTIONS, "count", folded)
    content = render_page(made_up(tmp_path / "s")).decode()
    heading = '<summary><h2 id="d0-section-count">How many</h2> <span class="hint">a number</span>'
    assert heading in content
    assert content.index(heading) > content.index("d0-section-cost")


def test_without_content_it_is_left_out(tmp_path):
    assert "How many" not in render_page(bare(tmp_path / "s", status="running")).decode()
