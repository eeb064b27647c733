import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import make_config
from embedstudy.classifier.inference.pretrained import open_pretrained
from embedstudy.classifier.persistence.load import load
from embedstudy.classifier.training.training_set import LabeledTexts, make_training_set
from embedstudy.errors import InputError
from embedstudy.nn.model_config import ModelConfig
from embedstudy.nn.training import Watch
from embedstudy.study.data.prepared_corpus import prepare
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.runs.run import train_model
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning.values import TunedValues

TEXTS = ["good1 word1", "bad1 word2", "good2 unheard", "bad2"]


def make_set(rows, dev_rows, pretrained=None, **parameters):
    config = make_config(EmbeddingClassifier(**parameters).get_params(deep=False))
    labels, weights = np.array([1, 0, 1, 0], np.int32), np.arange(1, 5, dtype=np.float32)
    texts = LabeledTexts(TEXTS, config.tokenizer, labels, weights, 2)
    return make_training_set(texts, np.array(rows), dev_rows, config, pretrained)


def test_how_many_texts_are_for_training():
    labels, weights = np.zeros(4, np.int32), np.ones(3, np.float32)
    texts = LabeledTexts(TEXTS, get_tokenizer("basic"), labels, weights, 2)
    assert (texts.n_train, texts.n_validation) == (3, 1)


def test_a_tokenizer_learns_from_the_texts_to_train_on_alone():
    pytest.importorskip("tokenizers")
    config = make_config(EmbeddingClassifier(tokenizer="subwords:60").get_params(deep=False))
    texts = ["good film", "bad film"] * 10 + ["xylophone xylophone"] * 5
    labels, weights = np.array([1, 0] * 10 + [1] * 5, np.int32), np.ones(25, np.float32)
    data = LabeledTexts(texts, config.tokenizer, labels, weights, 2)
    every, some = np.arange(25), np.arange(20)
    pieces = {
        name: make_training_set(data, rows, dev_rows, config, None).vectorizer.tokenizer
        for name, rows, dev_rows in [("every", every, None), ("some", some, every[20:])]
    }
    assert pieces["every"]("xylophone") == ["xylophone"]
    assert pieces["some"]("xylophone film")[-1] == "film"
    assert "xylophone" not in pieces["some"].state
    assert len(pieces["some"]("xylophone")) > 1


def test_it_holds_the_rows_asked_for():
    training_set = make_set([0, 3], None, dim=5)
    assert training_set.vectorizer.vocabulary.words == ("bad2", "good1", "word1")
    assert training_set.examples.labels.tolist() == [1, 0]
    assert training_set.examples.weights.tolist() == [1.0, 4.0]
    assert training_set.dev is None
    assert training_set.new_model().embedding.shape == (3, 5)


@pytest.mark.parametrize("strategy", ["random", "finetuned"])
def test_words_that_only_dev_texts_have_get_rows_from_vectors(vectors, strategy):
    training_set = make_set(
        [0, 1], np.array([2, 3]), open_pretrained(vectors), vectors=vectors, strategy=strategy
    )
    documents, labels = training_set.dev.documents, training_set.dev.labels
    assert labels.tolist() == [1, 0]
    model = training_set.new_model()
    n_words = len(training_set.vectorizer.vocabulary)
    extra = model.embedding[n_words:]
    if strategy == "random":  # the vectors fix the dimension alone
        assert extra.shape == (0, 8)
        assert documents.lengths.tolist() == [0, 0]
    else:
        expected = [vectors[word] for word in ("good2", "bad2") if word in vectors]
        assert sorted(extra.tolist()) == sorted(row.tolist() for row in expected)
        assert documents.lengths.sum() == len(expected)
    trained, _ = training_set.train(TunedValues(0.1))
    assert trained.embedding.shape == (n_words, 8)


def test_a_predictor_starts_without_a_prior(vectors):
    pretrained = open_pretrained(vectors)
    training_set = make_set([0, 1], None, pretrained, vectors=vectors, strategy="frozen")
    predictor = training_set.new_predictor(training_set.new_model())
    assert predictor.class_totals.tolist() == [0.0, 0.0]
    assert predictor.pretrained.source is pretrained.source
    assert make_set([0, 1], None, pretrained).pretrained is None


def test_epochs_are_reported_and_training_can_stop_after_one():
    epochs = []
    training_set = make_set([0, 1], np.array([2]), epochs=5, dim=4)
    _, training = training_set.train(TunedValues(0.1), 3, watch=Watch(on_epoch=epochs.append))
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert training.epochs == epochs


@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned", "random-frozen", "zeros"])
def test_it_is_the_model_that_a_study_trains(corpus, vectors, strategy, tmp_path):
    """One seed, the same dev texts: the same bytes as the run of a study."""
    encoded = encode_examples(corpus, get_tokenizer("basic"), progress=False)
    chosen = TunedValues(0.3)
    spec = RunSpec(
        "made-up", "made-up-8d", strategy, ModelConfig(), len(corpus.train), None, 3, chosen
    )
    prepared = prepare(corpus, encoded, [vectors], StudyConfig((corpus.name,)))
    expected, training = train_model(spec, prepared)
    model = EmbeddingClassifier(vectors, strategy, random_state=3, learning_rate=0.3)
    dev = (corpus.dev.texts, corpus.dev.labels)
    model.fit(corpus.train.texts, corpus.train.labels, validation_data=dev)
    n_words = len(model.vocabulary_)
    assert model.embedding_.tobytes() == expected.embedding[:n_words].tobytes()
    model.save(tmp_path / "model")
    tensors = load(tmp_path / "model").tensors
    assert tensors["weights"].tobytes() == expected.weights.tobytes()
    assert [e["dev_accuracy"] for e in model.history_] == [e.dev_accuracy for e in training.epochs]
    assert model.n_epochs_ == training.best.epoch
    # What only dev and test know had rows while training went on, and has none any more.
    assert len(tensors["embedding"]) == n_words


def test_a_table_that_knows_nothing_is_refused(vectors):
    with pytest.raises(InputError, match="made-up-8d knows 0 of 4 words"):
        EmbeddingClassifier(vectors, "frozen").fit(["a b", "c d"] * 20, [0, 1] * 20)


def test_without_a_word_there_is_nothing_to_train():
    with pytest.raises(InputError, match="not one word in the training texts 2 times"):
        make_set([0, 1], None, min_count=2)
