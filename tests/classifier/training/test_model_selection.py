import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import make_config
from embedstudy.classifier.training.model_selection import (
    MIN_CLASS_SIZE,
    hold_out,
    select_values_and_epoch,
)
from embedstudy.classifier.training.training_set import LabeledTexts, make_training_set
from embedstudy.errors import DivergedError


def config_of(**parameters):
    return make_config(EmbeddingClassifier(**parameters).get_params(deep=False))


def make_set(texts, labels, dev_rows, **parameters):
    config, n_texts = config_of(**parameters), len(texts)
    ids, weights = np.array(labels, np.int32), np.ones(n_texts, np.float32)
    data = LabeledTexts(texts, config.tokenizer, ids, weights, 2)
    rows = np.setdiff1d(np.arange(n_texts), dev_rows)
    return make_training_set(data, rows, np.array(dev_rows), config, None)


@pytest.mark.parametrize("share", [0.1, 0.25])
def test_a_share_of_each_class_is_held_out(share):
    labels = np.array([0] * 40 + [1] * 80 + [2] * 3)
    training, held_out = hold_out(labels, config_of(validation_fraction=share))
    assert np.bincount(labels[held_out], minlength=3).tolist() == [40 * share, 80 * share, 0]
    assert sorted([*training, *held_out]) == list(range(123))
    for rows in (training, held_out):
        assert (np.diff(rows) > 0).all()


def test_the_seed_fixes_what_is_held_out():
    labels = np.arange(100) % 2

    def held_out(seed):
        return hold_out(labels, config_of(random_state=seed))[1].tolist()

    assert held_out(3) == held_out(3) != held_out(4)


@pytest.mark.parametrize(
    ("sizes", "share"), [((MIN_CLASS_SIZE, MIN_CLASS_SIZE - 1), 0.1), ((10, 10), 0.99)]
)
def test_too_few_texts(sizes, share):
    labels = np.repeat(np.arange(2), sizes)
    assert hold_out(labels, config_of(validation_fraction=share)) is None


def test_the_values_chosen_are_the_gentlest_of_the_best():
    texts, labels = ["good", "bad"] * 20, [1, 0] * 20
    training_set = make_set(texts, labels, [0, 1, 2, 3], epochs=30, dim=10)
    chosen, epoch = select_values_and_epoch(training_set)
    trained = training_set.train(chosen)[1]
    assert trained.best.dev_accuracy == 1.0
    assert trained.best.epoch <= epoch <= 30
    # Of epochs within one text of the best, the last: an early one may be luck.
    assert epoch == max(e.epoch for e in trained.epochs if e.dev_accuracy > 1 - 1.5 / 4)
    candidates = training_set.config.search.candidates
    first = [v for v in candidates if training_set.train(v)[1].best.dev_accuracy == 1.0]
    assert chosen.learning_rate <= first[len(first) // 2].learning_rate


def test_rates_that_diverge_are_left_out_unless_all_do():
    texts, labels = ["good", "bad"] * 20, [1, 0] * 20
    training_set = make_set(texts, labels, [0, 1], learning_rate=1e39)
    with pytest.raises(DivergedError, match=r"learning rate 1e\+39"):
        select_values_and_epoch(training_set)


def test_the_values_chosen_by_a_loss_have_the_least():
    texts, labels = ["good", "bad"] * 20, [1, 0] * 20
    training_set = make_set(texts, labels, [0, 1, 2, 3], epochs=10, dim=5, metric="log-loss")
    chosen, epoch = select_values_and_epoch(training_set)
    losses = {
        values: training_set.train(values)[1].best.dev_score
        for values in training_set.config.search.candidates
    }
    trained = training_set.train(chosen)[1]
    assert trained.best.dev_score <= min(losses.values()) + 0.5 / 4
    assert epoch == max(
        e.epoch for e in trained.epochs if e.dev_score < trained.best.dev_score + 1.5 / 4
    )
