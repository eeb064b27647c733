"""``embedstudy initializers``, from a file to the page."""

import errno
import json
import os
import re
import shlex
import webbrowser

import pytest

from embedstudy.report.initializers import REPORT
from embedstudy.report.scales import REPORT as SCALES_REPORT
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


def test_the_earlier_page_stays_until_the_new_one_is_drawn(data):
    assert call("--out", "a").exit_code == 0
    page = (data / "a" / "report.html").read_bytes()

    def stop(*_, **__):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embedstudy.report.start_report.render", stop)
        assert call("--out", "a", seeds=3).exit_code == 130
    assert (data / "a" / "report.html").read_bytes() == page
    assert call("--out", "a", seeds=3).exit_code == 0
    names = {path.name for path in (data / "a").iterdir()}
    assert names == {"report.html", "starts.csv", "starts.json"}


def test_from_a_file_to_the_page(data):
    result = call("--out", "a/b")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Why do weights start at random?  Because equal units stay")
    assert "50 → 50" in result.stdout
    assert "report: a/b/report.html" in result.stdout
    folder = data / "a" / "b"
    assert {p.name for p in folder.iterdir()} == {"report.html", "starts.csv", "starts.json"}
    html = (folder / "report.html").read_bytes()
    assert html == REPORT.render(REPORT.folder.read(folder))
    assert b"<b>" not in html
    assert b"Zeros never moved (50.0" in html
    # The command of the page makes the same page, and takes the place of the first.
    command = shlex.split(REPORT.folder.read(folder).conditions.command)
    assert command[:3] == ["embedstudy", "initializers", NAME]
    again = run(*command[1:], "--quiet", "--out", "a/b")
    assert again.exit_code == 0, again.stderr
    assert (folder / "report.html").read_bytes() == html


def test_one_json_document(data):
    result = call("--json")
    document = json.loads(result.stdout)
    assert {row["initializer"] for row in document["rows"]} == {"Zeros()", "HeNormal()"}
    # A name that is no safe name of a folder gets one.
    assert document["out"].startswith("runs/initializers-b-t-")
    assert (data / document["report"]).is_file()
    saved = json.loads((data / document["out"] / "starts.json").read_text())
    assert saved["rows"] == document["rows"]


def test_the_page_is_opened_on_request(data, monkeypatch):
    urls, answers = [], [True, False]
    monkeypatch.setattr(webbrowser, "open", lambda url: urls.append(url) or answers.pop(0))
    assert "no browser" not in call("--out", "x", "--open").stderr
    assert urls == [(data / "x" / "report.html").as_uri()]
    without = call("--out", "x", "--open")
    assert without.exit_code == 0
    assert "no browser found to open x/report.html" in without.stderr


@pytest.mark.parametrize("out", ["file", "file/below", "taken"])
def test_a_place_that_is_not_free_is_one_line_before_anything_is_trained(data, out, monkeypatch):
    monkeypatch.setattr("embedstudy.datasets.catalog.read_dataset", lambda *_, **__: 1 / 0)
    (data / "file").write_text("x")
    (data / "taken").mkdir()
    (data / "taken" / "report.html").write_text("of a study")
    result = call("--out", out)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert line.endswith("choose another --out")
    assert (data / "taken" / "report.html").read_text() == "of a study"


def test_two_seeds_at_least(data):
    result = call("--out", "x", seeds=1)
    assert result.exit_code == 2
    assert "it must be at least 2" in result.stderr
    assert not (data / "x").exists()


def call_scales(*options, dataset=NAME, scales="0.01,1"):
    common = ["--scales", scales, "--seeds", 2, "--epochs", 3]
    return run("initializers", dataset, *common, "--quiet", *options)


