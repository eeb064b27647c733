import numpy as np
import pytest

from embedstudy.results.row_format import split_words
from embedstudy.structure.tables import measure_structure, write_structure
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


def values(found, metric, space, of=""):
    return [
        r.value
        for r in found.structure
        if (r.metric, r.kind, r.of, r.other) == (metric, space, of, None)
    ]


def test_drift_is_by_frequency(found):
    usable = [i for i in range(N) if i not in (3, 4)]
    turned = {"1-9": [], "10-99": [], "100-999": [], "1000+": []}
    for i in usable:
        count = TOTAL[i]
        band = "1-9" if count < 10 else "10-99" if count < 100 else "100-999"
        turned["1000+" if count >= 1000 else band].append(SIDE[i])
    for band, signs in turned.items():
        assert values(found, "drift", "finetuned", band) == pytest.approx([np.mean(signs)] * 2)
        (n,) = {r.n for r in found.structure if r.metric == "drift" and r.of == band}
        assert n == len(signs)


def test_words_that_moved_most_come_first_with_their_neighbours(found, study):
    rows = [row for row in found.drift if row.kind == "finetuned"]
    assert [row.cosine for row in rows] == sorted(row.cosine for row in rows)
    assert len(rows) == N - 2
    for row in rows[:5]:
        assert row.cosine == pytest.approx(-1)
        assert row.count == TOTAL[WORDS.index(row.word)]
        before, after = (
            {name for name, _ in study.space(f"d-{s}-0").neighbors(row.word, 10, among)}
            for s, among in (("frozen", known()), ("finetuned", known()))
        )
        assert set(row.lost.split()) == before - after
        assert set(row.gained.split()) == after - before


def known():
    mask = np.ones(N, dtype=bool)
    mask[[3, 4]] = False
    return mask


def test_neighbours_with_spaces_in_them_stay_apart(tmp_path):
    words = ["new york", "back\\slash", *WORDS[2:]]
    study = write_study(
        tmp_path / "s", words, TRAIN, TRAIN, [Run("random", by_class(1), by_chance(1))]
    )
    write_structure(study)
    for cells in zip(*((row.lost, row.gained) for row in study.drift), strict=True):
        named = [split_words(cell) for cell in cells]
        assert all(set(each) <= set(words) and len(each) <= 10 for each in named)
    told = {word for row in study.drift for word in split_words(row.lost) + split_words(row.gained)}
    assert {"new york", "back\\slash"} <= told
