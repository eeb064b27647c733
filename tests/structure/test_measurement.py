import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.structure import measurement
from embedstudy.structure.tables import measure_structure
from tests.structure.known_study import TRAIN, WORDS, N, by_chance, by_class
from tests.structure.made_up_study import Run, write_study
from tests.studies import forget_checksums


def test_only_words_with_a_vector_are_measured(measured):
    ranks = [row for row in measured.structure if row.metric == "effective_rank"]
    assert {row.n for row in ranks} == {N - 2}
    assert {row.note for row in ranks} == {"without 2 words that have no vector"}
    assert not {"w3", "w4"} & {row.word for row in measured.drift}


def test_stop_words_are_left_out_if_asked(tmp_path):
    words, rng = ["the", "film", "And", "good", "whose", "plot"], np.random.default_rng(0)
    vectors = rng.normal(size=(2, 6, 3)).astype(np.float32)
    counts = np.full((6, 2), 20)
    runs = [Run("random", *vectors)]
    study = write_study(tmp_path / "s", words, counts, counts, runs)
    every, few = measure_structure(study), measure_structure(study, stop_words=False)
    assert [row.word for row in every.words] == words
    assert [row.word for row in few.words] == ["film", "good", "plot"]
    assert {row.word for row in few.drift} == {"film", "good", "plot"}
    assert {row.n for row in few.structure if row.metric == "mean_cosine"} == {3}
    notes = {row.note for row in few.structure if row.metric == "mean_cosine"}
    assert notes == {"without 3 stop words"}


def test_the_most_frequent_words_stand_for_all(study, monkeypatch):
    monkeypatch.setattr(measurement, "MOST_FREQUENT", 30)
    few = measure_structure(study)
    assert {r.n for r in few.structure if r.metric == "cka"} == {30}
    assert {row.word for row in few.drift} == {f"w{i}" for i in range(32) if i not in (3, 4)}
    assert sum(r.n for r in few.structure if r.metric == "drift" and r.seed == 0) == 2 * (N - 2)


def test_spaces_of_other_words_than_were_counted(tmp_path):
    study = write_study(
        tmp_path / "s", WORDS, TRAIN, TRAIN, [Run("random", by_class(1), by_chance(1))]
    )
    forget_checksums(study)
    (study.path / "spaces" / "d-random-0" / "vocab.txt").write_text("w0\n")
    with pytest.raises(InputError, match="1 words for a matrix"):
        measure_structure(study)


def test_spaces_before_and_after_of_other_dimensions(tmp_path):
    runs = [Run("random", by_class(1), by_chance(1)[:, :5])]
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs)
    with pytest.raises(InputError, match=r"d-random-0: damaged, initial.npy and vectors.npy"):
        measure_structure(study)
