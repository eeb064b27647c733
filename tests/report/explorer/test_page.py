"""The explorer as parts of a page."""

import json

import pytest

from embedstudy.errors import InputError
from embedstudy.report.explorer import draw_explorer
from tests.report.explorer.made_up import empty, made_up


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return draw_explorer(made_up(tmp_path_factory.mktemp("page") / "study"))


def test_it_has_a_section_a_style_a_script_and_data(explorer):
    assert explorer.html.startswith('<section id="explorer"')
    assert "var(--blue)" in explorer.style
    assert explorer.script.startswith('(() => {\n"use strict";')
    assert [d["name"] for d in json.loads(explorer.data)["datasets"]] == ["made-up"]


def test_nothing_of_it_stands_in_attributes(explorer):
    assert "style=" not in explorer.html
    assert "onclick" not in explorer.html


def test_the_introduction_names_the_slider_where_there_is_one(explorer, tmp_path):
    sentence = "The slider shows the spaces at moments of their training"
    assert sentence not in explorer.html
    assert sentence in draw_explorer(made_up(tmp_path / "study", epochs=(0, 1))).html


def test_without_spaces_there_is_none(tmp_path):
    assert draw_explorer(empty(tmp_path / "study")) is None


def test_an_unknown_layout_is_refused(tmp_path):
    with pytest.raises(InputError, match="tsne"):
        draw_explorer(made_up(tmp_path / "study"), "tsn")
