"""The explorer in a frame of a notebook."""

import html
import json
import re

import pytest

from embedstudy.errors import InputError
from embedstudy.report.explorer.frame import frame_explorer
from tests.report.explorer.made_up import empty, made_up


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("frame") / "study")


def list_starts(page):
    (data,) = re.findall(r'id="explorer-data">(.*?)</script>', page, re.DOTALL)
    return [dataset["start"] for dataset in json.loads(data)["datasets"]]


def test_a_frame_holds_a_whole_page_that_begins_with_the_word(study):
    frame = frame_explorer(study, "good1")
    (source,) = re.findall(r'srcdoc="([^"]*)"', frame._repr_html_())
    page = html.unescape(source)
    assert page == frame.page
    assert page.startswith("<!doctype html>")
    assert list_starts(page) == ["good1"]
    assert "default-src 'none'" in page
    assert len(repr(frame)) < 80


def test_without_a_word_it_chooses_one(study):
    assert list_starts(frame_explorer(study).page)[0]


def test_a_word_is_a_string(study):
    with pytest.raises(InputError, match="a word is a string, not 3"):
        frame_explorer(study, 3)


def test_what_is_not_there(study, tmp_path):
    with pytest.raises(InputError, match="no word 'good99' in this vocabulary"):
        frame_explorer(study, "good99")
    with pytest.raises(InputError, match="no data set 'other'"):
        frame_explorer(study, "good", "other")
    with pytest.raises(InputError, match="has no space to explore"):
        frame_explorer(empty(tmp_path / "s"))
