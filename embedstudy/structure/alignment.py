"""Task alignment: whether a space puts words together that speak for the same class."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from embedstudy.results.rows import WordRow
from embedstudy.structure.knn import nearest
from embedstudy.structure.log_odds import log_odds
from embedstudy.structure.measurement import (
    TOPN,
    Measure,
    MeasuredSpace,
    MeasuredWords,
    Measurement,
)
from embedstudy.wording import counted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Held-out texts say too little about words that they have less often.
MIN_HELD_OUT = 5
PERMUTATIONS = 999
# Words change places with others of their tenth by frequency.
STRATA = 10
# Numbers of the null distribution that are held at a time: about the size of a core's own cache.
_HELD_NUMBERS = 2**19


@dataclass(frozen=True)
class Alignment:
    """Moran's I of a space, and its distribution by chance.

    Attributes
    ----------
    observed, null_mean, null_95 : float
        The value; the mean and the 95 % quantile of the values under permutations.
    p : float
        The share of values that are at least as large, the observed one among them.
    scores : ndarray of float64, shape (n,)
        What each word adds to the observed value, which is their mean.
    """

    observed: float
    null_mean: float
    null_95: float
    p: float
    scores: np.ndarray = field(compare=False, repr=False)


def task_alignment(
    neighbors: np.ndarray, scores: np.ndarray, permutations: np.ndarray
) -> Alignment | None:
    """Return Moran's I of the classes' scores on the graph of nearest neighbours.

    With x the scores of a class less their mean, and N(w) the k neighbours of word w:

        I = sum over w of x[w] * mean of x[v] over v in N(w)  /  sum over w of x[w]²

    This is the correlation of a word's score with that of one of its neighbours; the result is the
    mean over the classes. It is 1 if neighbours speak for the same class, and close to 0 if they do
    no more than any other words. Under the null distribution words change places.

    Parameters
    ----------
    neighbors : ndarray of int, shape (n, k)
        -1 is none. A word without neighbours counts in the mean of `x` alone.
    scores : ndarray, shape (n, n_classes)
        Classes with one score for all words are left out.
    permutations : ndarray of int, shape (n_permutations, n)

    Returns
    -------
    Alignment or None
        None if no class is left, or no word has neighbours.

    References
    ----------
    Moran (1950), Notes on continuous stochastic phenomena. Cliff and Ord (1981), Spatial processes:
    models and applications, for the null distribution.
    """
    x = _standardize(scores)
    if x is None or not has_neighbors(neighbors):
        return None
    weights = _connect(neighbors)
    observed = float(_compute_morans_i(weights, x[:, None, :])[0])
    size = max(1, _HELD_NUMBERS // x.size)
    starts = range(0, len(permutations), size)
    null = np.concatenate(
        [_compute_morans_i(weights, x[permutations[i : i + size].T]) for i in starts]
    )
    # A permutation may change nothing, and rounding must not put it below the observed value.
    as_large = int((null >= observed - 1e-12).sum())
    return Alignment(
        observed,
        float(null.mean()),
        float(np.quantile(null, 0.95)),
        (1 + as_large) / (1 + len(null)),
        observed + _compute_influence(x, weights),
    )


def explain_no_alignment(neighbors: np.ndarray) -> str:
    """Say why `task_alignment` is None."""
    if not has_neighbors(neighbors):
        return "fewer than two words have a direction"
    return "the classes say all words equally often"


def observed_alignment(neighbors: np.ndarray, scores: np.ndarray) -> float | None:
    """Return what `task_alignment` observes, without its distribution by chance."""
    x = _standardize(scores)
    if x is None or not has_neighbors(neighbors):
        return None
    return float(_compute_morans_i(_connect(neighbors), x[:, None, :])[0])


def has_neighbors(neighbors: np.ndarray) -> bool:
    """Tell whether a word has a neighbour; -1 is none, as of vectors of zeros."""
    return bool((neighbors >= 0).any())


def _standardize(scores: np.ndarray) -> np.ndarray | None:
    """Return the scores of each class that varies, centred and of length 1; None if none does."""
    centred = scores - scores.mean(axis=0)
    squares = (centred * centred).sum(axis=0)
    varies = squares > 1e-12 * len(scores)
    return np.asarray(centred[:, varies] / np.sqrt(squares[varies])) if varies.any() else None


def _connect(neighbors: np.ndarray) -> "csr_matrix":
    """Return the weight of each neighbour of a word, of which all weigh the same.

    The weights of all words add up to their number, also where some have no neighbours.
    """
    from scipy.sparse import csr_matrix

    n = len(neighbors)
    is_there = neighbors >= 0
    counts = is_there.sum(axis=1)
    weights = np.repeat(1 / np.maximum(counts, 1), counts)
    if not counts.all():
        weights *= n / np.count_nonzero(counts)
    return csr_matrix((weights, neighbors[is_there], np.append(0, counts.cumsum())), (n, n))


def _compute_morans_i(weights: "csr_matrix", values: np.ndarray) -> np.ndarray:
    """Return I for values of shape (n, m, classes)."""
    lagged = (weights @ values.reshape(len(values), -1)).reshape(values.shape)
    return np.asarray(np.einsum("nmc,nmc->m", values, lagged) / values.shape[2])


def _compute_influence(x: np.ndarray, weights: "csr_matrix") -> np.ndarray:
    """Return how far Moran's I moves, times n, for a little more weight on each word.

    A word counts in three places: with its neighbours, as a neighbour of others, and in the mean
    and the variance of the scores. Source: Hampel (1974), The influence curve and its role in
    robust estimation.
    """
    lagged = weights @ x
    as_neighbor = x * (weights.T @ x) - weights.T @ (x * lagged)
    in_variance = (x * lagged).sum(axis=0) * x * x
    in_mean = x * lagged.mean(axis=0)
    influence = x * lagged + as_neighbor - in_variance - in_mean
    return np.asarray(len(x) * influence.mean(axis=1))


def permute_within_strata(frequency: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
    """Draw permutations in which words change places only with words of similar frequency.

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
    permutations = np.empty((count, n), dtype=np.int64)
    permutations[:, by_frequency] = by_frequency[np.argsort(stratum + keys, axis=1)]
    return permutations


