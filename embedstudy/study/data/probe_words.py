"""Probe words: words that tell the classes apart, whose neighbours are shown."""

import numpy as np

from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.tfidf import count_words
from embedstudy.text.encoding import EncodedDocuments

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
    n_classes = len(materials.corpus.classes)
    table = next(iter(materials.tables.values()))
    by_class = count_texts(table.documents["train"], labels, (n_classes, n_words))
    texts_of_class = np.bincount(labels, minlength=n_classes)
    statistic = compute_chi_squared(by_class, texts_of_class)
    frequency = by_class.sum(axis=0).astype(np.float32)
    known = np.ones(n_words, dtype=bool)
    for vectors in materials.tables.values():
        known &= (vectors.rows >= 0) | (vectors.coverage is None)
    usable = known & (frequency >= MIN_DOCUMENTS) & (frequency <= MAX_SHARE * len(labels))
    if not usable.any():  # a small corpus
        usable = known
    of_class = (by_class / np.maximum(texts_of_class, 1)[:, None]).argmax(axis=0)
    best = [i for i in np.argsort(-statistic, kind="stable") if usable[i]]
    queues = [[i for i in best if of_class[i] == c][:count] for c in range(n_classes)]
    turns = [queue[k] for k in range(count) for queue in queues if k < len(queue)]
    return [materials.vocabulary.words[i] for i in turns[:count]]


def count_texts(
    documents: EncodedDocuments, labels: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    """Count the texts of each class that have a word; int64, shape (n_classes, n_words)."""
    n_classes, n_words = shape
    counts, begin = np.zeros(n_classes * n_words, np.int64), 0
    for piece in documents.pieces():
        matrix = count_words(piece.restrict(n_words), n_words)  # each word of a text once
        of_text = labels[begin : begin + len(piece)].astype(np.int64) * n_words
        np.add.at(counts, np.repeat(of_text, np.diff(matrix.indptr)) + matrix.indices, 1)
        begin += len(piece)
    return counts.reshape(shape)


def compute_chi_squared(by_class: np.ndarray, texts_of_class: np.ndarray) -> np.ndarray:
    """Return the statistic of each word, as `sklearn.feature_selection.chi2` does; 0 without texts.

    Parameters
    ----------
    by_class : ndarray of int64, shape (n_classes, n_words)
        The texts of each class that have a word.
    texts_of_class : ndarray of int64, shape (n_classes,)
    """
    is_there = texts_of_class > 0
    shares = texts_of_class[is_there] / texts_of_class.sum()
    observed = by_class[is_there].astype(np.float64)
    expected = shares[:, None] * observed.sum(axis=0)
    with np.errstate(invalid="ignore"):  # a word that no text has
        return np.asarray(np.nan_to_num(((observed - expected) ** 2 / expected).sum(axis=0)))
