"""The output layer at its optimum, where it alone learns: multinomial logistic regression."""

import math
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np

from embedstudy.errors import NotFiniteError
from embedstudy.metrics import METRICS, Metric
from embedstudy.nn.bounds import check_examples
from embedstudy.nn.examples import Examples
from embedstudy.nn.kernels import logistic, output
from embedstudy.nn.model import Model
from embedstudy.nn.training import (
    UNWATCHED,
    Epoch,
    Stopped,
    Training,
    Watch,
    compute_loss,
    log_prior,
    score_dev,
)
from embedstudy.storage import is_large, join_on_disk
from embedstudy.text.encoding import EncodedDocuments

# The largest partial derivative of the mean loss at the optimum, and the steps on the way.
TOLERANCE = 1e-5
MOST_STEPS = 1000
# Of features that are looked at or changed at a time.
_ROWS = 1 << 14


def solve(
    model: Model,
    examples: Examples,
    c: float,
    *,
    dev: Examples | None = None,
    metric: Metric | None = None,
    watch: Watch = UNWATCHED,
) -> Training:
    """Compute the weights and biases of a model that minimize the loss; nothing else changes.

    The loss is the sum of the weighted log losses times `c`, plus half the squares of the weights,
    as that of scikit-learn's `LogisticRegression`. With two classes, each has weights of its own
    here, and so a `c` is twice as much there. The features are brought to a root mean square
    distance of 1 from their mean first, so that `c` does not depend on the scale of word vectors.

    A class that has no documents gets a probability of zero. Documents without words are left out:
    they get the prior.

    Parameters
    ----------
    model : Model
    examples : Examples
    c : float
        The inverse strength of the penalty on the weights.
    dev : Examples, optional
    metric : Metric, optional
        For the score on dev; accuracy by default.
    watch : Watch

    Returns
    -------
    Training
        Its only epoch has the number 0.

    Raises
    ------
    NotFiniteError
        If a feature or a weight is not finite.
    InputError
        If an id of the examples is out of range.
    Stopped
        If `watch` asks to stop.
    """
    if watch.should_stop():
        raise Stopped
    started = perf_counter()
    check_examples(examples, len(model.embedding), model.n_classes)
    totals = np.bincount(examples.labels, examples.weights, minlength=model.n_classes)
    model.log_prior = log_prior(totals)
    model.weights, model.bias = _find_optimum(model, examples, c)
    seconds = perf_counter() - started
    scores = (None, None) if dev is None else score_dev(model, dev, metric or METRICS["accuracy"])
    best = Epoch(0, compute_loss(model, examples), *scores)
    return Training(best, [best], seconds, tokens=len(examples.documents.values))


@np.errstate(over="ignore", invalid="ignore")  # numbers that are not finite raise NotFiniteError
def _find_optimum(model: Model, examples: Examples, c: float) -> tuple[np.ndarray, np.ndarray]:
    features = model.features(examples.documents)
    if not all(np.isfinite(features[rows]).all() for rows in _cut_rows(features)):
        raise NotFiniteError
    counts = _has_words(examples.documents, features) & (examples.weights > 0)
    classes, labels = np.unique(examples.labels[counts], return_inverse=True)
    weights = np.zeros_like(model.weights)
    bias = np.full_like(model.bias, np.log(np.finfo(np.float32).tiny))
    if not counts.all():  # else no copy
        taken, mask = features, counts
        features = _change_rows(features, lambda rows: taken[rows][mask[rows]])
    if len(classes):
        weights[classes], bias[classes] = _fit(
            features, labels.astype(np.int32), examples.weights[counts], c
        )
    if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise NotFiniteError
    return weights, bias


def _has_words(documents: EncodedDocuments, features: np.ndarray) -> np.ndarray:
    """Tell which documents have words, or character n-grams."""
    if documents.char_ngrams is None:
        return np.asarray(documents.lengths > 0)
    return np.asarray(features.any(axis=1))


def _fit(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, c: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and biases; each class has a document.

    The biases sum to zero, as the weights of the classes do. So the highest score of any document
    is zero or more, above the bias of a class that has none.
    """
    total = math.fsum(weights)
    shares = weights.astype(np.float64) / total
    center, length = logistic.measure_spread(features, shares)
    standard = _change_rows(
        features, lambda rows: logistic.standardize(features[rows], center, length)
    )
    priors = np.bincount(labels, shares)
    start = np.zeros((len(priors), standard.shape[1]))
    start[:, -1] = [math.log(prior) for prior in priors]
    parameters, _, _ = logistic.minimize(
        standard, labels, shares, 1 / (c * total), start, TOLERANCE, MOST_STEPS
    )
    slopes = np.ascontiguousarray(parameters[:, :-1]) / length
    biases = parameters[:, -1] - output.product(slopes, center[:, None])[:, 0]
    return slopes, biases - math.fsum(biases) / len(biases)


def _change_rows(array: np.ndarray, change: Callable[[slice], np.ndarray]) -> np.ndarray:
    """Return what becomes of the rows of an array, some at a time and in a file if it is large."""
    if not is_large(array.nbytes):
        return change(slice(None))
    return join_on_disk(lambda: ((change(rows),) for rows in _cut_rows(array)))[0]


def _cut_rows(array: np.ndarray) -> Iterator[slice]:
    for begin in range(0, len(array), _ROWS):
        yield slice(begin, begin + _ROWS)
