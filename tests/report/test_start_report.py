"""The frame of both pages; tests/report/initializers and tests/report/scales try what is in it."""

import re

import pytest

from embedstudy.report import initializers, scales
from embedstudy.report.page import read_page_script
from tests.report.made_up import made_up
from tests.report.made_up_scales import make_results
from tests.report.tree import Tree, assert_ids_are_right, assert_self_contained

BOTH = [(initializers.REPORT, made_up(command="x")), (scales.REPORT, make_results())]


@pytest.mark.parametrize(("report", "results"), BOTH)
def test_a_page_has_the_question_the_answer_and_how_it_was_run(report, results):
    text = " ".join(Tree(report.render(results).decode()).texts)
    answer = report.answer(results, report.summarize(results))
    for part in (
        report.question, answer.headline, results.dataset, results.conditions.dataset_sha256,
        f"drawn from {report.folder.document} alone", report.folder.table,
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize(("report", "results"), BOTH)
def test_a_page_is_one_file_that_loads_nothing_and_runs_one_script(report, results):
    content = report.render(results).decode()
    tree = Tree(content)
    assert not re.search(r"https?://|@import|<iframe|<object|javascript:", content)
    assert len(tree.all("script")) == 1
    assert read_page_script() in content
    assert_self_contained(content, tree)
    assert_ids_are_right(tree)


@pytest.mark.parametrize(("report", "results"), BOTH)
def test_a_report_is_written_whole_and_its_page_is_that_of_its_numbers(report, results, tmp_path):
    path = report.write(results, tmp_path / "x")
    assert path == tmp_path / "x" / "report.html"
    assert {file.name for file in (tmp_path / "x").iterdir()} == set(report.folder.names)
    numbers = report.folder.read(tmp_path / "x")
    assert numbers == results
    assert path.read_bytes() == report.render(numbers)
