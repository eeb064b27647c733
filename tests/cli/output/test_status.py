"""How a study stands, for people and as a document."""

from embedstudy.cli.output.status import SHOWN_FAILURES, print_status
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.rows import RunRow


def run_row(strategy, seed, dev=0.5, test=0.25, status="ok", note=""):
    return RunRow(
        f"{strategy}-{seed}", "d", "glove", strategy, "mean", 1000, None, seed, 0.1, None, None,
        None, None, dev, test, None, None, None, None, status, note,
    )  # fmt: skip


def begun(path):
    meta = {
        "identity": {}, "status": "running", "started": "2026-01-02T03:04:05+00:00",
        "finished": None, "warnings": ["texts were odd"], "planned": {"trials": 18, "runs": 60},
    }  # fmt: skip
    with claim_directory(path) as folder:
        return begin(folder, meta)


def test_many_failures_are_counted(tmp_path, capsys):
    study = begun(tmp_path / "s")
    rows = [run_row("random", i, None, None, "diverged", "note") for i in range(50)]
    study.write_rows(RunRow, rows)
    print_status(study)
    text = capsys.readouterr().out
    assert text.count("diverged: note") == SHOWN_FAILURES == 20
    assert "and 30 more failed runs: see runs.csv" in text
    assert "warning: texts were odd" in text
