import numpy as np
import pytest

from embedstudy.metrics.imbalance import describe_imbalance

CLASSES = ["ham", "spam", "other"]


@pytest.mark.parametrize(("rare", "warns"), [(1, True), (20, True), (21, False), (50, False)])
def test_a_class_of_four_texts_in_five_is_warned_of(rare, warns):
    labels = np.array([1] * (100 - rare) + [0] * rare)
    sentences = describe_imbalance(labels, CLASSES, "accuracy")
    assert len(sentences) == warns
    if warns:
        assert f"class 'spam' holds {100 - rare:.1f} %" in sentences[0]
        assert "--metric macro-f1 or balanced-accuracy" in sentences[0]


def test_other_metrics_need_no_warning():
    assert describe_imbalance(np.zeros(10, int), CLASSES, "auroc") == []
