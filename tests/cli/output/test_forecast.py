"""A forecast in the terminal."""

from dataclasses import replace

import pytest

from embedstudy.cli.output.forecast import print_forecast, print_outlook
from embedstudy.forecast.forecast import Forecast
from embedstudy.results.rows import MEASURED, NO_FORECAST
from tests.report.study.made_up import (
    forecast,
    forecast_crossovers,
    forecast_gains,
    made_up,
)


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def make_study(path, rows):
    return made_up(
        path,
        forecast=rows,
        forecast_crossovers=forecast_crossovers(),
        forecast_gains=forecast_gains(),
    )


def test_the_outlook_is_of_twice_and_ten_times_as_many_texts(tmp_path, capsys, narrow):
    between = [replace(row, train_size=5000) for row in forecast()[:1]]
    study = make_study(tmp_path, [*forecast(), *between])
    print_outlook(study, "d")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[2].split() == ["strategy", "1,000", "(now)", "2,000", "10,000"]
    assert lines[4].split() == [
        "random",
        "75.0",
        "79.0",
        "[77.0,",
        "81.0]",
        "88.0",
        "[86.0,",
        "90.0]",
    ]
    assert lines[7:] == [
        "No forecast of finetuned (table, mean): the curve falls.",
        "random is expected to overtake finetuned at about 2,400 training texts (80 %",
        "interval 1,500 to 6,000).",
        "",
    ]  # fmt: skip


def test_a_study_without_forecast_prints_nothing(tmp_path, capsys):
    print_outlook(made_up(tmp_path), "d")
    assert capsys.readouterr().out == ""


def test_a_forecast_has_every_size_that_was_asked_for(tmp_path, capsys, narrow):
    rows = forecast()[:1]
    rows += [replace(rows[0], train_size=5000)]
    rows += [replace(rows[0], train_size=100, expected=0.5, method=MEASURED)]
    rows += [
        replace(rows[0], train_size=500, expected=None, method=NO_FORECAST, note="read its curve")
    ]
    print_forecast(made_up(tmp_path), Forecast(tuple(rows), (), ()))
    out = capsys.readouterr().out
    assert out.splitlines()[2].split() == ["strategy", "1,000", "(now)", "100", "2,000", "5,000"]
    assert "50.0 measured" in out
    assert "500 texts: the study has up to 1,000; its curve is in embedstudy show" in out


def test_choices_of_vectors_have_headings(tmp_path, capsys, narrow):
    rows = [
        row for vectors in "ab" for row in forecast()[:2] for row in [replace(row, vectors=vectors)]
    ]
    print_forecast(made_up(tmp_path), Forecast(tuple(rows), (), ()))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines.index("a") < lines.index("b")
