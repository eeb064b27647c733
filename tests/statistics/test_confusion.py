"""Confusion matrices, and the scores of classes as scikit-learn has them."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from embedstudy.statistics.confusion import list_confusions
from tests.statistics.made_up import predicted_study

CLASSES = ("a", "b", "c")
LABELS = list("aaaabbbccc")
PREDICTED = [list("aaabbbbaca"), list("aabbbbaaaa")]


@pytest.fixture
def study(tmp_path):
    return predicted_study(tmp_path / "s", CLASSES, LABELS, {"random": PREDICTED})


def test_matrices_and_scores_are_those_of_scikit_learn(study):
    (confusion,) = list_confusions(study)
    assert (confusion.strategy, confusion.classes) == ("random", CLASSES)
    for counts, predicted in zip(confusion.counts, PREDICTED, strict=True):
        assert (counts == confusion_matrix(LABELS, predicted, labels=CLASSES)).all()
    known = np.mean(
        [
            precision_recall_fscore_support(LABELS, p, labels=CLASSES, zero_division=0)[:3]
            for p in PREDICTED
        ],
        axis=0,
    )
    scores = [confusion.precision, confusion.recall, confusion.f1]
    assert np.allclose(scores, known)
    assert confusion.n_texts.tolist() == [4, 3, 3]
    assert confusion.mean_counts.sum() == len(LABELS)


def test_a_cell_without_predictions_is_left_out(study):
    for path in (study.path / "predictions").glob("*seed1.csv"):
        path.unlink()
    assert list_confusions(study) == []


def test_a_class_that_is_never_predicted_scores_nothing(tmp_path):
    study = predicted_study(tmp_path / "s", CLASSES, LABELS, {"random": [["a"] * 10]})
    (confusion,) = list_confusions(study)
    assert confusion.precision.tolist() == [0.4, 0, 0]
    assert confusion.recall.tolist() == [1, 0, 0]


def test_folds_of_a_seed_are_one_matrix(tmp_path):
    study = predicted_study(tmp_path / "s", CLASSES, LABELS, {"random": PREDICTED}, folds=2)
    (confusion,) = list_confusions(study)
    assert (confusion.counts[0] == confusion_matrix(LABELS, PREDICTED[0])).all()
