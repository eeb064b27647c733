"""Train a model on a data set as a study trains its runs: tune on dev, test once."""

import warnings
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from embedstudy.classifier.config import make_config
from embedstudy.classifier.estimator import EmbeddingClassifier
from embedstudy.classifier.evaluation import EvaluationReport, score
from embedstudy.classifier.inference.vectorizer import encode_texts
from embedstudy.classifier.persistence.layout import TrainingData
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import EmbedstudyWarning
from embedstudy.metrics.imbalance import describe_imbalance
from embedstudy.options.data import DataOptions
from embedstudy.text.uncut_texts import check_cut

# Texts that tell whether the tokenizer cuts the script.
SAMPLE = 1000


@dataclass(frozen=True, eq=False)
class TrainingReport:
    """The results of a training.

    Attributes
    ----------
    sizes : dict of str to int
        Number of texts in each part.
    dev_accuracy, dev_score : float
        On the dev part at the epoch that it chose: the accuracy, and the score by the metric of the
        model.
    test : EvaluationReport
        Scores on the test part.
    seconds : float
        Time from texts to a trained model.
    """

    sizes: dict[str, int]
    dev_accuracy: float
    dev_score: float
    test: EvaluationReport
    seconds: float


def describe_data(corpus: Corpus, options: DataOptions) -> TrainingData:
    """Return what a model remembers of the data set that it was trained on."""
    reading = corpus.readings[0] if corpus.readings else TableReading("", "")
    return TrainingData(
        corpus.name,
        corpus.examples.sha256,
        reading.text_columns,
        has_header=reading.header is not False,
        label_column=reading.label_column,
        encoding=options.encoding,
        skip_bad_lines=options.skip_bad_lines,
    )


def train_on(
    corpus: Corpus, model: EmbeddingClassifier, options: DataOptions | None = None
) -> TrainingReport:
    """Fit a model to the training part of a data set, and test it once, at the end.

    The dev part chooses the epoch, and the learning rate where it is "auto". The model remembers
    how its data were read; `options` are those of reading them. Where accuracy judges and one class
    holds most of the training texts, a warning says so.

    Raises
    ------
    InputError
        If a parameter or the data set is not usable, or the tokenizer does not cut its script.
    DivergedError
        If the loss is not finite.
    """
    train, dev, test = corpus.train, corpus.dev, corpus.test
    _check_tokenizer(corpus, model)
    _check_balance(corpus, model)
    started = perf_counter()
    model.fit(train.texts, train.labels, validation_data=(dev.texts, dev.labels))
    seconds = perf_counter() - started
    model.training_data_ = describe_data(corpus, options or DataOptions())
    chosen = next(epoch for epoch in model.history_ if epoch["epoch"] == model.n_epochs_)
    return TrainingReport(
        sizes={name: len(split) for name, split in corpus.splits.items()},
        dev_accuracy=chosen["dev_accuracy"],
        dev_score=chosen["dev_score"],
        test=score(model, test.texts, test.labels),
        seconds=seconds,
    )


def _check_tokenizer(corpus: Corpus, model: EmbeddingClassifier) -> None:
    """Look at a sample, before all texts are read."""
    tokenizer = make_config(model.get_params(deep=False)).tokenizer
    if not tokenizer.needs_spaces:
        return
    texts = corpus.train.texts
    sample = encode_texts(list(texts[:: max(1, len(texts) // SAMPLE)]), tokenizer)
    check_cut(corpus.name, sample, np.arange(len(sample.documents)), tokenizer)


def _check_balance(corpus: Corpus, model: EmbeddingClassifier) -> None:
    for sentence in describe_imbalance(corpus.train.label_ids, corpus.classes, model.metric):
        warnings.warn(sentence, EmbedstudyWarning, stacklevel=3)
