"""The answer and the table of a study of scales."""

from dataclasses import replace
from pathlib import Path

from embedstudy.cli.output.scales import print_scales
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def print_out(capsys, *rows, **changes):
    print_scales(make_results(*rows, **changes), Path("runs/x/report.html"))
    return capsys.readouterr().out.splitlines()


def test_the_answer_comes_first_then_a_row_for_each_scale_then_the_page(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = print_out(capsys)
    assert lines[0].startswith("How small must a start be?  At most 0.1 here; 1 is too large.")
    rows = [line.split() for line in lines if line.startswith((" 0.001", " 0.1", " 1 "))]
    assert rows[0] == ["0.001", "0.1", "75.0", "77.0", "0.41", "1.0", "87.5", "96.0", "0.99"]
    assert [row[0] for row in rows] == ["0.001", "0.1", "1"]
    (majority,) = (line.split() for line in lines if line.startswith(" majority"))
    assert majority == ["majority", "50.0"]
    assert any(line.startswith("alignment: whether neighbours") for line in lines)
    assert lines[-1] == "next  report: runs/x/report.html"
    assert max(map(len, lines)) <= 80


def test_a_start_that_failed_has_its_status_and_blanks(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = print_out(capsys, make_row(0.1, 0), make_bad_row(1.0, 0), notes=("at an edge",))
    (row,) = (line.split() for line in lines if line.startswith(" 1 "))
    assert row == ["1", "(diverged)", "3"]
    assert "note: at an edge" in lines


def test_several_initializers_are_named_and_many_rows_are_counted(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    names = ("HeNormal()", "Constant(value=1.0)")
    rows = [make_row(0.1, 0, initializer=name) for name in names]
    text = "\n".join(print_out(capsys, *rows))
    assert "HeNormal  " in text
    assert "value" not in text
    many = [replace(make_row(0.1, 0), scale=float(i)) for i in range(1, 20)]
    assert " and 7 more: scales.csv" in print_out(capsys, *many)
