"""Test accuracy beside fastText, over seeds, at the same dimensions and epochs.

    python benchmarks/quality.py        (or: --task r8 --seeds 5)

Each program gets the learning rate that does best on dev (median over the seeds) of its own list;
test accuracies are means over the seeds at that rate. Bigrams share a million buckets in both. With
pretrained vectors both start from GloVe's and train on; fastText reads them from a file.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median, stdev

import numpy as np
from rich.console import Console
from rich.table import Table
from training import EPOCHS, Data, FastText, Ours

from embedstudy.errors import DivergedError
from embedstudy.nn.strategies import STRATEGIES, initial_embedding
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.formats.writing import write_vectors


@dataclass(frozen=True)
class Task:
    dataset: str
    dim: int
    ngrams: int = 1
    vectors: str = ""
    rates: tuple[float, ...] = (0.05, 0.1, 0.2, 0.5, 1.0)


TASKS = {
    "imdb": Task("imdb", 100, ngrams=2),
    "20newsgroups": Task("20newsgroups", 100, ngrams=2),
    "r8": Task("r8", 50),
    "r8-finetuned": Task("r8", 50, vectors="glove-6b-50d"),
}


class Finetuned(Ours):
    """Starts from pretrained vectors."""

    def __init__(self, data: Data, task: Task) -> None:
        super().__init__(data, task.dim)
        found = load_vectors(task.vectors, data.vocabulary.words)
        self.pretrained = (found.matrix, found.rows(data.vocabulary.words))

    def table(self, rng: np.random.Generator) -> np.ndarray:
        strategy = STRATEGIES["finetuned"]
        return initial_embedding(strategy, self.data.n_rows, self.dim, rng, self.pretrained)


def accuracies(program: Ours | FastText, n_seeds: int) -> tuple[float, list[float]]:
    """The rate of the best median dev accuracy, and the test accuracies at that rate."""
    dev, test = {}, {}
    for rate in program.rates:
        try:
            models = [program.train(rate, seed=seed) for seed in range(n_seeds)]
        except (DivergedError, RuntimeError):
            continue
        dev[rate] = median(program.accuracy(model, "dev") for model in models)
        test[rate] = [100 * program.accuracy(model, "test") for model in models]
    best = max(dev, key=dev.__getitem__)
    return best, test[best]


def measure(name: str, n_seeds: int, table: Table) -> None:
    task = TASKS[name]
    data = Data(task.dataset, task.ngrams)
    with tempfile.TemporaryDirectory() as folder:
        options: dict[str, object] = {"dim": task.dim}
        if task.vectors:
            file = Path(folder) / "vectors.vec"
            write_vectors(load_vectors(task.vectors, data.vocabulary.words), file)
            options["pretrainedVectors"] = str(file)
        peer = FastText(data, Path(folder), **options)
        peer.rates = task.rates
        ours = Finetuned(data, task) if task.vectors else Ours(data, task.dim)
        found = [accuracies(program, n_seeds) for program in (ours, peer)]
    cells = [f"{fmean(test):.1f} ± {stdev(test):.1f} (rate {rate:g})" for rate, test in found]
    what = f"{name}, {task.dim} dims" + ", bigrams" * (task.ngrams > 1)
    table.add_row(what, *cells, f"{fmean(found[0][1]) - fmean(found[1][1]):+.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--task", action="append", choices=list(TASKS), help="repeatable")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    table = Table(title=f"test accuracy in %, {EPOCHS} epochs, {options.seeds} seeds")
    for heading in ("task", "embedstudy", "fastText", "difference"):
        table.add_column(heading, justify="left" if heading == "task" else "right")
    for name in options.task or TASKS:
        measure(name, options.seeds, table)
    Console(width=max(Console().width, 100)).print(table)


if __name__ == "__main__":
    main()
