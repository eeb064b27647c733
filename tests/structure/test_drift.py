import numpy as np
import pytest

from embedstudy.results.row_format import split_words
from embedstudy.structure import drift
from embedstudy.structure.tables import measure_structure, write_structure
from tests.structure.known_study import SIDE, TOTAL, TRAIN, WORDS, N, by_chance, by_class, values
from tests.structure.made_up_study import Run, write_study


def test_drift_is_by_frequency(measured):
    usable = [i for i in range(N) if i not in (3, 4)]
    turned = {"1-9": [], "10-99": [], "100-999": [], "1000+": []}
    for i in usable:
        count = TOTAL[i]
        band = "1-9" if count < 10 else "10-99" if count < 100 else "100-999"
        turned["1000+" if count >= 1000 else band].append(SIDE[i])
    for band, signs in turned.items():
        assert values(measured, "drift", "finetuned", band) == pytest.approx([np.mean(signs)] * 2)
        (n,) = {r.n for r in measured.structure if r.metric == "drift" and r.of == band}
        assert n == len(signs)


def test_drift_is_measured_some_words_at_a_time(measured, study, monkeypatch):
    monkeypatch.setattr(drift, "AT_ONCE", 7)
    (whole, in_parts) = (
        [(row.of, row.value, row.n) for row in result.structure if row.metric == "drift"]
        for result in (measured, measure_structure(study))
    )
    assert whole == in_parts


def test_words_that_moved_most_come_first_with_their_neighbours(measured, study):
    rows = [row for row in measured.drift if row.kind == "finetuned"]
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
        words_by_cell = [split_words(cell) for cell in cells]
        assert all(
            set(cell_words) <= set(words) and len(cell_words) <= 10 for cell_words in words_by_cell
        )
    words_in_table = {
        word for row in study.drift for word in split_words(row.lost) + split_words(row.gained)
    }
    assert {"new york", "back\\slash"} <= words_in_table
