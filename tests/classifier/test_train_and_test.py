from dataclasses import replace

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.train_and_test import train_on
from embedstudy.errors import EmbedstudyWarning


def test_training_on_a_corpus_looks_at_test_once(corpus):
    model = EmbeddingClassifier(dim=10)
    report = train_on(corpus, model)
    assert report.sizes == {"train": 320, "dev": 40, "test": 40}
    assert report.dev_accuracy == model.score(corpus.dev.texts, corpus.dev.labels)
    assert report.test.accuracy == model.score(corpus.test.texts, corpus.test.labels)
    assert (report.dev_score, report.test.score) == (report.dev_accuracy, report.test.accuracy)
    assert "word0" in model.vocabulary_


def test_the_dev_scores_are_those_of_the_epoch_that_a_metric_chose(corpus):
    model = EmbeddingClassifier(dim=4, learning_rate=0.03, epochs=4, metric="log-loss")
    report = train_on(corpus, model)
    assert report.dev_score == min(epoch["dev_score"] for epoch in model.history_)
    assert report.dev_accuracy == model.score(corpus.dev.texts, corpus.dev.labels)
    assert report.test.metric == "log-loss"


def test_a_class_that_holds_most_texts_is_warned_of(corpus):
    rows = corpus.train.rows
    by_class = [rows[corpus.examples.label_ids[rows] == label] for label in (0, 1)]
    few = replace(corpus.train, rows=np.concatenate([by_class[0], by_class[1][:10]]))
    skewed = replace(corpus, train=few)
    with pytest.warns(EmbedstudyWarning, match="class 'neg' holds 94.1 % of the training texts"):
        train_on(skewed, EmbeddingClassifier(dim=4, learning_rate=0.03, epochs=1))
    train_on(
        skewed, EmbeddingClassifier(dim=4, learning_rate=0.03, epochs=1, metric="macro-f1")
    )  # pytest makes errors of warnings
