"""The frame of both pages; tests/report/initializers and tests/report/scales try what is in it."""

import pytest

from embedstudy.report import initializers, scales
from tests.report.made_up import made_up
from tests.report.made_up_scales import make_results
from tests.report.tree import Tree

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
def test_a_report_is_written_whole(report, results, tmp_path):
    path = report.write(results, tmp_path / "x")
    assert path.read_bytes() == report.render(results)
    assert {file.name for file in (tmp_path / "x").iterdir()} == set(report.folder.names)
    assert report.folder.read(tmp_path / "x") == results
