import numpy as np
import pytest

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


def values(found, metric, space, of=""):
    return [
        r.value
        for r in found.structure
        if (r.metric, r.kind, r.of, r.other) == (metric, space, of, None)
    ]


def test_opposites_and_general_meaning_say_what_is_missing(found):
    matrix = by_chance(9)
    expected = []
    for a, b in (("good", "bad"), ("hot", "cold")):
        x, y = matrix[WORDS.index(a)], matrix[WORDS.index(b)]
        expected.append(float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)))
    assert values(found, "opposites", "pretrained", "polarity") == pytest.approx(expected[:1])
    assert values(found, "opposites", "pretrained", "all") == pytest.approx([np.mean(expected)])
    rows = {(r.metric, r.of): r for r in found.structure if r.kind == "pretrained"}
    assert rows["opposites", "size"].note == "none of its 18 pairs is in the vocabulary"
    wordsim = rows["general_meaning", "WordSim-353"]
    assert wordsim.value is None
    assert wordsim.note == f"only {wordsim.n} of its 353 pairs in the vocabulary, and 10 are needed"
