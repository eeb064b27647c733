from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import log_loss

from embedstudy import EmbeddingClassifier
from embedstudy.errors import DivergedError
from embedstudy.nn.model import Seeds
from embedstudy.nn.training import Stopped, Watch
from embedstudy.strategies import STRATEGIES
from embedstudy.study.runs.run import draw_initial, measure_dev, run, train_model
from embedstudy.tuning.values import TunedValues
from embedstudy.vectors.word_vectors import WordVectors
from tests.conftest import BAD, GOOD
from tests.corpora import make_corpus
from tests.study.runs.prepared import make_spec, prepare_corpus


@pytest.fixture(scope="module")
def prepared(corpus, vectors):
    return prepare_corpus(corpus, vectors)


@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned", "zeros"])
def test_a_result_is_that_of_the_model_on_the_test_part(prepared, corpus, strategy):
    result = run(make_spec(strategy), prepared)
    assert result.predicted.shape == (len(corpus.test),)
    assert result.test_accuracy == np.mean(result.predicted == prepared.labels["test"])
    assert 0 < result.test_macro_f1 <= 1
    assert result.epochs in (1, 2)
    assert result.tokens_per_second > 0
    space, n_words = result.space, len(prepared.vocabulary)
    initial = draw_initial(make_spec(strategy), prepared)
    assert initial.shape == space.final.shape == (n_words, 8)
    assert np.array_equal(initial, space.final) == (strategy in ("frozen", "zeros"))
    assert bool(len(space.without_vector)) == (strategy in ("frozen", "finetuned"))


def test_the_same_spec_gives_the_same_bytes(prepared):
    one, second = (run(make_spec("finetuned", encoder="cnn"), prepared) for _ in range(2))
    assert one.space.final.tobytes() == second.space.final.tobytes()
    assert one.predicted.tolist() == second.predicted.tolist()


def test_tuned_values_take_the_place_of_the_options(prepared):
    epochs = []
    spec = make_spec("random", TunedValues(0.3, dropout=0.2, epochs=4), epochs=2)
    _, training = train_model(spec, prepared, Watch(on_epoch=epochs.append))
    assert len(training.epochs) == len(epochs) == 4


def test_dev_accuracy_is_that_of_the_best_epoch(prepared):
    spec = make_spec("random")
    _, training = train_model(spec, prepared)
    assert measure_dev(spec, prepared)["dev_accuracy"] == training.best.dev_accuracy
    assert run(spec, prepared).dev_accuracy == training.best.dev_accuracy


def test_the_dev_texts_of_a_sample_are_averaged_over_epochs_in_tuning(prepared):
    sample = replace(prepared, is_sample=True)
    for metric in ("accuracy", "log-loss"):
        spec = replace(make_spec("random", epochs=6), metric=metric)
        _, training = train_model(spec, sample)
        scores = measure_dev(spec, sample)
        accuracies = [epoch.dev_accuracy for epoch in training.epochs]
        assert scores["dev_accuracy"] == pytest.approx(np.mean(accuracies))
        losses = [epoch.dev_score for epoch in training.epochs]
        assert scores["dev_score"] == (None if metric == "accuracy" else np.mean(losses))
    result = run(replace(spec, metric="accuracy"), sample)
    near = max(accuracies) - 0.5 / len(prepared.labels["dev"]) ** 0.5
    chosen = max(k for k, accuracy in enumerate(accuracies) if accuracy > near)
    assert (result.epochs, result.dev_accuracy) == (chosen + 1, accuracies[chosen])


def test_a_run_that_diverges_is_a_result(prepared):
    spec = make_spec("random", TunedValues(1e30))
    assert isinstance(run(spec, prepared), DivergedError)
    with pytest.raises(DivergedError):
        measure_dev(spec, prepared)


def test_a_run_can_be_stopped(prepared):
    with pytest.raises(Stopped):
        run(make_spec("random"), prepared, Watch(should_stop=lambda: True))


def test_a_second_channel_and_ngrams_train_too(prepared):
    assert run(make_spec("multichannel", encoder="cnn"), prepared).epochs in (1, 2)
    grams = run(make_spec("frozen", ngrams=2, buckets=50), prepared)
    assert grams.space.final.shape == (len(prepared.vocabulary), 8)


