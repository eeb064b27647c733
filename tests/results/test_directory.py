import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results import directory
from embedstudy.results.directory import Predictions, WordCounts
from embedstudy.results.rows import TextRow
from tests.results.directories import NASTY


def test_a_space_comes_back_as_it_was(study):
    after = np.arange(20, dtype=np.float32).reshape(10, 2)
    study.write_space("r", NASTY, {"vectors": after, "initial": -after}, {"without_vector": [3]})
    assert study.space("r").words == NASTY
    assert np.array_equal(study.space("r").matrix, after)
    assert np.array_equal(study.space("r", initial=True).matrix, -after)
    assert study.without_vector("r").tolist() == [3]


def test_other_damaged_files_are_one_line(older):
    matrix = np.ones((3, 2), np.float32)
    older.write_space("r", ["a", "b", "c"], {"vectors": matrix}, {"without_vector": []})
    file = older.path / "spaces" / "r" / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(InputError, match=r"vectors.npy: damaged or missing"):
        older.space("r")
    (older.path / "spaces" / "r" / "meta.json").write_text("{}")
    with pytest.raises(InputError, match=r"meta.json: damaged or missing"):
        older.without_vector("r")
    (older.path / "runs.csv").write_text("run,lr\nx,abc\n")
    with pytest.raises(InputError, match=r"runs.csv: damaged or missing"):
        _ = older.runs
    with pytest.raises(InputError, match=r"predictions.r.csv: damaged or missing"):
        older.predictions("r")


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"PK\x03\x04" + path.read_bytes()),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: np.save(path, np.array([["a", "b"]] * 3)),
        lambda path: np.save(path, np.ones((3, 2), complex)),
        lambda path: np.save(path, np.array([[1, 2], [np.nan, 3], [4, 5]], np.float32)),
        lambda path: np.save(path, np.array([[1, 2], [np.inf, -np.inf], [4, 5]], np.float32)),
    ],
)
def test_what_holds_no_vectors_is_one_line(older, damage):
    matrix = np.ones((3, 2), np.float32)
    older.write_space("r", ["a", "b", "c"], {"vectors": matrix}, {"without_vector": []})
    damage(older.path / "spaces" / "r" / "vectors.npy")
    with pytest.raises(InputError, match=r"vectors.npy: damaged or missing") as caught:
        older.space("r")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rows", [[3], [-1], [[0]], 1, "a", None, {}])
def test_rows_that_there_are_not_are_one_line(study, rows):
    matrix = np.ones((3, 2), np.float32)
    study.write_space("r", ["a", "b", "c"], {"vectors": matrix}, {"without_vector": rows})
    with pytest.raises(InputError, match=r"meta.json: damaged"):
        study.without_vector("r")


@pytest.mark.parametrize(
    "counts", [np.full((2, 2), -1), np.ones((2, 2)), np.array([["a", "b"]] * 2)]
)
def test_what_are_no_counts_is_one_line(older, counts):
    good = np.ones((2, 2), np.int64)
    older.write_word_counts("d", WordCounts(("a", "b"), ("neg", "pos"), good, good))
    np.save(older.path / "words" / "d" / "held_out.npy", counts)
    with pytest.raises(InputError, match=r"words.d: damaged or missing"):
        older.word_counts("d")


def test_parts_of_the_held_out_counts_are_read_back_and_add_up(older):
    parts = np.arange(12).reshape(3, 2, 2)
    total = parts.sum(axis=0)
    older.write_word_counts("d", WordCounts(("a", "b"), ("neg", "pos"), total, total, parts))
    np.testing.assert_array_equal(older.word_counts("d").held_out_parts, parts)
    file = older.path / "words" / "d" / "held_out_parts.npy"
    for damaged in (parts + 1, parts[0], -parts, parts.astype(float)):
        np.save(file, damaged)
        with pytest.raises(InputError, match=r"words.d: damaged or missing"):
            older.word_counts("d")
    file.unlink()  # as older studies are
    assert older.word_counts("d").held_out_parts is None


def test_probabilities_are_read_where_they_are_asked_for(older):
    names = np.array(["neg", "pos"], object)
    probabilities = np.array([[0.25, 0.75], [0.5, 0.5]], np.float32)
    older.write_predictions("r", Predictions(np.array([3, 7]), names, names, probabilities))
    assert older.predictions("r").probabilities is None
    read = older.predictions("r", with_probabilities=True)
    assert read.labels.tolist() == ["neg", "pos"]
    assert read.probabilities.dtype == np.float32
    assert read.probabilities.tolist() == probabilities.tolist()
    file = older.path / "predictions" / "r.npy"
    np.save(file, probabilities[:1])
    with pytest.raises(InputError, match=r"r.npy: damaged or missing .*no probabilities"):
        older.predictions("r", with_probabilities=True)
    file.unlink()  # as in a study of an earlier version
    assert older.predictions("r", with_probabilities=True).probabilities is None


def test_a_study_says_which_files_it_has(study):
    assert not study.has_table(TextRow)
    study.write_rows(TextRow, [])
    assert study.has_table(TextRow)
    assert study.texts == []
    names = np.array(["neg"], object)
    study.write_predictions("r", Predictions(np.array([3]), names, names))
    assert [study.has_predictions(run) for run in ("r", "other")] == [True, False]


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7])
def test_predictions_come_back_whole_however_many_are_read_at_a_time(study, monkeypatch, count):
    monkeypatch.setattr(directory, "ROWS", 3)
    names = np.array([*NASTY, "b"] * 7, dtype=object)[:count]
    ids = np.arange(count)[::-1] * 10**12
    study.write_predictions("r", Predictions(ids, names, names[::-1]))
    read = study.predictions("r")
    assert read.ids.tolist() == ids.tolist()
    assert read.labels.tolist() == names.tolist()
    assert read.predicted.tolist() == names[::-1].tolist()
    assert read.ids.dtype == np.int64


@pytest.mark.parametrize("row", ["7,a", "7,a,b,c", ",,", "x,a,b"])
def test_a_row_of_predictions_that_cannot_be_one_is_damage(older, monkeypatch, row):
    monkeypatch.setattr(directory, "ROWS", 1)
    names = np.array(["a", "b"], dtype=object)
    older.write_predictions("r", Predictions(np.array([3, 7]), names, names))
    file = older.path / "predictions" / "r.csv"
    file.write_text(f"{file.read_text()}{row}\n")
    with pytest.raises(InputError, match=r"predictions.r.csv: damaged or missing"):
        older.predictions("r")
