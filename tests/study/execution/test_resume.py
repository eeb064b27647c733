"""A study that goes on: what is made again, and when nothing is left to do."""

import pytest

from embedstudy.results.checksums import seal_page
from embedstudy.results.create import begin
from embedstudy.results.rows import SummaryRow
from embedstudy.study.execution.resume import open_resumed, repair
from tests.studies import forget_checksums

META = {"identity": {}, "status": "complete", "probes": {"d": ["good"]}}


@pytest.fixture
def study(tmp_path):
    study = begin(tmp_path, META)
    study.write_rows(SummaryRow, [])
    study.write_meta(META)
    (tmp_path / "report.html").write_bytes(seal_page(b"page"))
    return study


def test_only_a_study_that_goes_on_was_there_before(study, tmp_path):
    assert open_resumed(study.path, "replace") is None
    assert open_resumed(tmp_path / "new", "resume") is None
    assert repair(study, None, {}).is_needless is False


def test_nothing_is_left_to_do_for_a_whole_study(study):
    resumed = open_resumed(study.path, "resume")
    assert resumed.meta == META
    assert repair(study, resumed, {}).is_needless
    assert repair(study, resumed, {"d": ["good"]}).is_needless
    assert not repair(study, resumed, {"d": ["bad"]}).is_needless
    study.write_meta({**META, "status": "running"})
    assert not repair(study, open_resumed(study.path, "resume"), {}).is_needless


def test_what_is_damaged_is_told(study):
    (study.path / "summary.csv").write_text("x")
    (study.path / "report.html").unlink()
    repaired = repair(study, open_resumed(study.path, "resume"), {})
    assert not repaired.is_needless
    assert [line.rpartition("/")[2] for line in repaired.messages] == [
        "summary.csv: damaged (1 bytes, not 167); it is made again",
        "report.html: missing; it is made again",
    ]


def test_an_older_study_is_measured_again(study):
    forget_checksums(study)
    resumed = open_resumed(study.path, "resume")
    assert not resumed.has_checksums
    assert not repair(study, resumed, {}).is_needless
    assert study.has_checksums
