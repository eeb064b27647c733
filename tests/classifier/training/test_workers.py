import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import make_config
from embedstudy.classifier.training import workers
from embedstudy.classifier.training.training_set import LabeledTexts, make_training_set
from embedstudy.classifier.training.workers import choose_workers, estimate_memory
from embedstudy.errors import ResourcesError
from embedstudy.memory import CHECK_VARIABLE, FreeMemory

TEXTS = ["good film", "bad film", "good one", "bad one"]


@pytest.fixture
def training_set(monkeypatch):
    """Return what a model with a table of 100 kB is trained on; there are four cores."""
    monkeypatch.setattr(workers, "cpu_count", lambda: 4)
    config = make_config(EmbeddingClassifier(dim=5000).get_params(deep=False))
    labels, weights = np.array([1, 0, 1, 0], np.int32), np.ones(4, np.float32)
    texts = LabeledTexts(TEXTS, config.tokenizer, labels, weights, 2)
    return make_training_set(texts, np.arange(4), None, config, None)


def leave(monkeypatch, size):
    monkeypatch.setattr(workers, "find_free_memory", lambda: FreeMemory(size, "this container"))


def test_as_many_models_are_trained_at_once_as_fit(training_set, monkeypatch):
    size = estimate_memory(training_set)
    assert 4 * 4 * 5000 * 5 <= size < 1_000_000
    for n_fit, wanted, chosen in [(100, 9, 4), (100, 3, 3), (2.5, 9, 2), (1, 9, 1)]:
        leave(monkeypatch, int(n_fit * size))
        assert choose_workers(training_set, wanted) == chosen


def test_one_that_does_not_fit_is_refused_unless_nothing_is_checked(training_set, monkeypatch):
    leave(monkeypatch, 1000)
    with pytest.raises(
        ResourcesError, match=r"needs about \d+ kB more .* 1 kB are free \(this cont"
    ):
        choose_workers(training_set, 1)
    monkeypatch.setenv(CHECK_VARIABLE, "0")
    assert choose_workers(training_set, 1) == 1
