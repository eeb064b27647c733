import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    f1_score,
    log_loss,
    roc_auc_score,
)

from embedstudy import EmbeddingClassifier
from embedstudy.errors import DivergedError, EmbedstudyWarning, InputError
from embedstudy.metrics import METRICS

TEXTS, LABELS = ["a b", "c d"] * 20, [0, 1] * 20


def test_patience_holds_texts_out_and_stops_early(corpus):
    model = EmbeddingClassifier(epochs=50, learning_rate=1.0, patience=3)
    model.fit(corpus.train.texts, corpus.train.labels)
    accuracies = [row["dev_accuracy"] for row in model.history_]
    assert len(accuracies) == model.n_epochs_ + 3 < 50
    assert accuracies[model.n_epochs_ - 1] == max(accuracies)


def test_auto_chooses_the_epoch_and_trains_on_all_texts(corpus):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(epochs=4).fit([*texts, "seldom"], [*labels, "pos"])
    assert model.n_epochs_ <= 4
    assert "seldom" in model.vocabulary_
    assert {row["dev_accuracy"] for row in model.history_} == {None}


def test_validation_texts_choose_the_rate_and_the_epoch(corpus):
    dev = (corpus.dev.texts, corpus.dev.labels)
    model = EmbeddingClassifier(epochs=4)
    model.fit(corpus.train.texts, corpus.train.labels, validation_data=dev)
    accuracies = [row["dev_accuracy"] for row in model.history_]
    assert len(accuracies) == 4
    assert model.n_epochs_ == accuracies.index(max(accuracies)) + 1
    assert model.score(*dev) == max(accuracies)


# Of probabilities and labels, as scikit-learn computes them.
SCORES = {
    "accuracy": lambda y, p: accuracy_score(y, p.argmax(axis=1)),
    "macro-f1": lambda y, p: f1_score(y, p.argmax(axis=1), average="macro"),
    "balanced-accuracy": lambda y, p: balanced_accuracy_score(y, p.argmax(axis=1)),
    "auroc": lambda y, p: roc_auc_score(y, p[:, 1]),
    "log-loss": log_loss,
}


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("options", [{"learning_rate": 0.5}, {"strategy": "random-frozen"}])
def test_a_metric_chooses_on_validation_texts(name, options):
    rng = np.random.default_rng(0)
    labels = (rng.random(200) < 0.2).astype(int)
    texts = [" ".join(f"w{n}" for n in rng.integers(0, 30 - 6 * label, 5)) for label in labels]
    dev = (texts[120:], labels[120:])
    model = EmbeddingClassifier(epochs=12, dim=8, metric=name, **options)
    model.fit(texts[:120], labels[:120], validation_data=dev)
    scores = {row["epoch"]: METRICS[name].sign * row["dev_score"] for row in model.history_}
    assert model.n_epochs_ == max(scores, key=scores.get)
    expected = SCORES[name](dev[1], model.predict_proba(dev[0]))
    assert abs(scores[model.n_epochs_]) == pytest.approx(expected, abs=1e-6)


def test_classes_too_rare_to_be_held_out_are_told_of_by_a_metric_of_classes():
    model = EmbeddingClassifier(learning_rate=0.1, patience=1, epochs=2, metric="macro-f1")
    with pytest.warns(EmbedstudyWarning, match="1 of 3 classes have fewer than 10 texts, too few"):
        model.fit([*TEXTS, "e f"], [*LABELS, 2])


def test_labels_that_only_validation_texts_have_are_wrong():
    model = EmbeddingClassifier(learning_rate=0.5, epochs=5)
    with pytest.warns(EmbedstudyWarning, match="1 label of validation_data is in no training"):
        model.fit(TEXTS, LABELS, validation_data=(["a b", "c d", "e", "a"], [0, 1, 7, 0]))
    assert max(row["dev_accuracy"] for row in model.history_) == 0.75
    with pytest.raises(InputError, match="not one label is a class"):
        model.fit(TEXTS, LABELS, validation_data=(["a"], [7]))


def test_too_few_texts_to_hold_some_out():
    with pytest.raises(InputError, match="patience: no two classes have 10 texts"):
        EmbeddingClassifier(patience=1).fit(TEXTS[:12], LABELS[:12])
    few = EmbeddingClassifier().fit(TEXTS[:12], LABELS[:12])  # then nothing is chosen
    assert (few.optimizer_, few.learning_rate_, few.n_epochs_) == ("adagrad", 0.03, 10)


def test_rare_classes_stay_with_the_training_texts():
    model = EmbeddingClassifier(learning_rate=0.1, patience=2, epochs=3)
    model.fit([*TEXTS, "e f"], [*LABELS, 2])
    assert "e" in model.vocabulary_
    assert model.history_[0]["dev_accuracy"] is not None


def test_a_batch_is_no_larger_than_the_texts():
    with pytest.raises(InputError, match="batch_size is 41, more than the 40 texts to train on"):
        EmbeddingClassifier(batch_size=41).fit(TEXTS, LABELS)


@pytest.mark.parametrize(
    "options", [{}, {"encoder": "max", "optimizer": "adam"}, {"encoder": "dan", "batch_size": 4}]
)
def test_a_rate_too_high_says_where_and_what_to_try(corpus, options):
    model = EmbeddingClassifier(learning_rate=1e30, **options)
    expected = r"epoch \d+, step \d+, learning rate 1e\+30 \(try 1\)"
    with pytest.raises(DivergedError, match=expected):
        model.fit(corpus.train.texts, corpus.train.labels)


def test_a_solution_is_told_as_one(corpus, vectors, capfd):
    model = EmbeddingClassifier(vectors, "frozen", verbose=2)
    model.fit(corpus.train.texts, corpus.train.labels)
    shown = capfd.readouterr().err
    assert "choosing C" in shown
    assert f"solved with C {model.C_:g}: loss 0." in shown
    assert "epoch" not in shown


def test_verbose_goes_to_stderr(corpus, capfd):
    model = EmbeddingClassifier(epochs=3, verbose=2, patience=5)
    model.fit(corpus.train.texts, corpus.train.labels)
    out, err = capfd.readouterr()
    assert out == ""
    assert "choosing rate and scale ..." in err
    assert err.count(f"learning rate {model.learning_rate_:g}, ") == 3
    assert "dev accuracy" in err
    EmbeddingClassifier(epochs=3).fit(corpus.train.texts, corpus.train.labels)
    assert capfd.readouterr() == ("", "")
