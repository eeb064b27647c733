"""The curves that the package holds come from finished studies."""

import csv

import pytest

from benchmarks.reference_curves import main
from embedstudy.forecast.reference import COLUMNS
from embedstudy.results.directory import StudyDirectory
from tests.benchmarks.tiny_reference import DATASETS


def test_finished_studies_have_their_points(reference_folder, tmp_path):
    assert main([str(reference_folder), "--to", str(tmp_path / "curves.csv")]) == 0
    with (tmp_path / "curves.csv").open(encoding="utf-8", newline="") as file:
        points = list(csv.DictReader(file))
    assert tuple(points[0]) == COLUMNS
    assert {point["dataset"] for point in points} == {*DATASETS}
    for name in DATASETS:
        study = StudyDirectory(reference_folder / "mean" / name)
        means = {(r.strategy, r.vectors, str(r.train_size)): r.mean for r in study.summary}
        known = [point for point in points if point["dataset"] == name]
        assert {point["strategy"] for point in known} == {"random", "frozen", "finetuned"}
        for point in known:
            mean = means[point["strategy"], point["vectors"], point["train_size"]]
            assert float(point["mean"]) == pytest.approx(mean, abs=0.00006)


def test_what_is_not_finished_is_named(tmp_path, capsys):
    (tmp_path / "mean" / "half").mkdir(parents=True)
    assert main([str(tmp_path), "--to", str(tmp_path / "curves.csv")]) == 1
    assert "left out, not finished" in capsys.readouterr().err
