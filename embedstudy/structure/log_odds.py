"""Which words each class says more often than the others."""

import numpy as np

# The weight of the prior, in running words.
PRIOR = 500.0


def log_odds(counts: np.ndarray, prior: float = PRIOR) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds-ratio of each word between each class and the others, and its z-score.

    Let y be the count of word w in a class and n the count of all words in it. Let y', n' be the
    same for all other classes together. The word's share of an informative Dirichlet prior from the
    whole corpus is a = prior * (y + y') / (n + n'). Then

        log_odds = log((y + a) / (n + prior - y - a)) - log((y' + a) / (n' + prior - y' - a))
        z        = log_odds / sqrt(1 / (y + a) + 1 / (y' + a))

    Both are 0 for a word that no class has. With two classes, the second column is the first with
    its sign changed.

    Parameters
    ----------
    counts : ndarray of int, shape (n_words, n_classes)
    prior : float
        The weight of the prior, in running words: the larger, the nearer to 0 all log-odds.

    Returns
    -------
    log_odds, z : ndarray of float64, shape (n_words, n_classes)

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' words: lexical feature selection and evaluation for
    identifying the content of political conflict.
    """
    y = np.asarray(counts, dtype=np.float64)
    word_totals, class_totals, total = y.sum(axis=1, keepdims=True), y.sum(axis=0), y.sum()
    a = prior * word_totals / max(total, 1.0)
    other, other_totals = word_totals - y, total - class_totals
    # A word that nobody says, or the only word, divides by zero.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((y + a) / (class_totals + prior - y - a))
        ratio -= np.log((other + a) / (other_totals + prior - other - a))
        z = ratio / np.sqrt(1 / (y + a) + 1 / (other + a))
    defined = np.isfinite(ratio) & np.isfinite(z)
    return np.where(defined, ratio, 0.0), np.where(defined, z, 0.0)
