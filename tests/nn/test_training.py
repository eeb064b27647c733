import numpy as np
import pytest

from embedstudy.errors import DivergedError
from embedstudy.metrics import METRICS
from embedstudy.nn import training as nn_training
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.engine import TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.schedules import SCHEDULES
from embedstudy.nn.training import (
    Stopped,
    Watch,
    explain_instability,
    find_pauses,
    log_prior,
    predict_outputs,
    score_dev,
    train,
)
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments
from tests.nn.two_classes import DOCUMENTS, EXAMPLES, LABELS, N_WORDS, make_model


def plan(options=None, **changes):
    options = options or ModelOptions(epochs=8)
    return TrainingPlan(options, **{"learning_rate": 1.0, "seeds": Seeds(0), **changes})


def test_training_learns_and_says_so():
    model, epochs = make_model(), []
    training = train(model, EXAMPLES, plan(), dev=EXAMPLES, watch=Watch(on_epoch=epochs.append))
    assert (model.predict(DOCUMENTS) == LABELS).mean() == 1
    assert training.best.dev_accuracy == 1
    assert training.epochs[-1].train_loss < training.epochs[0].train_loss
    assert [epoch.epoch for epoch in training.epochs] == list(range(1, 9))
    assert epochs == training.epochs
    assert training.tokens == 8 * 600
    assert training.seconds > 0


def test_the_weights_are_those_of_the_first_best_epoch():
    model, again = make_model(), make_model()
    best = train(model, EXAMPLES, plan(), dev=EXAMPLES).best
    train(again, EXAMPLES, plan(stop_after=best.epoch))
    assert best.epoch < 8
    assert model.embedding.tobytes() == again.embedding.tobytes()
    assert model.weights.tobytes() == again.weights.tobytes()


def test_with_a_slack_the_weights_are_those_of_the_last_epoch_near_the_best():
    rng, hard = np.random.default_rng(0), EXAMPLES
    labels = np.where(rng.random(len(LABELS)) < 0.3, 1 - hard.labels, hard.labels)
    dev = Examples.unweighted(DOCUMENTS, labels)
    epochs_by_slack = {}
    for slack in (0.0, 0.02, 1.0):
        model, again = make_model(), make_model()
        training = train(model, hard, plan(slack=slack), dev=dev)
        scores = [epoch.dev_score for epoch in training.epochs]
        near = [e.epoch for e in training.epochs if e.dev_score > max(scores) - slack]
        first = 1 + scores.index(max(scores))
        assert training.best.epoch == (near[-1] if slack else first)
        train(again, hard, plan(stop_after=training.best.epoch))
        assert model.embedding.tobytes() == again.embedding.tobytes()
        epochs_by_slack[slack] = training.best.epoch
    assert epochs_by_slack[0.0] < epochs_by_slack[1.0] == 8


def test_without_dev_the_last_epoch_counts():
    training = train(make_model(), EXAMPLES, plan())
    assert training.best == training.epochs[-1]
    assert training.best.dev_accuracy is None


def test_a_seed_fixes_every_byte():
    models = [make_model(), make_model(), make_model(seed=1)]
    for model, seed in zip(models, (0, 0, 1), strict=True):
        train(model, EXAMPLES, plan(seeds=Seeds(seed)))
    assert models[0].embedding.tobytes() == models[1].embedding.tobytes()
    assert models[0].embedding.tobytes() != models[2].embedding.tobytes()


def test_a_frozen_embedding_stays():
    model = make_model()
    before = model.embedding.copy()
    train(model, EXAMPLES, plan(frozen_rows=N_WORDS), dev=EXAMPLES)
    assert np.array_equal(model.embedding, before)


def test_divergence_names_rate_epoch_and_step():
    with pytest.raises(DivergedError) as caught:
        train(make_model(), EXAMPLES, plan(learning_rate=1e30))
    assert caught.value.learning_rate == 1e30
    assert caught.value.epoch == 1
    assert 1 <= caught.value.step <= 120


