"""Spaces and word pairs drawn from a population in which the truth is known."""

import numpy as np

from embedstudy.structure.alignment import task_alignment
from embedstudy.structure.geometry import spearman_scores
from embedstudy.structure.knn import nearest

TOPN = 10


def alignment_scores(rng, n_seeds, n_words, strengths, spread=0.1):
    """Return the scores of Moran's I in spaces of some strengths; shape (spaces, seeds, words).

    A word leans to a class. The held-out texts say so with noise, and so do one direction of a
    space and each of its seeds; all other directions are of no class.
    """
    leaning = rng.standard_normal(n_words)
    word_scores = (leaning + rng.standard_normal(n_words))[:, None]
    permutation = np.arange(n_words)[None]
    tables = []
    for strength in strengths:
        meaning = rng.standard_normal((n_words, 5))
        signal = leaning + 0.7 * rng.standard_normal(n_words)
        seeds = []
        for _ in range(n_seeds):
            factor = strength * (1 + spread * rng.standard_normal())
            vectors = np.column_stack([factor * signal, meaning])
            vectors += 0.3 * rng.standard_normal(vectors.shape)
            neighbors = nearest(vectors.astype(np.float32), TOPN)[0]
            seeds.append(task_alignment(neighbors, word_scores, permutation).scores)
        tables.append(seeds)
    return np.array(tables)


def similarity_scores(rng, n_seeds, n_pairs, noises):
    """Return the scores of Spearman's correlation of ratings with cosines of some noise.

    The shape is (spaces, seeds, pairs).
    """
    ratings = rng.standard_normal(n_pairs)
    tables = []
    for noise in noises:
        signal = ratings + noise * rng.standard_normal(n_pairs)
        cosines = signal + 0.2 * noise * rng.standard_normal((n_seeds, n_pairs))
        tables.append([spearman_scores(row, ratings) for row in cosines])
    return np.array(tables)
