"""Stratified splits, by a seed of their own."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold, train_test_split

from embedstudy.datasets.labels import may_be_missing, normalize_spelling
from embedstudy.errors import InputError
from embedstudy.wording import counted

# Not the seed of a run: every run of every study is tested on the same examples.
SPLIT_SEED = 0
# A tenth of a class with fewer texts is no text.
RARE = 10
MORE_TEXTS = "add texts, leave the class out, or give a --test-file"


@dataclass(frozen=True)
class SplitRows:
    """The rows of three splits, each in order, and notes on them."""

    train: np.ndarray
    dev: np.ndarray
    test: np.ndarray
    notes: tuple[str, ...] = ()


def split_train_dev_test(
    labels: np.ndarray, classes: tuple[str, ...], seed: int = SPLIT_SEED
) -> SplitRows:
    """Split 80/10/10, each class in proportion.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_examples,)
        Class ids.
    classes : tuple of str
    seed : int

    Raises
    ------
    InputError
        If there are fewer than two classes, or too few texts of one for a text in every split.
    """
    counts = count_classes(labels, classes)
    present = np.flatnonzero(counts)
    rare = present[counts[present].argmin()]
    if counts[rare] < RARE:
        spelling = normalize_spelling(classes[rare])
        others = (classes[i] for i in present if i != rare)
        like = [name for name in others if normalize_spelling(name) == spelling]
        cure = f"write it as {like[0]!r}, if that is meant" if like else MORE_TEXTS
        if may_be_missing(classes[rare]):
            cure = f"is it a missing label? {cure}"
        more = int((counts[present] < RARE).sum()) - 1
        also = f", and {more:,} more {'have' if more > 1 else 'has'} too few" if more else ""
        raise InputError(
            f"class {classes[rare]!r} has {counted(counts[rare], 'text')}; {RARE} are needed for "
            f"an 80/10/10 split{also} ({cure})"
        )
    train, rest = train_test_split(
        np.arange(len(labels)), test_size=0.2, stratify=labels, random_state=seed
    )
    dev, test = train_test_split(rest, test_size=0.5, stratify=labels[rest], random_state=seed)
    return SplitRows(np.sort(train), np.sort(dev), np.sort(test))


def take_tenth(
    rows: np.ndarray,
    labels: np.ndarray,
    classes: tuple[str, ...],
    seed: int = SPLIT_SEED,
    *,
    rare: int = RARE,
) -> tuple[np.ndarray, np.ndarray, str]:
    """Split a stratified tenth off a training part.

    Classes too rare for a tenth of them to be a text stay with the larger part.

    Parameters
    ----------
    rows : ndarray of int64
        Rows of the training part.
    labels : ndarray of int32, shape (n_examples,)
        The class ids of all examples.
    rare : int
        Classes with fewer texts are rare.

    Returns
    -------
    rest, tenth : ndarray of int64
    note : str
        Names the classes that stayed with the larger part; empty if there are none.

    Raises
    ------
    InputError
        If there are fewer than two classes, or no class has texts enough.
    """
    counts = count_classes(labels[rows], classes)
    plenty = counts[labels[rows]] >= rare
    if not plenty.any():
        raise InputError(
            f"no class has {rare} texts to take a tenth of for dev "
            "(give a --dev-file, or more data)"
        )
    usual = rows[plenty]
    if (counts >= rare).sum() > 1:
        _, tenth = train_test_split(
            usual,
            test_size=max(len(usual) // 10, int((counts >= rare).sum())),
            stratify=labels[usual],
            random_state=seed,
        )
    else:
        tenth = np.random.default_rng(seed).choice(usual, max(1, len(usual) // 10), replace=False)
    left = [name for name, count in zip(classes, counts, strict=True) if 0 < count < rare]
    note = (
        f"classes with fewer than {rare} texts to train on, none of them in dev: {_list_some(left)}"
        if left
        else ""
    )
    return np.setdiff1d(rows, tenth), np.sort(tenth), note


def split_folds(
    labels: np.ndarray, classes: tuple[str, ...], count: int, seed: int = SPLIT_SEED
) -> list[SplitRows]:
    """Split for cross-validation: each example is tested once, and a tenth of the rest is dev.

    Raises
    ------
    InputError
        If there are fewer than two folds, or fewer texts of every class than folds.
    """
    if count < 2:
        raise InputError(f"cv is {count}; it must be at least 2")
    counts = count_classes(labels, classes)
    if count > counts.max():
        raise InputError(f"cv is {count}, but no class has more than {counts.max()} texts")
    rare = [name for name, n in zip(classes, counts, strict=True) if 0 < n < count]
    fewer = f"classes with fewer texts than there are folds: {_list_some(rare)}" if rare else ""
    splits_of_folds = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a class is rare: our own note says so
        splitter = StratifiedKFold(count, shuffle=True, random_state=seed)
        parts = list(splitter.split(np.zeros(len(labels)), labels))
    for rest, test in parts:
        # Where no class has many texts, two are enough for one in dev.
        most = np.bincount(labels[rest]).max()
        train, dev, note = take_tenth(rest, labels, classes, seed, rare=RARE if most >= RARE else 2)
        splits_of_folds.append(SplitRows(train, dev, test, tuple(filter(None, (fewer, note)))))
    return splits_of_folds


def draw_nested_order(labels: np.ndarray, seed: int) -> np.ndarray:
    """Order training examples so that the first n are a stratified sample, for every n.

    The sample of 100 examples is the first 100 of this order, and lies inside that of 300. The
    first examples are one of each class. From there on the classes are as near to their proportions
    as whole numbers allow.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_examples,)
    seed : int

    Returns
    -------
    ndarray of int64, shape (n_examples,)
        Places in `labels`.

    Examples
    --------
    >>> labels = np.array([0] * 90 + [1] * 10)
    >>> np.bincount(labels[draw_nested_order(labels, seed=1)[:20]])
    array([18,  2])
    """
    shuffled = np.random.default_rng([seed, 3]).permutation(len(labels))
    labels_shuffled = labels[shuffled]
    by_class = np.argsort(labels_shuffled, kind="stable")
    counts = np.bincount(labels_shuffled)
    starts = np.cumsum(counts) - counts
    place = np.arange(len(labels_shuffled)) - starts[labels_shuffled[by_class]]  # within its class
    due = (place + 0.5) / counts[labels_shuffled[by_class]]
    due[place == 0] = -1.0  # every class first
    return np.asarray(shuffled[by_class[np.argsort(due, kind="stable")]])


def subsample(labels: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Return a stratified sample that lies inside every larger one of the same seed.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_examples,)
    size : int
    seed : int

    Returns
    -------
    ndarray of int64, shape (size,)
        Places in `labels`, in order.

    Raises
    ------
    InputError
        If it cannot hold an example of every class, or there are not so many examples.
    """
    n_classes = len(np.unique(labels))
    if size > len(labels):
        raise InputError(f"train size {size}: the training part has {len(labels)} texts")
    if size < n_classes:
        raise InputError(
            f"train size {size}: too small for one text of each of {n_classes} classes"
        )
    return np.sort(draw_nested_order(labels, seed)[:size])


def subsample_share(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Return a stratified sample of a share of examples, inside that of every larger share.

    It has one example of each class at least, as far as there are any.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_examples,)
    share : float
    seed : int

    Returns
    -------
    ndarray of int64
        Places in `labels`, in order.

    Examples
    --------
    >>> labels = np.array([0] * 90 + [1] * 10)
    >>> len(subsample_share(labels, 0.2, seed=1)), len(subsample_share(labels, 0.001, seed=1))
    (20, 2)
    """
    size = max(len(np.unique(labels)), round(share * len(labels)))
    return np.sort(draw_nested_order(labels, seed)[:size])


def count_classes(labels: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    """Count the texts of each class, where there are several classes.

    Raises
    ------
    InputError
        If there are fewer than two.
    """
    counts = np.bincount(labels, minlength=len(classes))
    present = np.flatnonzero(counts)
    if not len(present):
        raise InputError("no texts to train on")
    if len(present) < 2:
        raise InputError(f"only one class ({classes[present[0]]!r}): nothing to learn")
    return counts


def _list_some(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
