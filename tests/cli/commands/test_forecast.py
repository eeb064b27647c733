"""``embedstudy forecast``, and ``compare --forecast``, on a small study."""

import csv
import json

import pytest

from embedstudy.notebook import Study
from tests.cli.runner import call
from tests.made_up_files import texts, write_csv, write_vectors

QUICK = ("--lr", "0.5", "--epochs", "3", "--seeds", "2", "-q")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forecast")
    return write_csv(folder / "reviews.csv", texts(400, 1)), write_vectors(folder / "v.txt")


@pytest.fixture(scope="module")
def study(files, tmp_path_factory):
    reviews, vectors = files
    out = tmp_path_factory.mktemp("forecast") / "s"
    answer = call("compare", reviews, "--vectors", vectors, "--forecast", *QUICK, "--out", out)
    assert answer.exit_code == 0, answer.stderr
    return out


def read_table(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_study_that_is_to_forecast_chooses_its_sizes(study):
    assert sorted({row.train_size for row in Study(study).runs}) == [80, 160, 320]


def test_the_sizes_that_it_chooses_are_said(files, tmp_path):
    quick = [flag for flag in QUICK if flag != "-q"]
    out = ("--strategy", "random", "--out", tmp_path / "s")
    answer = call("compare", files[0], "--forecast", *quick, *out)
    assert "train sizes for the forecast: 80, 160 and all\n" in answer.stderr


def test_sizes_that_serve_several_data_sets_name_the_smallest(files, tmp_path):
    lines = files[0].read_text("utf-8").splitlines(keepends=True)
    few = tmp_path / "few.csv"
    few.write_text("".join(lines[: len(lines) // 2]), "utf-8")
    quick = [flag for flag in QUICK if flag != "-q"]
    out = ("--strategy", "random", "--out", tmp_path / "s")
    answer = call("compare", files[0], few, "--forecast", *quick, *out)
    assert f" and all (they fit {few}, the smallest data set)\n" in answer.stderr


def test_a_forecast_of_a_finished_study_has_its_command(study):
    answer = call("compare", "--resume", "--out", study, "--forecast")
    assert f"(embedstudy forecast {study} makes one)" in answer.stderr


def test_forecast_csv_has_its_columns(study):
    rows = read_table(study / "forecast.csv")
    assert list(rows[0])[:11] == [
        "dataset", "vectors", "strategy", "encoder", "train_size", "expected",
        "low_80", "high_80", "low_95", "high_95", "method",
    ]  # fmt: skip


def test_sizes_beyond_the_data_are_forecast(study):
    answer = call("forecast", study, "--at", "1000,3000", "--json")
    assert answer.exit_code == 0
    rows = json.loads(answer.stdout)["rows"]
    assert {row["train_size"] for row in rows if row["expected"]} == {1000, 3000}
    assert all(row["note"] for row in rows if not row["expected"])


def test_a_study_of_one_size_is_refused(files, tmp_path):
    out = tmp_path / "s"
    assert call("compare", files[0], "--strategy", "random", *QUICK, "--out", out).exit_code == 0
    answer = call("forecast", out)
    assert answer.exit_code == 2
    assert "has 1 train size, and a forecast needs 3" in answer.stderr
    assert not (out / "forecast.csv").exists()


def test_too_few_sizes_are_refused_before_anything_is_read(files, tmp_path):
    sizes = ("--train-sizes", "100,all")
    answer = call("compare", files[0], "--forecast", *sizes, *QUICK, "--out", tmp_path / "s")
    assert answer.exit_code == 2
    assert answer.stderr.count("\n") == 1
    assert "forecast needs 3 or more" in answer.stderr
    assert not (tmp_path / "s").exists()


def test_three_sizes_are_forecast_unless_it_is_forbidden(files, tmp_path):
    sizes = ("--strategy", "random", "--train-sizes", "50,150,all")
    for flags, is_there in (((), True), (("--no-forecast",), False)):
        out = tmp_path / f"s{is_there}"
        assert call("compare", files[0], *sizes, *flags, *QUICK, "--out", out).exit_code == 0
        assert (out / "forecast.csv").exists() is is_there


def test_both_flags_are_refused(files):
    answer = call("compare", files[0], "--forecast", "--no-forecast")
    assert answer.exit_code == 2
    assert "exclude each other" in answer.stderr
