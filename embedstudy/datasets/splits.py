"""Splits: always stratified, always by a seed of their own."""

from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import train_test_split

from embedstudy.datasets.corpus import Split
from embedstudy.errors import InputError

# Apart from any run's seed, so that every run of every study is tested on the same examples.
SPLIT_SEED = 0


def split_train_dev_test(
    texts: Sequence[str], labels: Sequence[str], seed: int = SPLIT_SEED
) -> tuple[Split, Split, Split]:
    """Split 80/10/10, each class in proportion.

    Raises
    ------
    InputError
        If there are fewer than two classes, or too few texts of one for a text in every split.
    """
    names, counts = np.unique(np.asarray(labels, dtype=object), return_counts=True)
    if len(names) < 2:
        raise InputError(f"only one class ({names[0]!r}): nothing to learn")
    if counts.min() < 10:
        rare, count = names[counts.argmin()], counts.min()
        raise InputError(f"class {rare!r} has {count} texts; 10 are needed for an 80/10/10 split")
    train, rest = train_test_split(
        np.arange(len(texts)), test_size=0.2, stratify=labels, random_state=seed
    )
    dev, test = train_test_split(
        rest, test_size=0.5, stratify=[labels[i] for i in rest], random_state=seed
    )
    return _take(texts, labels, train), _take(texts, labels, dev), _take(texts, labels, test)


def _take(texts: Sequence[str], labels: Sequence[str], rows: np.ndarray) -> Split:
    ids = np.sort(rows).tolist()
    return Split([texts[i] for i in ids], [labels[i] for i in ids], ids)
