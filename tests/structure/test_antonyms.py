import numpy as np
import pytest

from tests.structure.known_study import WORDS, by_chance, values


def test_opposites_and_general_meaning_say_what_is_missing(measured):
    matrix = by_chance(9)
    expected = []
    for a, b in (("good", "bad"), ("hot", "cold")):
        x, y = matrix[WORDS.index(a)], matrix[WORDS.index(b)]
        expected.append(float(x @ y / np.linalg.norm(x) / np.linalg.norm(y)))
    assert values(measured, "opposites", "pretrained", "polarity") == pytest.approx(expected[:1])
    assert values(measured, "opposites", "pretrained", "all") == pytest.approx([np.mean(expected)])
    rows = {(r.metric, r.of): r for r in measured.structure if r.kind == "pretrained"}
    assert rows["opposites", "size"].note == "none of its 18 pairs is in the vocabulary"
    wordsim = rows["general_meaning", "WordSim-353"]
    assert wordsim.value is None
    assert wordsim.note == f"only {wordsim.n} of its 353 pairs in the vocabulary, and 10 are needed"
