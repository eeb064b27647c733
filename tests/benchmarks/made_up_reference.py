"""Tables of a reference study whose curves cross where they are made to."""

import math

from benchmarks.reference_study.tables import (
    CostRow,
    CoverageRow,
    CrossingRow,
    MeasureRow,
    PairRow,
    PointRow,
    StudyRow,
    Tables,
)

SIZES = (100, 300, 1000, 4000)
VECTORS = ("glove-6b-50d", "glove-6b-100d", "train:word2vec")
REACH = 0.01


def accuracy(strategy, size, crossing):
    """Random gains with the logarithm of the size and meets frozen at the crossing."""
    if strategy == "random":
        return 0.7 + 0.05 * math.log(size / crossing)
    return {"frozen": 0.7, "finetuned": 0.72, "tfidf-linear-svm": 0.73}.get(strategy, 0.71)


def make_tables(crossings, *, encoder="mean", missing=(), few_texts=False):
    """Return the tables of data sets by name, each with the size of its crossing."""
    parts = [_make_dataset(name, size, encoder, few_texts) for name, size in crossings.items()]
    absent = tuple(StudyRow(encoder, name, "not finished") for name in missing)
    merged = {
        field: tuple(row for part in parts for row in getattr(part, field))
        for field in Tables.__dataclass_fields__
    }
    return Tables(**{**merged, "studies": (*merged["studies"], *absent)})


def _make_dataset(name, crossing, encoder, few_texts):
    study = StudyRow(encoder, name, "complete", 2, 4000, 500, 80_000, 0.5, "tfidf-linear-svm", 5,
                     100, 300, 60.0)  # fmt: skip
    points, pairs, crossed, costs = [], [], [], []
    for vectors in VECTORS:
        for strategy in ("random", "frozen", "finetuned"):
            points += [_make_point(encoder, name, vectors, strategy, size, crossing)
                       for size in SIZES]  # fmt: skip
            costs.append(CostRow(encoder, name, vectors, strategy, 10, 4.0,
                                 1.0 if strategy == "frozen" else 2.0, "x1"))  # fmt: skip
            if vectors != VECTORS[0]:
                pairs += [PairRow(encoder, name, vectors, size, strategy, strategy, VECTORS[0],
                                  0.0, -REACH, REACH, 1.0) for size in SIZES]  # fmt: skip
        for a, b in (("frozen", "random"), ("finetuned", "random"), ("finetuned", "frozen"),
                     ("finetuned", "tfidf-linear-svm")):  # fmt: skip
            for size in SIZES:
                delta = accuracy(a, size, crossing) - accuracy(b, size, crossing)
                pairs.append(PairRow(encoder, name, vectors, size, a, b, "", delta, delta - REACH,
                                     delta + REACH, 0.5))  # fmt: skip
        status = "always" if crossing < SIZES[0] else "crossing" if crossing < 4000 else "never"
        ends = (int(crossing), int(crossing / 2), None) if status == "crossing" else (None,) * 3
        crossed.append(CrossingRow(encoder, name, vectors, "frozen", status, *ends))
    points += [_make_point(encoder, name, "", strategy, size, crossing)
               for strategy in ("tfidf-linear-svm", "tfidf-logistic-regression")
               for size in SIZES]  # fmt: skip
    costs.append(CostRow(encoder, name, "", "tfidf-linear-svm", 7, 1.0, 0.5, "C 1"))
    return Tables(
        (study,), tuple(CoverageRow(name, vectors, 0.8, 0.9) for vectors in VECTORS),
        tuple(points), tuple(pairs), tuple(crossed),
        tuple(_make_alignment(encoder, name, few_texts)), tuple(costs),
    )  # fmt: skip


def _make_point(encoder, name, vectors, strategy, size, crossing):
    mean = accuracy(strategy, size, crossing)
    return PointRow(encoder, name, vectors, strategy, size, mean, mean - REACH, mean + REACH)


def _make_alignment(encoder, name, few_texts):
    values = {"random-before": 0.0, "random": 0.4, "pretrained": 0.2, "finetuned": 0.3}
    for size in (None, 100) if few_texts else (None,):
        for kind, value in values.items():
            value = value if size is None or kind != "random" else 0.1
            yield MeasureRow(encoder, name, size, VECTORS[0], "task_alignment", kind, "", value,
                               value - 0.02, value + 0.02, 900)  # fmt: skip
        random = 0.4 if size is None else 0.1
        for kind, minus, value in (("random", "random-before", random),
                                   ("pretrained", "random", 0.2 - random),
                                   ("finetuned", "pretrained", 0.1)):  # fmt: skip
            yield MeasureRow(encoder, name, size, VECTORS[0], "task_alignment", kind, minus, value,
                               value - 0.02, value + 0.02, 900)  # fmt: skip
    yield MeasureRow(encoder, name, None, VECTORS[0], "general_meaning", "pretrained", "random",
                     0.5, 0.4, 0.6, 200)  # fmt: skip
