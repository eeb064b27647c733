"""The answer and the table of a study of initializers."""

from dataclasses import replace
from pathlib import Path

import pytest

from embedstudy.cli.output.initializers import print_starts
from tests.report.made_up import made_up


def print_out(capsys, starts):
    print_starts(starts, Path("runs/x/report.html"))
    return capsys.readouterr().out.splitlines()


def test_the_answer_comes_first_then_a_row_for_each_initializer_then_the_page(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = print_out(capsys, made_up())
    assert lines[0] == "Why do weights start at random?  Because equal units stay equal."
    assert lines[1].startswith("Zeros never moved (50.0 %: one class for every text);")
    rows = [line.split()[0] for line in lines if " → " in line]
    assert rows == ["HeNormal", "RandomUniform", "Ones", "Zeros"]
    (zeros,) = (line for line in lines if line.startswith(" Zeros"))
    assert zeros.endswith("one class")
    (ones,) = (line for line in lines if line.startswith(" Ones"))
    assert ones.endswith("63.0 %")
    assert lines[-1] == "next  report: runs/x/report.html"


def test_the_most_frequent_class_is_there_where_no_row_shows_it(capsys):
    (line,) = (
        line for line in print_out(capsys, made_up("HeNormal()")) if line.startswith(" majority")
    )
    assert line.split()[-1] == "50.0"


@pytest.mark.parametrize("count", [15, 40])
def test_a_terminal_of_24_lines_holds_all(capsys, monkeypatch, count):
    monkeypatch.setenv("COLUMNS", "80")
    starts = made_up()
    of_one = [row for row in starts.rows if row.initializer == "HeNormal()"]
    names = [f"HeNormal(seed={i})" for i in range(count - 3)]
    rows = [replace(row, initializer=name) for name in names for row in of_one]
    others = [row for row in starts.rows if row.initializer != "HeNormal()"]
    agreement = {**dict.fromkeys(names, 0.9), **starts.agreement}
    del agreement["HeNormal()"]
    conditions = replace(starts.conditions, dev=1000)
    starts = replace(starts, rows=[*rows, *others], agreement=agreement, conditions=conditions)
    lines = print_out(capsys, starts)
    assert len(lines) <= 24
    assert sum(" → " in line for line in lines) == (15 if count == 15 else 14)
    assert any(line.startswith(" Zeros") for line in lines)
    assert (" and 26 more in the middle: starts.csv" in lines) == (count == 40)
