"""What show --verify prints."""

import json

from embedstudy.cli.output.verification import show_verification
from embedstudy.results.checksums import seal_page
from embedstudy.results.create import begin
from embedstudy.results.rows import SummaryRow, TuningRow
from tests.studies import forget_checksums

META = {"identity": {}, "status": "complete"}


def make_study(path):
    study = begin(path, META)
    for kind in (SummaryRow, TuningRow):
        study.write_rows(kind, [])
    study.write_meta(META)
    (path / "report.html").write_bytes(seal_page(b"page"))
    return study


def test_a_whole_study(tmp_path, capsys):
    make_study(tmp_path)
    assert show_verification(str(tmp_path), as_json=False) == 0
    out = capsys.readouterr().out
    assert " tables      4" in out
    assert out.endswith("every file is as it was written\n")


def test_faults_are_named_and_the_status_is_1(tmp_path, capsys):
    make_study(tmp_path)
    (tmp_path / "summary.csv").write_text("x")
    (tmp_path / "tuning.csv").unlink()
    assert show_verification(str(tmp_path), as_json=False) == 1
    out = capsys.readouterr().out
    assert f"{tmp_path}/summary.csv: damaged (1 bytes, not " in out
    assert f"{tmp_path}/tuning.csv: missing\n" in out
    assert out.endswith("--resume makes it again, with the same bytes\n")
    assert show_verification(str(tmp_path), as_json=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["missing"] == ["tuning.csv"]
    assert [fault["file"] for fault in document["damaged"]] == ["summary.csv"]
    assert document["files"] == 3


def test_a_damaged_study_json_is_a_fault(tmp_path, capsys):
    make_study(tmp_path)
    (tmp_path / "study.json").write_text("{")
    assert show_verification(str(tmp_path), as_json=False) == 1
    assert "make the study again with --force" in capsys.readouterr().out


def test_an_older_study_has_none(tmp_path, capsys):
    forget_checksums(make_study(tmp_path))
    assert show_verification(str(tmp_path), as_json=False) == 0
    assert "has no checksums, since an older version" in capsys.readouterr().out
