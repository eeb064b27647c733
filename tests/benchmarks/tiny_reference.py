"""A reference study of two tiny data sets whose words tell their classes."""

import numpy as np

from embedstudy import compare
from embedstudy.vectors.word_vectors import WordVectors

DATASETS = ("tiny", "small")
WORDS = [f"{side}{number}" for side in ("good", "bad", "and") for number in range(30)]


def make_texts(n_texts, seed):
    rng = np.random.default_rng(seed)
    labels = [("bad", "good")[row % 2] for row in range(n_texts)]
    texts = [
        " ".join([*(f"{label}{rng.integers(30)}" for _ in range(2)),
                  *(f"and{rng.integers(30)}" for _ in range(4))])
        for label in labels
    ]  # fmt: skip
    return texts, labels


def make_vectors(name, dim, seed):
    """Vectors in whose first dimension good words lie apart from bad ones."""
    matrix = np.random.default_rng(seed).normal(size=(len(WORDS), dim)).astype(np.float32)
    matrix[:30, 0] += 3
    matrix[30:60, 0] -= 3
    return WordVectors(WORDS, matrix, name)


def make_reference(folder):
    """Make studies as `benchmarks/reference.py` does, with the encoder mean."""
    tables = [make_vectors("glove-6b-50d", 4, 0), make_vectors("glove-6b-100d", 6, 1)]
    for number, name in enumerate(DATASETS):
        texts, labels = make_texts(160 + 80 * number, number)
        path = folder / "mean" / name
        compare(
            (texts, labels), tables, encoders=["mean"], seeds=2, train_sizes=[40, 80, "all"],
            learning_rate=0.3, scale="x1", progress=False, out=path,
        )  # fmt: skip
    return folder