class HeldOutScores:
    """The classes that measured words speak for, in the held-out texts of a data set.

    A space has learned what its training texts say: to agree with them would be no finding.

    Attributes
    ----------
    log_odds, z : ndarray of float64, shape (n_words, n_classes)
    frequency : ndarray of int64, shape (n_words,)
    classes : range
        The classes that are reported. With two classes the second says it all.
    tested : ndarray of int64
        The places, among the measured words, of those frequent enough to test.
    scores : ndarray of float64, shape (n_tested, n_classes)
        The ranks of their z-scores. z-scores grow with frequency, so otherwise a few words would
        decide. On r8 a hundredth of them have up to half of the sum of squares.
    permutations : ndarray of int64, shape (PERMUTATIONS, n_tested)
        The same for every space; empty if too few words are tested.
    """

    def __init__(self, words: MeasuredWords) -> None:
        self.words = words
        counts = words.counts.held_out
        self.log_odds, self.z = log_odds(counts)
        self.frequency = counts.sum(axis=1)
        self.classes = range(1, 2) if counts.shape[1] == 2 else range(counts.shape[1])
        self.tested = np.flatnonzero(self.frequency[words.rows] >= MIN_HELD_OUT)
        self.scores = self._rank(self.z)
        count = PERMUTATIONS if self.has_enough_words else 0
        self.permutations = permute_within_strata(self.frequency[words.rows[self.tested]], count)

    @property
    def has_enough_words(self) -> bool:
        """Whether enough words are tested to have neighbours among them."""
        return len(self.tested) >= 2 * TOPN

    def explain_lack(self) -> str:
        """Say why alignment is not measured, where too few words are tested."""
        return (
            f"only {counted(len(self.tested), 'word')} in held-out texts {MIN_HELD_OUT} times or "
            f"more, and {2 * TOPN} are needed"
        )

    @cached_property
    def reliability(self) -> float | None:
        """How far the scores would agree with those of as many other texts of the data set.

        Moran's I of a space that knows the truth about every word is this and no more. It is the
        correlation of the scores of two halves of the texts, stepped up to all of them by the
        formula of Spearman (1910) and Brown (1910), *British Journal of Psychology* 3. The mean is
        over classes, and over the ways to make halves of the parts that were counted. None where
        parts were not counted, too few words are tested, or halves do not agree at all.
        """
        parts = self.words.counts.held_out_parts
        if parts is None or not self.has_enough_words:
            return None
        total = parts.sum(axis=0)
        # The first part is in the first half: each way to make halves comes once.
        halves = [
            parts[[0, *others]].sum(axis=0)
            for others in combinations(range(1, len(parts)), len(parts) // 2 - 1)
        ]
        agreements = [self._correlate_scores(half, total - half) for half in halves]
        known = [agreement for agreement in agreements if agreement is not None]
        mean = float(np.mean(known)) if known else 0.0
        return 2 * mean / (1 + mean) if mean > 0 else None

    def _correlate_scores(self, counts: np.ndarray, others: np.ndarray) -> float | None:
        one, other = (self._rank(log_odds(part)[1]) for part in (counts, others))
        correlations = [_correlate(a, b) for a, b in zip(one.T, other.T, strict=True)]
        known = [value for value in correlations if value is not None]
        return float(np.mean(known)) if known else None

    def _rank(self, z: np.ndarray) -> np.ndarray:
        """Return the ranks of the tested words' z-scores, for each class that is reported."""
        from scipy.stats import rankdata

        tested = z[self.words.rows[self.tested]][:, self.classes]
        # Rounded, since rounding leaves zeros with ranks of their own.
        return np.asarray(rankdata(tested.round(9), axis=0)) if len(tested) else tested

    def make_word_rows(self) -> list[WordRow]:
        """Return a row for each measured word that held-out texts have, and each class."""
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


def _correlate(a: np.ndarray, b: np.ndarray) -> float | None:
    """Return Pearson's correlation; None if one side does not vary."""
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def measure_task_alignment(space: MeasuredSpace) -> list[Measurement]:
    """Measure Moran's I on the words that held-out texts have five times or more."""
    held_out = space.words.derive(HeldOutScores)
    n = len(held_out.tested)
    if not held_out.has_enough_words:
        return [Measurement(None, n, "observed", held_out.explain_lack())]
    neighbors = nearest(space.vectors[held_out.tested], TOPN)[0]
    alignment = task_alignment(neighbors, held_out.scores, held_out.permutations)
    if alignment is None:
        return [Measurement(None, n, "observed", explain_no_alignment(neighbors))]
    values = {
        "observed": alignment.observed,
        "null mean": alignment.null_mean,
        "null 95 %": alignment.null_95,
        "p": alignment.p,
    }
    ceiling = held_out.reliability
    if ceiling is not None:
        values["ceiling"] = ceiling
        values["share of ceiling"] = alignment.observed / ceiling
    return [
        Measurement(
            value, n, part, space.words.note, alignment.scores if part == "observed" else None
        )
        for part, value in values.items()
    ]


TASK_ALIGNMENT = Measure(
    group="task alignment",
    title="task alignment: do neighbours speak for the same class?",
    caption=(
        "1: a word's neighbours speak for the same class as it does, in held-out texts; 0: no more "
        "than any other words. null 95 %: what chance alone stays below, 95 times in 100. "
        "p: the largest of the seeds'. ceiling: what a perfect space would have, as the held-out "
        "texts say only so much of a word."
    ),
    heading="Alignment",
    measure_space=measure_task_alignment,
    largest=("p",),
    details=("null mean",),
)
