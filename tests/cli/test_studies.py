"""Commands name what is damaged on stderr, and show the rest."""

import pytest

from embedstudy.cli.studies import find_status, open_study
from embedstudy.errors import InputError
from embedstudy.results.create import begin
from embedstudy.results.rows import SummaryRow, TuningRow


def test_a_damaged_table_is_missing_and_named(tmp_path, capsys):
    study = begin(tmp_path, {"identity": {}})
    for kind in (SummaryRow, TuningRow):
        study.write_rows(kind, [])
    with open_study(str(tmp_path)) as opened:
        assert opened.summary == []
    assert (find_status(opened), capsys.readouterr().err) == (0, "")
    (tmp_path / "summary.csv").write_text("x")
    with open_study(str(tmp_path)) as opened:
        assert opened.summary == opened.tuning == []
    assert find_status(opened) == 1
    assert capsys.readouterr().err == (
        f"error: {tmp_path}/summary.csv: damaged (not the bytes that were written); "
        f"embedstudy compare --out {tmp_path} --resume makes it again\n"
    )


def test_the_study_that_is_replaced_is_named(tmp_path, capsys):
    begin(tmp_path, {"identity": {}, "status": "complete"})
    begin(tmp_path, {"identity": {}, "status": "running"}, "replace")
    with open_study(str(tmp_path)) as opened:
        assert opened.meta["status"] == "running"
    assert "the study that this one replaces is here until" in capsys.readouterr().err
    (tmp_path / "study.json").unlink()  # a kill before the new study had begun
    with open_study(str(tmp_path)) as opened:
        assert opened.meta["status"] == "complete"
    assert "replacing this study was interrupted; it is as it was" in capsys.readouterr().err


def test_without_study_json_there_is_nothing_to_show(tmp_path):
    begin(tmp_path, {"identity": {}})
    (tmp_path / "study.json").write_text("{")
    with (
        pytest.raises(InputError, match=r"study\.json: damaged"),
        open_study(str(tmp_path)) as opened,
    ):
        _ = opened.meta