def test_the_words_that_training_lacks_are_withheld_in_a_second_test(corpus, vectors):
    parts = {name: (split.texts, split.labels) for name, split in corpus.splits.items()}
    first = {"neg": "lousy", "pos": "lovely"}
    texts = [first[label] for label in corpus.test.labels]
    changed = make_corpus("made-up", {**parts, "test": (texts, corpus.test.labels)})
    # The vectors of two words that training lacks are those of words that it has.
    words, matrix = [*vectors.words, "lousy", "lovely"], vectors.matrix
    known = [vectors.ids[next(w for w in group if w in vectors)] for group in (BAD, GOOD)]
    table = WordVectors(words, np.concatenate([matrix, matrix[known]]), vectors.name)
    result = run(make_spec("frozen"), prepare_corpus(changed, table))
    assert result.test_accuracy == 1
    assert result.test_seen_words == pytest.approx(0.5)  # texts without a word: the prior
    assert run(make_spec("random"), prepare_corpus(changed, table)).test_seen_words is None
    withheld = run(make_spec("frozen"), prepare_corpus(changed, table, no_unseen_words=True))
    assert (withheld.test_accuracy, withheld.test_seen_words) == (result.test_seen_words, None)


@pytest.mark.parametrize("encoder", ["mean", "max", "concat", "hier", "dan"])
@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned", "random-frozen"])
def test_character_ngrams_train_too(corpus, vectors, encoder, strategy):
    options = {"char_ngrams": "2-4", "buckets": 5000}
    prepared = prepare_corpus(corpus, vectors, **options)
    spec = make_spec(strategy, encoder=encoder, **options)
    result, again = (run(spec, prepared) for _ in range(2))
    space, n_words = result.space, len(prepared.vocabulary)
    assert space.final.shape == (n_words, 8)
    assert space.final.tobytes() == again.space.final.tobytes()
    start = draw_initial(spec, prepared)
    assert np.array_equal(start, space.final) == ("frozen" in strategy)
    assert result.predicted.tolist() == again.predicted.tolist()
    # The words start as they do without n-grams; those of a frozen table have n-grams that learn.
    plain = draw_initial(make_spec(strategy, encoder=encoder), prepare_corpus(corpus, vectors))
    assert start.tobytes() == plain.tobytes()
    model, _ = train_model(spec, prepared)
    table = prepared.tables["made-up-8d"]
    n_pretrained = table.count_words(STRATEGIES[strategy])
    config = spec.model_config
    initial = table.initial(STRATEGIES[strategy], config, Seeds(spec.seed).embedding)
    assert len(initial) == n_pretrained + table.char_ngrams.n_rows
    learned = (model.embedding != initial).any(axis=1)
    assert learned[n_pretrained:].any() == (strategy != "random-frozen")


def test_a_study_and_a_classifier_read_the_same_character_ngrams(corpus):
    options = {"char_ngrams": "3-5", "buckets": 900, "ngrams": 1, "min_count": 2}
    texts = [part.texts for part in (corpus.train, corpus.dev, corpus.test)]
    model = EmbeddingClassifier(dim=100, learning_rate=0.3, epochs=2, patience=2, **options).fit(
        texts[0], corpus.train.labels, validation_data=(texts[1], corpus.dev.labels)
    )
    prepared = prepare_corpus(corpus, None, **options)
    spec = make_spec("random", vectors="", char_ngrams="3-5", buckets=900, patience=2)
    result = run(spec, prepared)
    assert result.space.final.tobytes() == model.embedding_.tobytes()
    predicted = np.array(corpus.classes)[result.predicted]
    assert predicted.tolist() == model.predict(texts[2]).tolist()


def test_a_baseline_has_neither_epochs_nor_space(prepared):
    spec = make_spec("tfidf-linear-svm", TunedValues(c=1.0), encoder="")
    result = run(spec, prepared)
    assert (result.epochs, result.train_loss, result.tokens_per_second) == (None, None, None)
    assert result.space is None
    assert result.test_accuracy > 0.7
    assert measure_dev(spec, prepared)["dev_accuracy"] == result.dev_accuracy


