"""A study whose spaces are made so that what measures find in them is known."""

import numpy as np

N = 120
WORDS = [f"w{i}" for i in range(N - 4)] + ["good", "bad", "hot", "cold"]
RNG = np.random.default_rng(0)
SIDE = np.where(np.arange(N) % 2, 1.0, -1.0)
# The more frequent first, of two classes that have every second word to themselves.
TOTAL = (4000 / (1 + np.arange(N)) ** 1.4).astype(np.int64)
TRAIN = np.stack([TOTAL - TOTAL // 10, TOTAL // 10], axis=1)
TRAIN[1::2] = TRAIN[1::2, ::-1]
ROTATION = np.linalg.qr(RNG.normal(size=(6, 6)))[0].astype(np.float32)


def by_chance(seed):
    return np.random.default_rng(seed).normal(size=(N, 6)).astype(np.float32)


def by_class(seed):
    vectors = by_chance(seed) * np.float32(0.05)
    vectors[:, 0] += SIDE.astype(np.float32)
    return vectors


def values(measured, metric, space, part=""):
    return [
        r.value
        for r in measured.structure
        if (r.metric, r.kind, r.of, r.other) == (metric, space, part, None)
    ]
