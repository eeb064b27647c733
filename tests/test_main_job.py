"""The main job on real reviews and real vectors: what the README promises of it."""

import csv
import re
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from embedstudy import Study
from embedstudy.structure.neighbors import find_neighbors
from embedstudy.structure.spaces import list_spaces
from tests.cli.runner import call

COMMAND = ["compare", "rotten-tomatoes", "--vectors", "glove-6b-50d"]


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """The study of the README's example in Python, all of which runs."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    names: dict[str, object] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("main"))
        exec(code, names)
        return Study(names["study"].path.absolute())


def test_each_pair_of_strategies_is_compared(study):
    assert {("frozen", "random"), ("finetuned", "random"), ("finetuned", "frozen")} <= {
        (row.a, row.b) for row in study.comparisons
    }


def test_accuracies_are_where_they_should_be(study):
    means = {row.strategy: row.mean for row in study.summary}
    assert 0.49 <= means["majority"] <= 0.51
    assert means["tfidf-logistic-regression"] >= 0.75
    assert means["random"] >= 0.725
    assert means["finetuned"] >= 0.740
    assert 0.66 <= means["frozen"] <= 0.72
    assert {row.n for row in study.summary if row.encoder} == {5}
    assert {row.n for row in study.summary if not row.encoder} == {1}
    assert all(row.status == "complete" for row in study.summary)


def test_frozen_vectors_are_shown_to_miss_something(study):
    """A difference of 6 points is beyond chance; whether finetuned beats random is left open."""
    pairs = {(row.a, row.b): row for row in study.comparisons}
    assert pairs["frozen", "random"].ci_high < 0
    assert pairs["finetuned", "frozen"].ci_low > 0
    assert all(row.n_examples == 853 for row in study.comparisons)


def test_neighbours_of_polarity_words_change(study):
    rows = find_neighbors(list_spaces(study), ["terrible", "wonderful"], topn=10)
    for word in ("terrible", "wonderful"):
        neighbors = {
            space: {r.neighbor for r in rows if (r.word, r.kind) == (word, space)}
            for space in ("random-before", "random", "pretrained", "finetuned")
        }
        assert not neighbors["random-before"] & neighbors["random"]
        assert neighbors["pretrained"] != neighbors["finetuned"]


def test_coverage_is_reported(study):
    shares = study.meta["coverage"]["rotten-tomatoes"]["glove-6b-50d"]
    assert 0.92 < shares["types"] < 0.93
    assert 0.97 < shares["tokens"] < 0.98


def test_the_same_bytes_again_with_another_number_of_jobs(study, tmp_path):
    """By the command, and two of the five seeds: a run does not know how many others there are.

    And with a BLAS of two threads, whatever the tests are given.
    """
    with threadpool_limits(2, user_api="blas"):
        result = call(*COMMAND, "--seeds", "2", "--out", tmp_path / "s", "--jobs", "1")
    assert result.exit_code == 0, result.stderr
    again = Study(tmp_path / "s")
    for folder in ("spaces", "predictions"):
        files = sorted(p.relative_to(again.path) for p in (again.path / folder).rglob("*.*"))
        assert len(files) >= 6
        for file in files:
            assert (again.path / file).read_bytes() == (study.path / file).read_bytes(), file
    rows = without_timings(again)
    assert len(rows) >= 6
    assert all(row in without_timings(study) for row in rows)


def without_timings(study) -> list[dict[str, str]]:
    with (study.path / "runs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        del row["seconds"], row["tokens_per_second"]
    return rows
