"""Study directories whose spaces are made up, so that what they hold is known."""

from dataclasses import dataclass, field

import numpy as np

from embedstudy.results.create import begin, claim_directory
from embedstudy.results.directory import WordCounts
from embedstudy.results.rows import RunRow


@dataclass
class Run:
    """A run that left a space."""

    strategy: str
    after: np.ndarray
    before: np.ndarray | None = None
    seed: int = 0
    without_vector: list[int] = field(default_factory=list)
    dataset: str = "d"
    status: str = "ok"
    vectors: str = "v"
    encoder: str = "mean"


def write_study(path, words, train, held_out, runs, classes=("neg", "pos")):
    """Write a study of one data set or several, all of the same words and counts."""
    meta = {"identity": {}, "status": "complete"}
    with claim_directory(path) as folder:
        study = begin(folder, meta)
    rows = []
    for run in runs:
        more = (
            f"-{run.vectors}-{run.encoder}" if (run.vectors, run.encoder) != ("v", "mean") else ""
        )
        name = f"{run.dataset}-{run.strategy}-{run.seed}{more}"
        rows.append(
            RunRow(name, run.dataset, run.vectors, run.strategy, run.encoder, 100, None, run.seed,
                   0.1, 1, *[None] * 3, 0.5, 0.5, 0.5, 0.1, 1.0, 1.0, run.status, "")
        )  # fmt: skip
        matrices = {"vectors": run.after}
        if run.before is not None:
            matrices["initial"] = run.before
        if run.status == "ok":
            study.write_space(name, words, matrices, {"without_vector": run.without_vector})
    study.write_rows(RunRow, rows)
    for dataset in {run.dataset for run in runs}:
        counts = WordCounts(tuple(words), classes, np.array(train), np.array(held_out))
        study.write_word_counts(dataset, counts)
    return study
