"""A model trained on a data set as a study trains its runs: chosen on dev, tested once."""

from dataclasses import dataclass
from time import perf_counter

from embedstudy.classifier.estimator import EmbeddingClassifier
from embedstudy.classifier.evaluation import Report, score
from embedstudy.datasets.corpus import Corpus


@dataclass(frozen=True, eq=False)
class TrainingReport:
    """What a training came to.

    Attributes
    ----------
    sizes : dict of str to int
        The texts of each part.
    dev_accuracy : float
        Of the epoch that was chosen on that part.
    test : Report
    seconds : float
        From texts to a trained model.
    """

    sizes: dict[str, int]
    dev_accuracy: float
    test: Report
    seconds: float


def train_on(corpus: Corpus, model: EmbeddingClassifier) -> TrainingReport:
    """Fit a model to the training part of a data set; test is looked at once, at the end.

    The learning rate, where it is "auto", and the epoch are those that do best on the dev part.

    Raises
    ------
    InputError
        If a parameter or the data set is not usable.
    DivergedError
        If the loss is not finite.
    """
    train, dev, test = corpus.train, corpus.dev, corpus.test
    started = perf_counter()
    model.fit(train.texts, train.labels, validation_data=(dev.texts, dev.labels))
    seconds = perf_counter() - started
    return TrainingReport(
        sizes={name: len(split) for name, split in corpus.splits.items()},
        dev_accuracy=max(epoch["dev_accuracy"] for epoch in model.history_),
        test=score(model, test.texts, test.labels),
        seconds=seconds,
    )