def test_divergence_in_batches_names_the_step():
    diverging = plan(ModelOptions(epochs=8, batch_size=16), learning_rate=1e30)
    with pytest.raises(DivergedError, match=r"epoch 1, step [1-8], learning rate 1e\+30") as caught:
        train(make_model(encoder="dan"), EXAMPLES, diverging)
    assert 1 <= caught.value.step <= 8


def test_zero_weights_never_learn_from_the_words():
    """With a zero embedding and zero output weights no gradient reaches either: only the bias."""
    model = make_model()
    model.embedding[:], model.weights[:] = 0, 0
    train(model, EXAMPLES, plan())
    assert not model.embedding.any()
    assert not model.weights.any()


def test_training_can_be_stopped():
    epochs = []
    watch = Watch(should_stop=lambda: len(epochs) == 3, on_epoch=epochs.append)
    with pytest.raises(Stopped):
        train(make_model(), EXAMPLES, plan(), watch=watch)
    assert len(epochs) == 3


def test_frozen_vectors_learn_once_they_are_unfrozen():
    model = make_model()
    before = model.embedding.copy()
    options = ModelOptions(epochs=4, unfreeze_after=2)
    train(model, EXAMPLES, plan(options, frozen_rows=N_WORDS, stop_after=2))
    assert np.array_equal(model.embedding, before)
    train(model, EXAMPLES, plan(options, frozen_rows=N_WORDS))
    assert not np.array_equal(model.embedding, before)


def test_training_stops_when_dev_has_not_risen_for_a_while():
    options = ModelOptions(epochs=50, patience=3)
    training = train(make_model(), EXAMPLES, plan(options), dev=EXAMPLES)
    assert len(training.epochs) == training.best.epoch + 3


@pytest.mark.parametrize("encoder", ["mean", "max", "concat", "hier", "dan"])
def test_a_document_without_words_is_predicted_as_the_prior(encoder):
    labels = np.where(np.arange(120) % 4 == 0, 0, 1).astype(np.int32)
    empty = EncodedDocuments(np.empty(0, np.int32), np.zeros(3, np.int64))
    model = make_model(encoder=encoder)
    options = ModelOptions(epochs=2, batch_size=16)
    train(model, Examples.unweighted(DOCUMENTS, labels), plan(options))
    np.testing.assert_allclose(np.exp(model.logits(empty)), [[0.25, 0.75]] * 2, rtol=1e-5)


def test_the_prior_of_a_class_without_documents_is_finite():
    prior = log_prior(np.array([3.0, 1.0, 0.0]))
    np.testing.assert_allclose(np.exp(prior), [0.75, 0.25, 0], atol=1e-6)
    assert np.isfinite(prior).all()


@pytest.mark.parametrize("encoder", ["max", "concat", "hier", "dan"])
@pytest.mark.parametrize("optimizer", ["sgd", "adagrad", "adam", "adadelta"])
def test_every_encoder_learns_with_every_optimizer(encoder, optimizer):
    rate = {"sgd": 1.0, "adagrad": 0.1, "adam": 0.02, "adadelta": 3.0}[optimizer]
    options = ModelOptions(
        epochs=30, batch_size=20, optimizer=optimizer, dropout=0.1, word_dropout=0.1
    )
    trained_bytes = []
    for _ in range(2):
        model = make_model(encoder=encoder)
        training = train(model, EXAMPLES, plan(options, learning_rate=rate))
        trained_bytes.append(model.embedding.tobytes() + model.weights.tobytes())
    assert (model.predict(DOCUMENTS) == LABELS).mean() > 0.95
    assert training.epochs[-1].train_loss < training.epochs[0].train_loss
    assert trained_bytes[0] == trained_bytes[1]


def test_a_metric_says_which_epoch_is_best():
    model = make_model()
    training = train(model, EXAMPLES, plan(), dev=EXAMPLES, metric=METRICS["log-loss"])
    scores = [epoch.dev_score for epoch in training.epochs]
    assert training.best.dev_score == min(scores)
    outputs = predict_outputs(model, EXAMPLES)
    assert METRICS["log-loss"].compute(outputs) == training.best.dev_score
    assert outputs.predicted.tolist() == model.predict(DOCUMENTS).tolist()


