import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from embedstudy.metrics import Outputs
from embedstudy.metrics.auroc import AUROC
from tests.metrics.outputs import make_outputs


@pytest.mark.parametrize("n_classes", [3, 6])
def test_it_is_that_of_scikit_learn(n_classes):
    outputs = make_outputs(n_classes=n_classes)
    probabilities = outputs.probabilities.astype(float)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    expected = roc_auc_score(outputs.labels, probabilities, multi_class="ovr", average="macro")
    assert AUROC.compute(outputs) == pytest.approx(expected, abs=1e-9)


def test_of_two_classes_it_is_that_of_the_second():
    outputs = make_outputs(n_classes=2)
    expected = roc_auc_score(outputs.labels, outputs.probabilities[:, 1])
    assert AUROC.compute(outputs) == pytest.approx(expected, abs=1e-4)


def test_a_class_without_texts_does_not_count():
    outputs = make_outputs(n_classes=3)
    more = np.hstack([outputs.probabilities, np.full((400, 1), 0.1)])
    with_fourth = Outputs(outputs.labels, outputs.predicted, more)
    assert AUROC.compute(with_fourth) == pytest.approx(AUROC.compute(outputs))


def test_one_class_alone_has_the_score_of_chance():
    labels = np.zeros(5, int)
    assert AUROC.compute(Outputs(labels, labels, np.full((5, 2), 0.5))) == 0.5


def test_equal_probabilities_are_chance():
    labels = np.array([0, 1, 1, 0, 1])
    scores = AUROC.text_scores(Outputs(labels, labels, np.full((5, 2), 0.5)))
    np.testing.assert_allclose(scores, 0.5)
