"""A measure of structure is added by one entry of one table."""

import csv

import numpy as np
import pytest

from embedstudy.notebook import Study
from embedstudy.report.study import render_page
from embedstudy.structure.measurement import Measure, on_words
from embedstudy.structure.measures import MEASURES
from embedstudy.structure.tables import write_structure
from tests.cli.runner import call
from tests.structure.made_up_study import Run, write_study

WORDS = [f"w{i}" for i in range(40)]
COUNTS = np.full((len(WORDS), 2), 9)
MEAN_NORM = Measure(
    title="mean norm: how long vectors are",
    caption="In the units of the space.",
    heading="Mean norm",
    measure_space=on_words(lambda space: float(np.linalg.norm(space.vectors, axis=1).mean())),
)
MEAN_SHIFT = Measure(
    title="mean shift: how far two spaces lie apart",
    heading="Mean shift",
    group="stability",
    measure_pair=on_words(
        lambda pair: float(np.linalg.norm(pair.one.vectors - pair.other.vectors, axis=1).mean())
    ),
)


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setitem(MEASURES, "mean_norm", MEAN_NORM)
    monkeypatch.setitem(MEASURES, "mean_shift", MEAN_SHIFT)
    before, after = np.random.default_rng(0).normal(size=(2, 2, len(WORDS), 4)).astype(np.float32)
    runs = [Run("random", after[k], before[k], k) for k in range(2)]
    made_up = write_study(tmp_path / "s", WORDS, COUNTS, COUNTS, runs)
    write_structure(made_up)
    return Study(made_up.path)


def test_it_is_in_structure_csv(study):
    with (study.path / "structure.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    norms = [row for row in rows if row["metric"] == "mean_norm"]
    assert {(row["kind"], row["seed"]) for row in norms} == {
        (kind, seed) for kind in ("random-before", "random") for seed in "01"
    }
    (norm,) = (row for row in norms if (row["kind"], row["seed"]) == ("random", "0"))
    matrix = study.space("d-random-0").matrix
    assert float(norm["value"]) == pytest.approx(np.linalg.norm(matrix, axis=1).mean(), rel=1e-5)
    shifts = [row for row in rows if row["metric"] == "mean_shift"]
    assert {(row["kind"], row["other_kind"]) for row in shifts} == {
        ("random-before", "random-before"), ("random", "random"), ("random-before", "random"),
    }  # fmt: skip


def test_the_command_prints_it(study):
    printed = call("structure", study.path).stdout
    assert "mean norm: how long vectors are" in printed
    assert "mean shift: how far two spaces lie apart" in printed


def test_it_is_on_the_page(study):
    html = render_page(study).decode()
    assert "Mean norm" in html
    assert "Mean shift" in html
