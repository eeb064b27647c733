from dataclasses import replace

from embedstudy.cli.output.dynamics import print_dynamics
from tests.report.study.made_up import dynamics


def test_the_short_table_has_the_start_the_first_epoch_and_the_chosen_moment(capsys):
    rows = [replace(row, chosen=row.epoch == 2.0) for row in dynamics()]
    print_dynamics(rows)
    lines = capsys.readouterr().out.splitlines()
    shown = [line.split() for line in lines if line.startswith((" random", " finetuned"))]
    assert shown[:3] == [
        ["random", "0", "0.000", "0.0"],
        ["random", "1", "0.200", "2.0", "0.800"],
        ["random", "*2", "0.300", "3.0", "0.700"],
    ]
    assert len(shown) == 6


def test_every_moment_is_there_with_every_measure(capsys):
    print_dynamics(dynamics(), every_moment=True)
    output = capsys.readouterr().out
    assert sum(line.startswith(" random") for line in output.splitlines()) == 4
    for heading in ("train loss", "size of change", "opposites", "overlap"):
        assert heading in output
    assert "*1" in output
    assert "50.0" in output  # dev accuracy


def test_columns_that_go_below_the_others_have_space_and_epoch_again(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    print_dynamics(dynamics(), every_moment=True)
    lines = capsys.readouterr().out.splitlines()
    moments = [line.split()[:2] for line in lines if line.startswith((" random", " finetuned"))]
    assert len(moments) > 8
    assert moments[:8] == moments[8:16]
    assert moments.count(["random", "*1"]) == len(moments) // 8
    assert max(map(len, lines)) <= 80


def test_a_run_without_snapshots_is_named(capsys):
    lacking = replace(dynamics()[-1], train_loss=None, note="the run diverged: at rate 3")
    print_dynamics([lacking])
    output = capsys.readouterr().out
    assert output == "finetuned: no snapshots of the training: the run diverged: at rate 3\n"


def test_nothing_is_printed_of_nothing(capsys):
    print_dynamics([])
    assert capsys.readouterr().out == ""
