"""Geometry: how many directions a space uses, how evenly, and what lengths say."""

import numpy as np

from embedstudy.structure.measurement import Measure, on_words


def effective_rank(vectors: np.ndarray) -> float:
    """Return how many directions a space uses, by the spread of its singular values.

    With s the singular values of the matrix (uncentred) and p = s / sum(s), this is
    exp(-sum(p log p)). It is 1 if all vectors lie on a line, and the dimension if they fill every
    direction evenly. It is 0 if all numbers are zeros.

    Parameters
    ----------
    vectors : ndarray, shape (n, dim)

    References
    ----------
    Roy and Vetterli (2007), The effective rank: a measure of effective dimensionality.

    Examples
    --------
    >>> round(effective_rank(np.eye(3)), 6), round(effective_rank(np.ones((5, 3))), 6)
    (3.0, 1.0)
    """
    from scipy.linalg import svdvals

    matrix = np.asarray(vectors, dtype=np.float64)
    if not matrix.any():
        return 0.0
    values = svdvals(np.linalg.qr(matrix, mode="r"))
    shares = values / values.sum()
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def mean_cosine(vectors: np.ndarray) -> float:
    """Return the mean cosine of two different words: 0 if directions are even, 1 if all agree.

    Over all pairs, with u the vectors divided by their lengths:
    (‖sum(u)‖² - sum(‖u‖²)) / (n (n - 1)). Zero vectors have the cosine 0.

    Parameters
    ----------
    vectors : ndarray, shape (n, dim)
        The vectors of two words or more.

    References
    ----------
    Ethayarajh (2019), How contextual are contextualized word representations?

    Examples
    --------
    >>> mean_cosine(np.array([[1, 0], [2, 0], [0, 3]]))
    0.3333333333333333
    """
    units = unit_vectors(vectors)
    n, total = len(units), units.sum(axis=0)
    return float((total @ total - (units * units).sum()) / (n * (n - 1)))


def norm_frequency(vectors: np.ndarray, counts: np.ndarray) -> float | None:
    """Return Spearman's correlation of the length of a word's vector with its frequency.

    None where it is not defined: all words have one length, or one frequency.

    Parameters
    ----------
    vectors : ndarray, shape (n, dim)
    counts : ndarray, shape (n,)

    References
    ----------
    Schakel and Wilson (2015), Measuring word significance using distributed representations of
    words.
    """
    return spearman(np.linalg.norm(vectors.astype(np.float64), axis=1), counts)


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return vectors divided by their lengths, zero vectors as they are; float64."""
    matrix = np.asarray(vectors, dtype=np.float64)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, 1))


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the cosine of each row of one matrix with that of another; 0 with zero vectors."""
    return np.asarray(np.einsum("ij,ij->i", unit_vectors(a), unit_vectors(b)))


def have_directions(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return which rows are zeros in neither of two matrices, so that their cosine is defined.

    Examples
    --------
    >>> have_directions(np.array([[0, 1], [0, 0]]), np.array([[2, 0], [1, 1]])).tolist()
    [True, False]
    """
    return np.asarray(a.any(axis=1) & b.any(axis=1))


def spearman(a: np.ndarray, b: np.ndarray) -> float | None:
    """Return Spearman's rank correlation; None where one of the two does not vary."""
    from scipy.stats import spearmanr

    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(spearmanr(a, b).statistic)


def spearman_scores(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return what each pair adds to Spearman's correlation, which is the mean of these scores.

    They are the correlation and the influence of each pair on it: a pair counts by its own ranks,
    and by the ranks of the pairs above it.

    Parameters
    ----------
    a, b : ndarray, shape (n,)
        Each with two values or more.

    References
    ----------
    Croux and Dehon (2010), Influence functions of the Spearman and Kendall correlation measures,
    Statistical Methods and Applications 19.
    """
    from scipy.stats import rankdata

    n = len(a)
    x, y = (rankdata(values) / n for values in (a, b))
    x, y = x - x.mean(), y - y.mean()
    product, scale = float((x * y).mean()), float(x.std() * y.std())
    above = [
        ((values > values[:, None]) + 0.5 * (values == values[:, None])) @ other / n
        for values, other in ((a, y), (b, x))
    ]
    influence = x * y + above[0] + above[1]
    return np.asarray(product / scale + (influence - influence.mean()) / scale)


EFFECTIVE_RANK = Measure(
    group="geometry",
    title="effective rank",
    caption="How many dimensions are used; at most as many as a vector has.",
    heading="Effective rank",
    digits=1,
    measure_space=on_words(lambda space: effective_rank(space.vectors)),
)
MEAN_COSINE = Measure(
    group="geometry",
    title="mean cosine of any two words",
    caption="0: words point evenly in all directions; 1: all in one.",
    heading="Mean cosine",
    measure_space=on_words(lambda space: mean_cosine(space.vectors)),
)
NORM_FREQUENCY = Measure(
    group="geometry",
    title="length and frequency",
    caption="Rank correlation of a vector's length with its word's count.",
    heading="Norm and frequency",
    measure_space=on_words(
        lambda space: norm_frequency(space.vectors, space.words.frequency[space.words.rows]),
        undefined="lengths or frequencies are all the same",
    ),
)
