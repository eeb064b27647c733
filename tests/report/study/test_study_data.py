"""The tables of a study, read once, whole or of one data set."""

from dataclasses import replace

import pytest

from embedstudy.errors import InputError
from embedstudy.report.study.study_data import read_study_data
from embedstudy.results.damage import Damage
from tests.report.study.made_up import bare, made_up, meta, neighbors, run_row, runs


def test_a_data_set_has_its_own_rows(tmp_path):
    study_meta = meta(probes={"d": ["bad"], "e": ["good"]})
    near = [*neighbors("bad"), *neighbors("dull"), *neighbors("good", dataset="e")]
    study = made_up(
        tmp_path / "s", study_meta=study_meta, runs=[*runs(), *runs("e")], neighbors=near
    )
    whole = read_study_data(study)
    assert whole.datasets == ("d", "e")
    first, second = (whole.for_dataset(name) for name in whole.datasets)
    assert {row.dataset for row in second.runs} == {"e"}
    assert len(first.runs) + len(second.runs) == len(whole.runs)
    # Only probe words, since a word of another data set may have been asked for.
    assert {row.word for row in first.neighbors} == {"bad"}
    assert {row.word for row in second.neighbors} == {"good"}
    assert (first.page_id, second.page_id) == ("d0", "d1")
    assert second.structure == ()


def test_what_study_json_says_of_a_data_set(tmp_path):
    data = read_study_data(made_up(tmp_path / "s")).for_dataset("d")
    assert data.look_up("coverage") == {"table": {"types": 0.876, "tokens": 0.954}}
    assert data.look_up("nothing") == {}


def test_sizes_and_folds(tmp_path):
    data = read_study_data(made_up(tmp_path / "s"))
    assert data.train_sizes == [100, 1000]
    assert not data.is_cross_validated
    rows = [run_row("random", 0, 0.6, fold=fold) for fold in (0, 1)]
    assert read_study_data(bare(tmp_path / "cv", rows)).is_cross_validated


def test_a_damaged_table_is_empty_and_named(tmp_path):
    study = replace(made_up(tmp_path / "s"), damage=Damage())
    (study.path / "curve.csv").write_bytes(b"\xff\xfe")
    data = read_study_data(study)
    assert data.curve == ()
    assert data.summary
    (line,) = study.damage.messages
    assert "curve.csv: damaged" in line


def test_nothing_is_read_without_runs(tmp_path):
    study = made_up(tmp_path / "s")
    (study.path / "runs.csv").write_bytes(b"run,dataset\nx,y\n")
    with pytest.raises(InputError, match=r"runs\.csv: damaged"):
        read_study_data(study)
