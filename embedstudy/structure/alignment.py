"""What classes say of words, and whether a space puts words together that say the same."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from embedstudy.results.rows import WordRow
from embedstudy.structure.knn import nearest
from embedstudy.structure.measurement import TOPN, Measurement, Place, Words
from embedstudy.wording import counted

# The weight of the prior, in running words.
PRIOR = 500.0
# Words that held-out texts have less often say little of the classes.
MIN_HELD_OUT = 5
PERMUTATIONS = 999
# Words change places with others of their tenth by frequency.
STRATA = 10
# Numbers that are held at a time for the null: about what a core's own memory holds.
_HELD = 2**19


def log_odds(counts: np.ndarray, prior: float = PRIOR) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds-ratio of each word between each class and the others, and its z-score.

    With y the counts of word w in a class, n those of all words in it, and y', n' the same of all
    other classes together; a = prior * (y + y') / (n + n') the word's share of an informative
    Dirichlet prior from the whole corpus:

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
    of_word, of_class, total = y.sum(axis=1, keepdims=True), y.sum(axis=0), y.sum()
    a = prior * of_word / max(total, 1.0)
    other, of_others = of_word - y, total - of_class
    # Zeros: a word that nobody has, or that is the only one.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((y + a) / (of_class + prior - y - a))
        ratio -= np.log((other + a) / (of_others + prior - other - a))
        z = ratio / np.sqrt(1 / (y + a) + 1 / (other + a))
    defined = np.isfinite(ratio) & np.isfinite(z)
    return np.where(defined, ratio, 0.0), np.where(defined, z, 0.0)


@dataclass(frozen=True)
class Alignment:
    """How far neighbours agree, and what would be by chance.

    Attributes
    ----------
    observed, null_mean, null_95 : float
        The value; the mean and the 95 % quantile of those under permutations.
    p : float
        The share of values as large, the observed one among them.
    """

    observed: float
    null_mean: float
    null_95: float
    p: float


def task_alignment(
    neighbors: np.ndarray, scores: np.ndarray, permutations: np.ndarray
) -> Alignment | None:
    """Return how far what classes say of a word agrees with what they say of its neighbours.

    It is Moran's I on the graph of nearest neighbours. With x the scores of a class less their
    mean, and N(w) the k neighbours of word w:

        I = sum over w of x[w] * mean of x[v] over v in N(w)  /  sum over w of x[w]²

    that is, the correlation of a word's score with that of one of its neighbours; the mean over
    the classes. It is 1 if neighbours say the same, close to 0 if they say no more than any other
    words. Under the null words change places.

    Parameters
    ----------
    neighbors : ndarray of int, shape (n, k)
        No -1 among them.
    scores : ndarray, shape (n, n_classes)
        Classes that have the same for all words are left out.
    permutations : ndarray of int, shape (n_permutations, n)

    Returns
    -------
    Alignment or None
        None if there is no class left.

    References
    ----------
    Moran (1950), Notes on continuous stochastic phenomena. Cliff and Ord (1981), Spatial processes:
    models and applications, for the null.
    """
    from scipy.sparse import csr_matrix

    centred = scores - scores.mean(axis=0)
    squares = (centred * centred).sum(axis=0)
    told = squares > 1e-12 * len(scores)
    if not told.any():
        return None
    x = centred[:, told] / np.sqrt(squares[told])
    n, k = neighbors.shape
    weights = csr_matrix(
        (np.full(n * k, 1 / k), neighbors.ravel(), np.arange(0, n * k + 1, k)), (n, n)
    )

    def of(values: np.ndarray) -> np.ndarray:
        """Return I for values of shape (n, m, classes)."""
        lagged = (weights @ values.reshape(n, -1)).reshape(values.shape)
        return np.asarray(np.einsum("nmc,nmc->m", values, lagged) / values.shape[2])

    observed = float(of(x[:, None, :])[0])
    size = max(1, _HELD // x.size)
    null = np.concatenate(
        [of(x[permutations[start : start + size].T]) for start in range(0, len(permutations), size)]
    )
    # Not a hair's breadth below it by rounding: a permutation may change nothing.
    as_large = int((null >= observed - 1e-12).sum())
    return Alignment(
        observed,
        float(null.mean()),
        float(np.quantile(null, 0.95)),
        (1 + as_large) / (1 + len(null)),
    )


def within_strata(frequency: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
    """Draw permutations under which words change places with words of like frequency only.

    Parameters
    ----------
    frequency : ndarray of int, shape (n,)
    count : int
    seed : int

    Returns
    -------
    ndarray of int, shape (count, n)
    """
    n = len(frequency)
    by_frequency = np.argsort(-frequency, kind="stable")
    stratum = np.arange(n) * min(STRATA, n) // max(n, 1)
    keys = np.random.default_rng(seed).random((count, n))
    found = np.empty((count, n), dtype=np.int64)
    found[:, by_frequency] = by_frequency[np.argsort(stratum + keys, axis=1)]
    return found


class TaskMeaning:
    """What the held-out texts of a data set say of its measured words.

    Held-out texts, since a space has learned what its training texts say: that it agrees with
    those would be no finding.

    Parameters
    ----------
    words : Words
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        counts = words.counts.held_out
        self.log_odds, self.z = log_odds(counts)
        self.frequency = counts.sum(axis=1)
        # Of two classes one says it all.
        self.classes = range(1, 2) if counts.shape[1] == 2 else range(counts.shape[1])
        self.tested = np.flatnonzero(self.frequency[words.rows] >= MIN_HELD_OUT)

    @cached_property
    def permutations(self) -> np.ndarray:
        """The permutations of the tested words, the same for every space."""
        return within_strata(self.frequency[self.words.rows[self.tested]], PERMUTATIONS)

    def findings(self, place: Place) -> list[Measurement]:
        """Measure how far a space puts words together that speak for the same class.

        On the measured words that held-out texts have five times or more, with the ten nearest of
        these; by the ranks of their z-scores, which grow with frequency, so that otherwise a few
        words would decide: on r8 a hundredth of them have up to half of the sum of squares.
        """
        from scipy.stats import rankdata

        n = len(self.tested)
        if n < 2 * TOPN:
            few = (
                f"only {counted(n, 'word')} in held-out texts {MIN_HELD_OUT} times or more, and "
                f"{2 * TOPN} are needed"
            )
            return [Measurement("task_alignment", "observed", None, n, few)]
        z = self.z[self.words.rows[self.tested]][:, self.classes]
        scores = rankdata(z.round(9), axis=0)  # not ranks of what rounding left of zeros
        neighbors = nearest(place.vectors[self.tested], TOPN)[0]
        found = task_alignment(neighbors, scores, self.permutations)
        if found is None:
            alike = "the classes say all words alike"
            return [Measurement("task_alignment", "observed", None, n, alike)]
        values = {
            "observed": found.observed,
            "null mean": found.null_mean,
            "null 95 %": found.null_95,
            "p": found.p,
        }
        note = self.words.note
        return [Measurement("task_alignment", of, value, n, note) for of, value in values.items()]

    def word_rows(self) -> list[WordRow]:
        """Return what the classes say of each measured word that held-out texts have."""
        return [
            WordRow(
                dataset=self.words.dataset,
                word=self.words.counts.words[i],
                count=int(self.frequency[i]),
                class_name=self.words.counts.classes[c],
                log_odds=float(self.log_odds[i, c]),
                z=float(self.z[i, c]),
            )
            for i in self.words.rows
            if self.frequency[i]
            for c in self.classes
        ]