def test_scales_from_a_file_to_the_page(data):
    result = call_scales("--out", "a", "--encoder", "max", "--lr", "0.01")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("How small must a start be?  ")
    assert "report: a/report.html" in result.stdout
    folder = data / "a"
    names = {"report.html", "scales.csv", "scales.json"}
    assert {path.name for path in folder.iterdir()} == names
    html = (folder / "report.html").read_bytes()
    assert html == SCALES_REPORT.render(SCALES_REPORT.folder.read(folder))
    assert b"<b>" not in html
    # The command of the page makes the same page, and takes the place of the first.
    command = shlex.split(SCALES_REPORT.folder.read(folder).conditions.command)
    again = run(*command[1:], "--quiet", "--out", "a")
    assert again.exit_code == 0, again.stderr
    assert (folder / "report.html").read_bytes() == html
    assert {path.name for path in folder.iterdir()} == names


def test_scales_as_one_json_document(data):
    result = call_scales("--json", scales="0.01:0.1")
    document = json.loads(result.stdout)
    assert [row["scale"] for row in document["rows"]] == [0.01, 0.01, 0.03, 0.03, 0.1, 0.1]
    assert document["conditions"]["encoder"] == "mean"
    assert document["out"].startswith("runs/scales-b-t-")
    assert (data / document["report"]).is_file()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--scales", "10:1"), "10 is not below 1"),
        (("--scales", "-1"), "scales is '-1'"),
        (("--scales", ""), "is no number"),
        (("--scales", "1,2", "--initializer", "Zeros"), "cannot be brought to a scale"),
        (("--scales", "1,2", "--initializer", "Identity"), "only a square matrix has an identity"),
        (("--scales", "1,2", "--encoder", "means"), "no encoder 'means'"),
        (("--scales", "1,2", "--seeds", 1), "it must be at least 2"),
        (("--scales", "1,2", "--lr", "nan"), "learning_rate is nan"),
        (("--encoder", "max"), "--encoder goes with --scales, such as --scales 1e-4:10"),
        (("--lr", "1"), "--learning-rate goes with --scales"),
    ],
)
def test_bad_options_of_scales_are_one_line(data, options, problem):
    result = run("initializers", NAME, "--quiet", "--out", "x", *options)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert problem in line
    assert not (data / "x").exists()


@pytest.mark.parametrize("call_either", [call, call_scales])
def test_a_full_disk_leaves_nothing_and_is_one_line(data, monkeypatch, call_either):
    def fsync(descriptor):
        raise OSError(errno.ENOSPC, "full")

    assert call_either("--out", "x").exit_code == 0  # the data set is in the cache now
    monkeypatch.setattr(os, "fsync", fsync)
    result = call_either("--out", "new/a")
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert re.match(r"error: new/a/\w+\.json: no space left \(needs 0\.", line)
    assert not (data / "new").exists()


def test_a_study_of_diverged_networks_alone_has_failed(data):
    result = call_scales("--out", "x", "--lr", "1e30")
    assert result.exit_code == 1
    assert {row.status for row in SCALES_REPORT.folder.read(data / "x").rows} == {"diverged"}
    assert "Leave out --learning-rate: dev then chooses" in result.stdout
    assert call_scales("--out", "x", "--lr", "1").exit_code == 0


def test_a_data_set_of_one_class_is_one_line(data):
    (data / "one.csv").write_text("text,label\n" + "good film,pos\n" * 40)
    result = call_scales(dataset="one.csv")
    assert result.exit_code == 2
    assert "only one class" in result.stderr


def test_a_data_set_of_three_words_is_shown_as_far_as_it_goes(data):
    (data / "three.csv").write_text("text,label\n" + "good film,pos\nbad film,neg\n" * 30)
    result = call_scales("--out", "x", dataset="three.csv", scales="1e-15,1e15")
    assert result.exit_code == 0, result.stderr
    assert "At 1e+15, training explodes or its loss stays too high" in result.stdout
    assert all(row.task_alignment is None for row in SCALES_REPORT.folder.read(data / "x").rows)
