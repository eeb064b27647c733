"""The test texts that are worth reading."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.results.rows import ALL_WRONG, ONLY_PRETRAINED, ONLY_RANDOM
from embedstudy.statistics.telling_texts import TEXTS, choose_texts
from tests.statistics.made_up import predicted_study

LABELS = ["neg"] * 6
# Text 0 and 1: all are wrong. 2 and 3: pretrained is right. 4: random is right. 5: all are right.
PREDICTED = {
    "random": [["pos", "pos", "pos", "pos", "neg", "neg"]] * 3,
    "frozen": [["pos", "pos", "pos", "pos", "pos", "neg"]] * 3,
    "finetuned": [
        ["pos", "pos", "neg", "neg", "pos", "neg"],
        ["pos", "pos", "neg", "neg", "pos", "neg"],
        ["pos", "pos", "pos", "neg", "pos", "neg"],
    ],
}
SURE = [0.6, 0.9, 0.7, 0.8, 0.75, 0.95]


def study_of(path, predicted=PREDICTED, **how):
    return predicted_study(path, ("neg", "pos"), LABELS, predicted, sure=SURE, **how)


def ids_by_group(rows):
    return {
        group: [row.id for row in rows if row.group == group]
        for group in (ALL_WRONG, ONLY_PRETRAINED, ONLY_RANDOM)
    }


@pytest.mark.parametrize("folds", [1, 2])
def test_texts_are_chosen_by_who_is_right_and_how_sure(tmp_path, folds):
    rows = choose_texts(study_of(tmp_path / "s", folds=folds))
    assert ids_by_group(rows) == {
        ALL_WRONG: [1, 0],  # the surest first
        ONLY_PRETRAINED: [3, 2],  # the one that more seeds get right first
        ONLY_RANDOM: [4],
    }
    first = rows[0]
    assert (first.label, first.predicted, first.rank) == ("neg", "pos", 1)
    assert first.probability == pytest.approx(0.9)
    assert (first.pretrained, first.pretrained_right, first.pretrained_seeds) == ("finetuned", 0, 3)
    assert (first.random_right, first.random_seeds) == (0, 3)
    second_of_pretrained = rows[3]
    assert (second_of_pretrained.pretrained_right, second_of_pretrained.random_right) == (2, 0)
    assert first.text == ""


def test_without_vectors_only_common_errors_are_told(tmp_path):
    rows = choose_texts(study_of(tmp_path / "s", {"random": PREDICTED["random"]}))
    assert ids_by_group(rows) == {ALL_WRONG: [1, 3, 2, 0], ONLY_PRETRAINED: [], ONLY_RANDOM: []}
    assert {(row.pretrained, row.pretrained_right) for row in rows} == {("", None)}


def test_controls_and_baselines_do_not_count(tmp_path):
    never = {"zeros": [["neg"] * 6] * 3, "majority": [["neg"] * 6] * 3}
    rows = choose_texts(study_of(tmp_path / "s", {**PREDICTED, **never}))
    assert rows == choose_texts(study_of(tmp_path / "t"))


def test_no_group_is_longer_than_it_says(tmp_path):
    labels = ["neg"] * 50
    study = predicted_study(
        tmp_path / "s", ("neg", "pos"), labels, {"random": [["pos"] * 50]}, sure=[0.9] * 50
    )
    assert [row.id for row in choose_texts(study)] == list(range(TEXTS))


def test_without_probabilities_the_order_is_that_of_the_ids(tmp_path):
    study = study_of(tmp_path / "s")
    for path in (study.path / "predictions").glob("*.npy"):
        path.unlink()
    rows = choose_texts(study)
    assert ids_by_group(rows)[ALL_WRONG] == [0, 1]
    assert {row.probability for row in rows} == {None}


def test_of_several_classes_the_one_most_predicted_is_named(tmp_path):
    predicted = {"random": [["b"], ["c"], ["c"]], "frozen": [["b"], ["c"], ["b"]]}
    study = predicted_study(tmp_path / "s", ("a", "b", "c"), ["a"], predicted, sure=np.array([0.5]))
    (row,) = choose_texts(study)
    assert row.predicted == "b"  # three each: the first class
    assert replace(row, probability=None).label == "a"
