"""The table of baselines: what each is called, how it is drawn, and its estimator."""

import numpy as np
import pytest

from embedstudy.baselines import BASELINES, is_chance


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_can_be_drawn_and_fitted(name):
    baseline = BASELINES[name]
    assert baseline.title
    assert baseline.marker
    assert len(baseline.sign) == 1
    features, labels = np.eye(4), np.array([0, 0, 0, 1])
    model = baseline.make(*baseline.cs[:1] or (1.0,), 0).fit(features, labels)
    assert set(model.predict(features)) <= {0, 1}


def test_no_two_baselines_look_the_same():
    for trait in ("title", "marker", "sign"):
        assert len({getattr(entry, trait) for entry in BASELINES.values()}) == len(BASELINES)


def test_the_most_frequent_class_is_chance():
    assert [name for name in BASELINES if is_chance(name)] == ["majority"]
    assert not is_chance("random")
