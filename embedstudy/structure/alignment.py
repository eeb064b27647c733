"""What classes say of words: how far a word speaks for one class and against the others."""

import numpy as np


def log_odds(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds ratio of each word in each class against all others, and its z-score.

    With an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words",
    equations 15, 19, 20 and 22): to what a class says of a word, and to what the others say of it,
    a pseudo-count is added that is in proportion to what all of them say, one a word on average.

    Parameters
    ----------
    counts : ndarray of int, shape (n_words, n_classes)

    Returns
    -------
    (ndarray of float64, ndarray of float64), each of shape (n_words, n_classes)
        Both are 0 for a word that no class says.

    Examples
    --------
    >>> ratios, z = log_odds(np.array([[8, 2], [2, 8], [5, 5]]))
    >>> ratios[2].tolist(), bool(ratios[0, 0] > 0 > ratios[0, 1]), bool(z[0, 0] == -z[1, 0])
    ([0.0, 0.0], True, True)
    """
    own = np.asarray(counts, dtype=np.float64)
    said = own.sum(axis=1, keepdims=True)
    total, n_words = said.sum(), int((said > 0).sum())
    if n_words < 2:  # a word that is all that is said has no odds
        return np.zeros(own.shape), np.zeros(own.shape)
    prior = said * (n_words / total)
    others = said - own
    # Where nothing is said of a word there is no prior either.
    some = np.broadcast_to(said > 0, own.shape)
    ratio = np.zeros(own.shape)
    variance = np.ones(own.shape)
    for sign, part in ((1, own), (-1, others)):
        with_prior = part + prior
        rest = part.sum(axis=0) + prior.sum() - with_prior
        ratio[some] += sign * np.log(with_prior[some] / rest[some])
    both = 1 / (own + prior)[some] + 1 / (others + prior)[some]
    variance[some] = both
    return ratio, ratio / np.sqrt(variance)
