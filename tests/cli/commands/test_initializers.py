"""``embedstudy initializers``, from a file to the page."""

import json
import shlex
import webbrowser

import pytest

from embedstudy.report.initializers import render_page
from embedstudy.results.initializers import read_starts
from tests.cli.runner import call as run

NAME = """<b>'t"&.csv"""


@pytest.fixture
def data(tmp_path, home, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [
        f"good fine film {i},pos\n" if i % 2 else f"bad dull film {i},neg\n" for i in range(80)
    ]
    (tmp_path / NAME).write_text("text,label\n" + "".join(texts))
    return tmp_path


def call(*options, dataset=NAME, seeds=2):
    common = ["--initializer", "Zeros", "--initializer", "HeNormal"]
    common += ["--seeds", seeds, "--epochs", 3]
    return run("initializers", dataset, *common, "--quiet", *options)


def test_from_a_file_to_the_page(data):
    done = call("--out", "a/b")
    assert done.exit_code == 0, done.stderr
    assert "Zeros (nothing moves)" in done.stdout
    assert "50 → 50" in done.stdout
    assert "report: a/b/report.html" in done.stdout
    folder = data / "a" / "b"
    assert {p.name for p in folder.iterdir()} == {"report.html", "starts.csv", "starts.json"}
    made = (folder / "report.html").read_bytes()
    assert made == render_page(read_starts(folder))
    assert b"<b>" not in made
    assert b"Zeros learned nothing of the words: the embedding never moved" in made
    # The command of the page makes the same page, and takes the place of the first.
    command = shlex.split(read_starts(folder).conditions.command)
    assert command[:3] == ["embedstudy", "initializers", NAME]
    again = run(*command[1:], "--quiet", "--out", "a/b")
    assert again.exit_code == 0, again.stderr
    assert (folder / "report.html").read_bytes() == made


def test_one_json_document(data):
    done = call("--json")
    found = json.loads(done.stdout)
    assert {row["initializer"] for row in found["rows"]} == {"Zeros()", "HeNormal()"}
    # A name that is no safe name of a folder gets one.
    assert found["out"].startswith("runs/initializers-b-t-csv-")
    assert (data / found["report"]).is_file()
    kept = json.loads((data / found["out"] / "starts.json").read_text())
    assert kept["rows"] == found["rows"]


def test_the_page_is_opened_on_request(data, monkeypatch):
    asked, answers = [], [True, False]
    monkeypatch.setattr(webbrowser, "open", lambda url: asked.append(url) or answers.pop(0))
    assert "no browser" not in call("--out", "x", "--open").stderr
    assert asked == [(data / "x" / "report.html").as_uri()]
    without = call("--out", "x", "--open")
    assert without.exit_code == 0
    assert "no browser found to open x/report.html" in without.stderr


@pytest.mark.parametrize("out", ["file", "file/below", "taken"])
def test_a_place_that_is_not_free_is_one_line_before_anything_is_trained(data, out, monkeypatch):
    monkeypatch.setattr("embedstudy.datasets.catalog.read_dataset", lambda *_, **__: 1 / 0)
    (data / "file").write_text("x")
    (data / "taken").mkdir()
    (data / "taken" / "report.html").write_text("of a study")
    done = call("--out", out)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert line.endswith("choose another --out")
    assert (data / "taken" / "report.html").read_text() == "of a study"


def test_two_seeds_at_least(data):
    done = call("--out", "x", seeds=1)
    assert done.exit_code == 2
    assert "two at least are needed" in done.stderr
    assert not (data / "x").exists()
