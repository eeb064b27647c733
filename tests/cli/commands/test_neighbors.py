"""``embedstudy neighbors``."""

import json
import shlex

import pytest

from embedstudy.study.data import snapshot_plan
from tests.cli.runner import call
from tests.made_up_files import texts, write_csv, write_vectors
from tests.report.explorer.made_up import made_up
from tests.studies import forget_checksums, record_changes


def test_neighbours_of_any_word(quick):
    result = call("neighbors", quick, "terrible", "it's", "--topn", "3")
    assert result.exit_code == 0
    for expected in ("neighbours of terrible", "horrible", "random-before", "pretrained"):
        assert expected in result.stdout
    assert "no vector" in result.stdout  # of it's
    rows = json.loads(call("neighbors", quick, "terrible", "--topn", "4", "--json").stdout)
    assert len(rows["neighbors"]) == 4 * 4


def test_an_unknown_word_offers_spellings(quick):
    result = call("neighbors", quick, "terible")
    assert result.exit_code == 2
    assert "nearest spellings: terrible" in result.stderr
    assert call("neighbors", quick, "terrible", "--topn", "0").exit_code == 2


def test_a_space_without_the_word_is_still_a_column(quick):
    result = call("neighbors", quick, "it's")
    assert "pretrained" in result.stdout
    assert "no vector" in result.stdout
    document = json.loads(call("neighbors", quick, "it's", "--json").stdout)
    assert document["spaces"] == ["random-before", "random", "pretrained", "finetuned"]


def test_neighbours_over_time(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 0.3, 1, 2))
    result = call("neighbors", study.path, "good3", "--over-time", "--topn", "4")
    assert result.exit_code == 0
    assert "neighbours of good3 over time: finetuned" in result.stdout
    assert "0.3" in result.stdout
    printed = call("neighbors", study.path, "good3", "--over-time", "--json").stdout
    document = json.loads(printed)
    assert document["spaces"] == ["random", "finetuned"]
    assert [row["epoch"] for row in document["moments"]] == [0, 0.3, 1, 2] * 2
    assert len(document["moments"][0]["neighbors"]) == 10


def test_an_unknown_word_over_time_offers_spellings(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    result = call("neighbors", study.path, "goood3", "--over-time")
    assert result.exit_code == 2
    assert "nearest spellings: good3" in result.stderr


def test_a_study_without_snapshots_says_how_to_get_them(tmp_path):
    result = call("neighbors", made_up(tmp_path / "study").path, "good3", "--over-time")
    assert result.exit_code == 2
    assert "no snapshots" in result.stderr
    assert "compare --snapshots" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_damaged_snapshots_are_named_and_the_others_shown(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    run = next(row.run for row in study.runs if row.strategy == "random")
    forget_checksums(study)
    (study.path / "snapshots" / run / "meta.json").write_text('{"moments": [], "chosen": 0}')
    result = call("neighbors", study.path, "good3", "--over-time")
    assert result.exit_code == 1
    assert "over time: finetuned" in result.stdout
    assert "over time: random" not in result.stdout
    assert "meta.json: damaged" in result.stderr


@pytest.mark.parametrize("name", ["meta.json", "vectors.npy", "vocab.txt"])
def test_one_line_names_the_damaged_snapshots_of_a_study_with_no_others(name, tmp_path):
    study = made_up(tmp_path / "study", strategies=["random"], epochs=(0, 1))
    record_changes(study)
    (file,) = study.path.glob(f"snapshots/*/{name}")
    for damage in (lambda: file.write_bytes(b"x"), file.unlink):
        damage()
        film = tmp_path / "film.gif"
        for command in (
            ["neighbors", study.path, "good3", "--over-time"],
            ["export", study.path, "--format", "gif", "--out", film],
        ):
            result = call(*command)
            assert result.exit_code == 2
            assert len(result.stderr.strip().splitlines()) == 1
            assert f"{file}: " in result.stderr
            assert "--resume makes it again" in result.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--strategy", "random", "--no-snapshots"], "it was made with --no-snapshots"),
        (["--strategy", "random"], "they would add about "),
        (["--strategy", "zeros", "--snapshots"], "no training of zeros changes a space"),
        (["--strategy", "random", "--train-sizes", "60"], "only runs on all training texts keep"),
    ],
)
def test_the_command_that_a_study_without_snapshots_names_adds_them(
    options, reason, tmp_path, home, monkeypatch
):
    monkeypatch.setattr(snapshot_plan, "MOST_TIME", 0)
    monkeypatch.setattr(snapshot_plan, "UNNOTICED", 0)
    file, out = write_csv(tmp_path / "reviews.csv", texts(90, 1)), tmp_path / "s"
    usual = ["--vectors", write_vectors(tmp_path / "v.txt"), "--baseline", "none", "--lr", "0.5"]
    usual += ["--epochs", "1", "--seeds", "1", "--out", out, "-q"]
    assert call("compare", file, *usual, *options).exit_code == 0
    over_time = ["neighbors", out, "good1", "--over-time"]
    result = call(*over_time)
    assert result.exit_code == 2
    assert f"{out}: has no snapshots" in result.stderr
    assert reason in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    program, *command = shlex.split(result.stderr.rpartition("; ")[2].removesuffix(" adds them\n"))
    assert program == "embedstudy"
    assert call(*command, "-q").exit_code == 0
    result = call(*over_time)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "over time: random" in result.stdout
