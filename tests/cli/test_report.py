"""``embedstudy report``."""

import json
import webbrowser

from typer.testing import CliRunner

from embedstudy.cli import app
from tests.report.study.made_up import made_up


def report(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_a_page_is_drawn_and_opened(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not opened.append(address))
    study = made_up(tmp_path / "s")
    result = report(study.path, "--open", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    page = study.path / "report.html"
    assert json.loads(result.stdout) == {"report": str(page)}
    assert opened == [page.as_uri()]
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert [p.name for p in study.path.iterdir() if p.name.startswith(".")] == []


def test_no_browser_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    result = report(made_up(tmp_path / "s").path, "--open")
    assert result.exit_code == 0
    assert "no browser found" in result.stderr


def test_what_is_no_study_is_one_line(tmp_path):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path, tmp_path / "gone", tmp_path / "file"):
        result = report(place)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: {place}: no")
        assert result.stderr.count("\n") == 1
