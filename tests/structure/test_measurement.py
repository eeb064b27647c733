import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.structure import measurement
from embedstudy.structure.tables import measure_structure
from tests.structure.made_up_study import Run, write_study

N = 120


WORDS = [f"w{i}" for i in range(N - 4)] + ["good", "bad", "hot", "cold"]


RNG = np.random.default_rng(0)


SIDE = np.where(np.arange(N) % 2, 1.0, -1.0)


# The more frequent first, of two classes that have every second word to themselves.
TOTAL = (4000 / (1 + np.arange(N)) ** 1.4).astype(np.int64)


TRAIN = np.stack([TOTAL - TOTAL // 10, TOTAL // 10], axis=1)


ROTATION = np.linalg.qr(RNG.normal(size=(6, 6)))[0].astype(np.float32)


def by_chance(seed):
    return np.random.default_rng(seed).normal(size=(N, 6)).astype(np.float32)


def by_class(seed):
    vectors = by_chance(seed) * np.float32(0.05)
    vectors[:, 0] += SIDE.astype(np.float32)
    return vectors


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    pretrained, without = by_chance(9), [3, 4]
    runs = [Run("random", by_class(k + 5), by_chance(k), k) for k in range(2)]
    runs[1].after = runs[0].after @ ROTATION
    runs += [Run("frozen", pretrained, None, k, without) for k in range(2)]
    # Fine-tuning turns every second word round, and leaves the others where they are.
    turned = pretrained * SIDE[:, None].astype(np.float32)
    runs += [Run("finetuned", turned, pretrained, k, without) for k in range(2)]
    path = tmp_path_factory.mktemp("structure") / "s"
    return write_study(path, WORDS, TRAIN, TRAIN[::-1], runs)


@pytest.fixture(scope="module")
def found(study):
    return measure_structure(study)


def test_only_words_with_a_vector_are_measured(found):
    ranks = [row for row in found.structure if row.metric == "effective_rank"]
    assert {row.n for row in ranks} == {N - 2}
    assert {row.note for row in ranks} == {"without 2 words that have no vector"}
    assert not {"w3", "w4"} & {row.word for row in found.drift}


def test_stop_words_are_left_out_if_asked(tmp_path):
    words, rng = ["the", "film", "And", "good", "whose", "plot"], np.random.default_rng(0)
    vectors = rng.normal(size=(2, 6, 3)).astype(np.float32)
    counts = np.full((6, 2), 20)
    runs = [Run("random", *vectors)]
    made = write_study(tmp_path / "s", words, counts, counts, runs)
    every, few = measure_structure(made), measure_structure(made, stop_words=False)
    assert [row.word for row in every.words] == words
    assert [row.word for row in few.words] == ["film", "good", "plot"]
    assert {row.word for row in few.drift} == {"film", "good", "plot"}
    assert {row.n for row in few.structure if row.metric == "mean_cosine"} == {3}
    told = {row.note for row in few.structure if row.metric == "mean_cosine"}
    assert told == {"without 3 stop words"}


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
    (study.path / "spaces" / "d-random-0" / "vocab.txt").write_text("w0\n")
    with pytest.raises(InputError, match="1 words for a matrix"):
        measure_structure(study)


def test_spaces_before_and_after_of_other_dimensions(tmp_path):
    runs = [Run("random", by_class(1), by_chance(1)[:, :5])]
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs)
    with pytest.raises(InputError, match=r"d-random-0: damaged, initial.npy and vectors.npy"):
        measure_structure(study)
