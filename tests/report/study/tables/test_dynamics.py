from dataclasses import replace

from embedstudy.report.dynamics_measures import COLUMNS
from embedstudy.report.study.tables.dynamics import tabulate_dynamics
from tests.report.study.made_up import dynamics


def test_every_moment_of_each_space_has_a_row():
    table = tabulate_dynamics("t", dynamics()[::-1])
    assert [row.head for row in table.rows] == ["random"] * 4 + ["finetuned"] * 4
    assert len(table.columns) == 1 + len(COLUMNS)
    chosen = [row for row in table.rows if row.small]
    assert [row.cells[0] for row in chosen] == ["1", "1"]
    start = next(row for row in table.rows if row.cells[0] == "0")
    assert start.cells[1:4] == ("0.700", "50.0", "0.000")
    assert start.cells[6] == ""  # nothing has changed
    unbroken = (
        "Share in C\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}1",
        "Dev accuracy,\N{NO-BREAK SPACE}%",
        "WordSim\N{NON-BREAKING HYPHEN}353",
    )
    assert set(unbroken) <= set(table.columns)
    assert len(start.cells[7].split(".")[1]) == 3  # size of change


def test_runs_without_snapshots_have_none():
    assert tabulate_dynamics("t", [replace(row, train_loss=None) for row in dynamics()]) is None
    assert tabulate_dynamics("t", []) is None
