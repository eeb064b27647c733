"""Mutants of the files of a study."""

import dataclasses
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from embedstudy.report.animation.film import make_film
from embedstudy.report.dynamics_measures import COLUMNS, format_measure
from embedstudy.report.explorer.data import collect_data
from embedstudy.report.explorer.packing import to_json
from embedstudy.report.study.figures.dynamics import draw_dynamics
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import TABLES
from embedstudy.structure.dynamics import measure_dynamics
from embedstudy.structure.trajectory import follow_neighbors
from tests.faults.mutants import MUTANTS, Target, fuzz
from tests.faults.trials import Trials
from tests.studies import compare

FAULT_CLASS = "mutants of a study"
CHECKED_MUTANTS = 500  # the checksum tells all of them in the same place


@pytest.fixture(params=["with checksums", "without"])
def is_checked(request) -> bool:
    """Whether the study has checksums; older ones have none, and a stranger may remove them."""
    return request.param == "with checksums"


@pytest.fixture(scope="module")
def whole_study(corpus, vectors, tmp_path_factory) -> Path:
    """A study that has every table."""
    out = tmp_path_factory.mktemp("fuzz") / "study"
    compare(
        corpus, vectors, seeds=2, train_sizes=(60, 120, "all"), epochs=2, snapshots=True,
        reference=True, out=out, progress=False,
    )  # fmt: skip
    return out


@pytest.fixture
def study(whole_study, tmp_path, is_checked) -> StudyDirectory:
    """A copy of it, to be damaged."""
    folder = Path(shutil.copytree(whole_study, tmp_path / "study"))
    if not is_checked:
        path = folder / "study.json"
        meta = json.loads(path.read_bytes())
        for key in ("checksums", "checksum"):
            meta.pop(key)
        path.write_text(json.dumps(meta))
    return StudyDirectory(folder)


def try_study(trials: Trials, path: Path, target: Target) -> None:
    count = CHECKED_MUTANTS if target.is_checked else MUTANTS
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target, count)


@pytest.mark.parametrize("table", TABLES)
def test_a_table(table, study, is_checked, trials):
    kind, path = TABLES[table], study.path / f"{table}.csv"

    def read() -> object:
        rows = study.rows(kind)
        assert all(type(row) is kind for row in rows)
        for row in rows:
            for field in dataclasses.fields(row):
                value = getattr(row, field.name)
                assert not (isinstance(value, float) and not np.isfinite(value)), field.name
        return rows

    try_study(trials, path, Target(path, read, is_checked=is_checked))


def test_the_description(study, is_checked, trials):
    path = study.path / "study.json"
    target = Target(
        path, lambda: (study.meta, study.runs), is_checked=is_checked, also_named=(study.path.name,)
    )
    try_study(trials, path, target)


@pytest.mark.parametrize("ending", ["csv", "npy"])
def test_predictions(ending, study, is_checked, trials):
    path = next((study.path / "predictions").glob(f"*.{ending}"))

    def read() -> object:
        predictions = study.predictions(path.stem, with_probabilities=True)
        assert len(predictions.ids) == len(predictions.labels) == len(predictions.predicted)
        assert predictions.probabilities is not None
        assert len(predictions.probabilities) == len(predictions.ids)
        return predictions.ids.tobytes(), predictions.probabilities.tobytes()

    target = Target(path, read, is_checked=is_checked, also_named=(path.with_suffix(".npy").name,))
    try_study(trials, path, target)


@pytest.mark.parametrize("file", ["vectors.npy", "initial.npy", "vocab.txt", "meta.json"])
def test_a_space(file, study, is_checked, trials):
    folder = next((study.path / "spaces").glob("*finetuned*"))

    def read() -> object:
        spaces = [study.space(folder.name, initial=initial) for initial in (False, True)]
        for space in spaces:
            assert space.matrix.shape[0] == len(space.words)
            assert np.isfinite(space.matrix).all()
        rows = study.without_vector(folder.name).tolist()
        return [space.matrix.tobytes() for space in spaces], rows

    path = folder / file
    target = Target(path, read, is_checked=is_checked, also_named=(folder.name,))
    try_study(trials, path, target)


@pytest.mark.parametrize("file", ["vectors.npy", "vocab.txt", "meta.json"])
def test_snapshots(file, study, is_checked, trials):
    folder = next((study.path / "snapshots").glob("*finetuned*"))

    def read() -> object:
        snapshots = study.snapshots(folder.name)
        assert snapshots.vectors.shape[:2] == (len(snapshots.moments), len(snapshots.words))
        assert np.isfinite(snapshots.vectors).all()
        assert 0 <= snapshots.chosen < len(snapshots.moments)
        return snapshots.words, snapshots.moments, snapshots.vectors.tobytes()

    path = folder / file
    target = Target(path, read, is_checked=is_checked, also_named=(folder.name,))
    try_study(trials, path, target)


@pytest.mark.parametrize("is_checked", [False], ids=["without"], indirect=True)
@pytest.mark.parametrize("file", ["vectors.npy", "vocab.txt", "meta.json", "dynamics.csv"])
def test_what_is_shown_over_time(file, study, trials):
    """What the page, the terminal and films show of snapshots are numbers, without a warning."""
    folder = next((study.path / "snapshots").glob("*finetuned*"))
    word = study.snapshots(folder.name).words[0]

    def read() -> object:
        data = collect_data(study)
        assert data is not None
        json.loads(to_json(data))  # refuses what is no number
        if file == "dynamics.csv":
            rows = study.dynamics
            for family in draw_dynamics(rows, "dynamics"):
                for chart in family.charts:
                    assert not re.search(r"\b(nan|inf)\b", chart.body), chart.name
        else:
            rows = measure_dynamics(study)
            assert np.isfinite(make_film(study, folder.name).places).all()
            assert follow_neighbors(study, [word], 3)
        for row in rows:
            measures = [format_measure(row, name) for name in COLUMNS]
            assert max(map(len, measures)) < 20, measures
        return data

    path = study.path / file if file == "dynamics.csv" else folder / file
    target = Target(path, read, also_named=(folder.name, word))
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target, 200)


@pytest.mark.parametrize(
    "file", ["vocab.txt", "train.npy", "held_out.npy", "held_out_parts.npy", "meta.json"]
)
def test_word_counts(file, study, is_checked, trials):
    dataset = study.runs[0].dataset

    def read() -> object:
        counts = study.word_counts(dataset)
        assert counts.train.shape == (len(counts.words), len(counts.classes))
        return counts.words, counts.classes, counts.train.tobytes(), counts.held_out.tobytes()

    path = study.path / "words" / dataset / file
    target = Target(path, read, is_checked=is_checked, also_named=(path.parent.name,))
    try_study(trials, path, target)
