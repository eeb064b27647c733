"""Calibration: whether texts that get a probability of 80 % are right four times in five."""

from collections.abc import Callable, Mapping

import numpy as np

from embedstudy.metrics import Outputs

BINS = 15


def compute_ece(outputs: Outputs) -> float:
    """Return the expected calibration error of the predicted class.

    Texts are sorted by the highest probability into 15 bins of equally many texts. The error is the
    mean over bins of how far the mean probability lies from the share that is right. Equally many
    texts in each bin keep the error from resting on bins of a few texts. Texts of one probability
    share what is right among them, so their order does not count. Sources: Guo et al. (2017), *On
    calibration of modern neural networks*, ICML; Nixon et al. (2019), *Measuring calibration in
    deep learning*, CVPR workshops.
    """
    probabilities = outputs.probabilities
    assert probabilities is not None  # noqa: S101 - callers look for them
    highest = probabilities.max(axis=1).astype(float)
    right = (probabilities.argmax(axis=1) == outputs.labels).astype(float)
    _, places, counts = np.unique(highest, return_inverse=True, return_counts=True)
    shares = (np.bincount(places, right) / counts)[places]
    order = np.argsort(highest, kind="stable")
    gaps = np.array_split((shares - highest)[order], min(BINS, len(order)))
    return float(sum(abs(gap.sum()) for gap in gaps) / len(order))


def compute_brier(outputs: Outputs) -> float:
    """Return the mean over texts of the squared distance of all probabilities from the truth.

    It lies between 0 and 2 (Brier 1950, *Verification of forecasts expressed in terms of
    probability*).
    """
    probabilities = outputs.probabilities
    assert probabilities is not None  # noqa: S101 - callers look for them
    true = outputs.labels[:, None] == np.arange(probabilities.shape[1])
    return float(((probabilities - true) ** 2).sum(axis=1).mean())


# By their names in scores.csv.
CALIBRATION: Mapping[str, Callable[[Outputs], float]] = {
    "ece": compute_ece,
    "brier": compute_brier,
}
