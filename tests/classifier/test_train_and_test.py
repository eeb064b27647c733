from embedstudy import EmbeddingClassifier
from embedstudy.classifier.train_and_test import train_on


def test_training_on_a_corpus_looks_at_test_once(corpus):
    model = EmbeddingClassifier(dim=10)
    report = train_on(corpus, model)
    assert report.sizes == {"train": 320, "dev": 40, "test": 40}
    assert report.dev_accuracy == model.score(corpus.dev.texts, corpus.dev.labels)
    assert report.test.accuracy == model.score(corpus.test.texts, corpus.test.labels)
    assert "word0" in model.vocabulary_