def test_a_metric_chooses_the_epoch_and_scores_dev_and_test(prepared):
    spec = replace(make_spec("random", TunedValues(3.0), epochs=12), metric="log-loss")
    _, training = train_model(spec, prepared)
    scores = [epoch.dev_score for epoch in training.epochs]
    assert training.best.dev_score == min(scores)
    result = run(spec, prepared)
    assert result.epochs == 1 + int(np.argmin(scores)) < 12
    assert result.dev_score == min(scores)
    labels = prepared.labels["test"]
    assert result.test_score == pytest.approx(log_loss(labels, result.probabilities), rel=1e-5)
    assert measure_dev(spec, prepared)["dev_score"] == result.dev_score
    by_accuracy = run(replace(spec, metric="accuracy"), prepared)
    assert (by_accuracy.dev_score, by_accuracy.test_score) == (None, None)


def test_probabilities_are_those_of_the_predictions(prepared):
    result = run(make_spec("finetuned"), prepared)
    assert result.probabilities.dtype == np.float32
    np.testing.assert_allclose(result.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert result.probabilities.argmax(axis=1).tolist() == result.predicted.tolist()


def test_balanced_weights_of_classes_find_more_of_the_rare_class():
    rng = np.random.default_rng(0)
    labels = ["rare" if i % 20 == 0 else "often" for i in range(400)]
    texts = [
        " ".join(rng.choice(["a", "b", "c"] + ["d"] * 3 * (label == "rare"), 6)) for label in labels
    ]
    parts = dict.fromkeys(("train", "dev", "test"), (texts, labels))
    prepared = prepare_corpus(make_corpus("d", parts), None)
    found_by_weight = {}
    for strategy, values, encoder in (
        ("random", TunedValues(0.01), "mean"),
        ("random-frozen", TunedValues(c=0.1), "mean"),
        ("tfidf-logistic-regression", TunedValues(c=0.1), ""),
        ("majority", TunedValues(), ""),
    ):
        spec = make_spec(strategy, values, encoder=encoder, vectors="", epochs=3)
        for weight in (None, "balanced"):
            predicted = run(replace(spec, class_weight=weight), prepared).predicted
            found_by_weight[strategy, weight] = int((predicted == 1).sum())
    assert found_by_weight["random", None] < found_by_weight["random", "balanced"]
    for name in ("random-frozen", "tfidf-logistic-regression"):
        assert found_by_weight[name, None] < found_by_weight[name, "balanced"]
    assert found_by_weight["majority", None] == found_by_weight["majority", "balanced"] == 0


@pytest.mark.parametrize("encoder", ["mean", "max", "concat", "hier"])
@pytest.mark.parametrize("strategy", ["frozen", "random-frozen"])
def test_a_run_with_a_c_is_solved(prepared, strategy, encoder):
    spec = make_spec(strategy, TunedValues(c=10.0, scale=1.0), encoder=encoder)
    assert spec.is_solved
    assert spec.epochs is None
    result, again = run(spec, prepared), run(spec, prepared)
    assert (result.epochs, result.tokens_per_second) == (None, None)
    assert result.seconds > 0
    assert 0 < result.train_loss < np.log(2)
    assert np.array_equal(draw_initial(spec, prepared), result.space.final)
    assert result.probabilities.tobytes() == again.probabilities.tobytes()
    assert measure_dev(spec, prepared)["dev_accuracy"] == result.dev_accuracy
    trained = run(make_spec(strategy, encoder=encoder), prepared)
    assert result.train_loss < trained.train_loss  # few epochs


def test_a_solution_by_another_metric_has_its_score(prepared):
    spec = replace(make_spec("frozen", TunedValues(c=1.0)), metric="log-loss")
    result = run(spec, prepared)
    classes = range(result.probabilities.shape[1])
    expected = log_loss(prepared.labels["test"], result.probabilities, labels=classes)
    np.testing.assert_allclose(result.test_score, expected, rtol=1e-4)
    assert result.dev_score != result.dev_accuracy
