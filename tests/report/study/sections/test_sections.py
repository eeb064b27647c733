"""Every section has a title and a template, and is left out where a study has nothing for it."""

import pytest

from embedstudy.report.page import make_environment
from embedstudy.report.study.sections import SECTIONS
from embedstudy.report.study.study_data import read_study_data
from tests.report.study.made_up import bare, forecast, made_up, reference


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_can_be_drawn(name, tmp_path):
    section = SECTIONS[name]
    assert section.title
    assert make_environment().get_template(section.template)
    tables = {"forecast": forecast(), "reference": reference()}
    whole = read_study_data(made_up(tmp_path / "whole", **tables))
    empty = read_study_data(bare(tmp_path / "bare", status="running"))
    contents = [section.content(data.for_dataset("d")) for data in (whole, empty)]
    assert [content is not None for content in contents] == (
        [False, True] if name == "gaps" else [True, name == "cost"]
    )


def test_sections_come_in_the_order_of_the_page():
    assert list(SECTIONS) == [
        "answer", "learning-curve", "forecast", "neighbors", "accuracy", "reference", "structure",
        "dynamics", "classes", "confusion", "texts", "tuning", "cost", "gaps",
    ]  # fmt: skip
    # What is folded stands below what is shown, in the table as on the page.
    is_folded = [SECTIONS[name].is_folded for name in SECTIONS]
    assert is_folded == sorted(is_folded)
    assert all(bool(SECTIONS[name].hint) == SECTIONS[name].is_folded for name in SECTIONS)
    assert [name for name in SECTIONS if not SECTIONS[name].link] == ["gaps"]
