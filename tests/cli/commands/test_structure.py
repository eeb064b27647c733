"""`embedstudy structure`: what the embeddings of a study learned, for people and for programs."""

import json
import shutil

import numpy as np
import pytest

from tests.cli.runner import call
from tests.structure.made_up_study import Run, write_study

N = 60
WORDS = ["good", "bad", *(f"w{i}" for i in range(N - 3)), "<script>\x1b[2J"]
COUNTS = np.stack([np.arange(N) + 10, np.arange(N)[::-1] + 10], axis=1)


def structure(*arguments):
    return call("structure", *arguments, env={"COLUMNS": "100"})


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, 3, N, 4)).astype(np.float32)
    runs = [Run("random", after[k], before[k], k) for k in range(3)]
    return write_study(tmp_path_factory.mktemp("s") / "s", WORDS, COUNTS, COUNTS, runs)


def test_tables_for_people(study):
    before = {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()}
    result = structure(study.path)
    assert result.exit_code == 0
    assert result.stderr == ""
    for expected in (
        "task alignment: do neighbours", "opposites: mean cosine of pairs", "Procrustes distance",
        "random: words that moved most", "other seeds", "n = 60", " ± ",
        "differences between spaces", "random − random-before", "] (no)",
        "only 0 of its 353 pairs in the vocabulary, and 10 are needed",
        "temperature: none of its 14 pairs is in the vocabulary",
    ):  # fmt: skip
        assert result.stdout.count(expected) >= 1
    assert result.stdout.count("none of its 14 pairs") == 1
    assert "\\n" not in result.stdout
    assert "\x1b[2J" not in result.stdout
    assert {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()} == before


def test_one_json_document(study):
    result = structure(study.path, "--json", "--min-count", 30, "--no-stop-words")
    document = json.loads(result.stdout)
    assert document.keys() == {
        "study", "min_count", "stop_words", "structure", "differences", "drift", "words",
        "dynamics",
    }  # fmt: skip
    assert (document["min_count"], document["stop_words"]) == (30, False)
    assert {row["metric"] for row in document["structure"]} == {
        "task_alignment", "drift", "general_meaning", "opposites", "effective_rank",
        "mean_cosine", "norm_frequency", "overlap@10", "cka", "procrustes",
    }  # fmt: skip
    assert all(row["count"] >= 30 for row in document["drift"])
    assert {row["word"] for row in document["words"]} <= set(WORDS)


def test_what_is_no_study(tmp_path, study):
    for arguments, message in (
        ([tmp_path], "not a study"),
        ([tmp_path / "nowhere"], "no such study"),
        ([study.path, "--min-count", 0], "min_count is 0; it must be a whole number, at least 1"),
    ):
        result = structure(*arguments)
        assert result.exit_code == 2
        assert message in result.stderr
        assert result.stderr.count("\n") == 1


def test_counts_that_are_missing_are_named(tmp_path, study):
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, N, 4)).astype(np.float32)
    bare = write_study(tmp_path / "s", WORDS, COUNTS, COUNTS, [Run("random", after, before)])
    (folder,) = (bare.path / "words").iterdir()
    (folder / "held_out.npy").unlink()
    result = structure(bare.path)
    assert result.exit_code == 2
    assert f"{folder}: damaged or missing" in result.stderr
    assert result.stderr.count("\n") == 1


def test_each_data_set_has_its_name_and_what_it_is_without(tmp_path):
    vectors = np.random.default_rng(0).normal(size=(N, 4)).astype(np.float32)
    runs = [
        Run("random", np.ones_like(vectors), vectors, dataset="a"),
        Run("frozen", vectors, None, without_vector=[3], dataset="b"),
    ]
    counts = COUNTS + np.arange(N)[:, None]
    study = write_study(tmp_path / "s", WORDS, counts, counts, runs)
    first, second = structure(study.path).stdout.split("\nb\n\n")
    assert first.startswith("a\n\n")
    assert "\nrandom: lengths or frequencies are all the same\n" in first
    assert "All of this is" not in first
    assert "\nAll of this is without 1 word that has no vector.\n\n" in second


def test_a_damaged_table_of_moments_is_named(tmp_path, study):
    copy = tmp_path / "study"
    shutil.copytree(study.path, copy)
    (copy / "dynamics.csv").write_text("epoch\n0\n", "utf-8")
    result = structure(copy)
    assert result.exit_code == 1
    assert "dynamics.csv: damaged" in result.stderr
    assert result.stderr.count("\n") == 1
