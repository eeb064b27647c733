"""Probe words: words that tell the classes apart, whose neighbours are shown."""

import numpy as np
from sklearn.feature_selection import chi2

from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.tfidf import count_words

# Rarer words say little about a class, and more frequent ones seldom belong to one.
MIN_DOCUMENTS, MAX_SHARE = 10, 0.05


def choose_probe_words(materials: PreparedCorpus, count: int = 6) -> list[str]:
    """Choose words by their chi-squared statistic with the class, the classes taking turns.

    Only training texts are looked at, and only words that every table of vectors knows.

    Returns
    -------
    list of str
        At most `count` words.
    """
    n_words, labels = len(materials.vocabulary), materials.labels["train"]
    table = next(iter(materials.tables.values()))
    matrix = count_words(table.documents["train"].restrict(n_words), n_words)
    matrix.data[:] = 1
    statistic = np.nan_to_num(chi2(matrix, labels)[0])
    frequency = np.asarray(matrix.sum(axis=0))[0]
    known = np.ones(n_words, dtype=bool)
    for vectors in materials.tables.values():
        known &= (vectors.rows >= 0) | (vectors.coverage is None)
    usable = known & (frequency >= MIN_DOCUMENTS) & (frequency <= MAX_SHARE * len(labels))
    if not usable.any():  # a small corpus
        usable = known
    n_classes = len(materials.corpus.classes)
    by_class = np.stack([np.asarray(matrix[labels == c].sum(axis=0))[0] for c in range(n_classes)])
    of_class = (by_class / np.maximum(np.bincount(labels, minlength=n_classes), 1)[:, None]).argmax(
        axis=0
    )
    best = [i for i in np.argsort(-statistic, kind="stable") if usable[i]]
    queues = [[i for i in best if of_class[i] == c][:count] for c in range(n_classes)]
    turns = [queue[k] for k in range(count) for queue in queues if k < len(queue)]
    return [materials.vocabulary.words[i] for i in turns[:count]]
