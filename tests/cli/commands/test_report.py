"""``embedstudy report``."""

import json
import sys
import webbrowser

from tests.cli.runner import call
from tests.report.explorer.made_up import made_up as spaces_made_up
from tests.report.study.made_up import made_up, meta


def report(*arguments):
    return call("report", *arguments)


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


def test_maps_of_another_kind(tmp_path):
    study = spaces_made_up(tmp_path / "s")
    study.write_meta({**meta("made-up", vectors="made-up"), "probes": {}})
    page = study.path / "report.html"
    assert report(study.path).exit_code == 0
    plain = page.read_bytes()
    result = report(study.path, "--layout", "tsne", "--quiet")
    assert (result.exit_code, result.stderr) == (0, "")
    assert b'value="layout" checked> t-SNE</label>' in page.read_bytes()
    assert b'value="layout"' not in plain
    assert report(study.path, "--layout", "pca", "--json").exit_code == 0
    assert page.read_bytes() == plain


def test_a_map_that_there_is_not_is_one_line(tmp_path, monkeypatch):
    study = made_up(tmp_path / "s")
    result = report(study.path, "--layout", "tsn")
    assert result.exit_code == 2
    assert result.stderr == "error: no layout 'tsn'; there are: tsne, pca, umap\n"
    monkeypatch.setitem(sys.modules, "umap", None)
    result = report(study.path, "--layout", "umap")
    assert result.exit_code == 2
    assert result.stderr == ("error: the layout umap needs UMAP: pip install 'embedstudy[umap]'\n")
    assert not (study.path / "report.html").exists()


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