def test_an_explosion_is_told_from_a_model_that_learns_nothing():
    assert explain_instability(np.log(3), 3, 1.0) == ""
    assert explain_instability(1.03 * np.log(3), 3, 1e4) == ""
    assert explain_instability(1.2, 3, 1.0) == "the training loss, 1.2, stayed above ln 3"
    assert "grew 2e+06 times" in explain_instability(0.1, 3, 2e6)
    assert train(make_model(), EXAMPLES, plan(), dev=EXAMPLES).instability == ""


# How each of them learns, and where its epochs are divided.
WAYS = [
    *({"encoder": encoder, "optimizer": name} for encoder in ENCODERS for name in OPTIMIZERS),
    *({"encoder": "mean", "schedule": schedule} for schedule in SCHEDULES),
    {"encoder": "mean", "batch_size": 1},
    {"encoder": "mean", "batch_size": 1, "embedding_rate": 0.5, "schedule": "constant"},
    {"encoder": "mean", "batch_size": 7, "momentum": 0.9, "nesterov": True},
    {"encoder": "mean", "batch_size": 200},
    {"encoder": "mean", "warmup": 0.4, "batch_size": 3},
    {"encoder": "dan", "dropout": 0.3, "word_dropout": 0.2},
    {"encoder": "cnn", "dropout": 0.5, "max_norm": 1.0, "weight_decay": 0.01},
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
def test_who_looks_at_moments_changes_no_bit(way):
    encoder, *_ = way.values()
    rest = {name: value for name, value in way.items() if name != "encoder"}
    batch_size = 1 if way.get("optimizer") == "sgd" else 16
    options = ModelOptions(**{"epochs": 3, "batch_size": batch_size, **rest})
    looks, trainings, models = [], [], [make_model(encoder=encoder), make_model(encoder=encoder)]

    def look(moment):
        looks.append((moment.epochs, moment.dev_accuracy))
        assert moment.model is models[1]
        assert moment.examples is moment.dev is EXAMPLES
        score_dev(moment.model, moment.dev, METRICS["accuracy"])

    for model, watch in zip(models, (Watch(), Watch(on_moment=look)), strict=True):
        way_plan = plan(options, learning_rate=0.1)
        trainings.append(train(model, EXAMPLES, way_plan, dev=EXAMPLES, watch=watch))
    plain, watched = models
    assert trainings[0].epochs == trainings[1].epochs
    pairs = [(getattr(plain, n), getattr(watched, n)) for n in ("embedding", "weights", "bias")]
    pairs += [(plain.parameters[n], watched.parameters[n]) for n in plain.parameters]
    for without, with_moments in pairs:
        assert without.tobytes() == with_moments.tobytes()
    first = [place / 120 for place in find_pauses(120, options.batch_size)]
    assert [epochs for epochs, _ in looks] == [0.0, *first, 1.0, 2.0, 3.0]
    accuracies = [epoch.dev_accuracy for epoch in trainings[0].epochs]
    assert [accuracy for _, accuracy in looks] == [None] * (1 + len(first)) + accuracies


def test_a_moment_is_a_whole_number_of_steps_and_comes_once():
    assert find_pauses(100_000, 32) == (992, 3008, 9984, 30016)
    assert find_pauses(4, 1) == (1,)
    assert find_pauses(0, 1) == find_pauses(1, 1) == find_pauses(32, 32) == ()
    for n_documents in range(1, 300):
        for batch_size in (1, 7, 32):
            places = find_pauses(n_documents, batch_size)
            assert list(places) == sorted(set(places))
            assert all(0 < place < n_documents and not place % batch_size for place in places)


def test_looking_is_no_time_of_training(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(nn_training, "perf_counter", lambda: clock[0])

    def look(*_):
        clock[0] += 1

    assert train(make_model(), EXAMPLES, plan(), watch=Watch(on_moment=look)).seconds == 0
    assert clock[0] == 1 + 4 + 8
