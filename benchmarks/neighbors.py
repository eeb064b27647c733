"""Time the nearest neighbours of all words, and compare with gensim's ``most_similar``.

    python benchmarks/neighbors.py          (or: --words 20000 --dim 300 --asked 300 --repeats 3)

gensim finds the neighbours of a sample of the words; its time is scaled to all of them. The vectors
are random; with ``--name glove-6b-50d`` they are the first rows of a table.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

import numpy as np
from gensim.models import KeyedVectors
from threadpoolctl import threadpool_limits

from embedstudy.structure.knn import nearest
from embedstudy.vectors.catalog import load_vectors

TOPN = 10


def load_matrix(options: argparse.Namespace) -> np.ndarray:
    if options.name:
        return np.array(load_vectors(options.name).matrix[: options.words])
    rng = np.random.default_rng(0)
    return rng.normal(size=(options.words, options.dim)).astype(np.float32)


@contextmanager
def limit_to_one_core() -> Iterator[None]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        with threadpool_limits(1):
            yield
    finally:
        os.sched_setaffinity(0, cores)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--name")
    parser.add_argument("--asked", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    vectors = load_matrix(options)
    n = len(vectors)
    peer = KeyedVectors(vectors.shape[1])
    peer.add_vectors([str(i) for i in range(n)], vectors)
    peer.fill_norms()
    queries = np.random.default_rng(1).choice(n, min(options.asked, n), replace=False)
    ours, alone, theirs, n_different = [], [], [], 0
    for _ in range(options.repeats):
        started = perf_counter()
        ids, cosines = nearest(vectors, TOPN)
        ours.append(perf_counter() - started)
        with limit_to_one_core():
            started = perf_counter()
            same = nearest(vectors, TOPN)
            alone.append(perf_counter() - started)
        assert all(map(np.array_equal, (ids, cosines), same))
        started = perf_counter()
        peer_neighbors = [peer.most_similar(str(word), topn=TOPN) for word in queries]
        theirs.append((perf_counter() - started) * n / len(queries))
        for word, rows in zip(queries, peer_neighbors, strict=True):
            n_different += [int(name) for name, _ in rows] != ids[word].tolist()
            np.testing.assert_allclose(cosines[word], [c for _, c in rows], atol=2e-6)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    print(f"{n:,} x {vectors.shape[1]}, top {TOPN}; median of {options.repeats}")
    print(f"embedstudy {median(ours):.1f} s, on one core {median(alone):.1f} s")
    print(f"gensim {median(theirs):.0f} s, {ratio:.0f} times as long")
    print(
        f"{n_different} of {options.repeats * len(queries)} words with another order of near ties"
    )


if __name__ == "__main__":
    main()
