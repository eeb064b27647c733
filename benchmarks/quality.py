"""Test accuracy against fastText, over seeds, at the same dimensions and epochs.

    python benchmarks/quality.py        (or: --task r8 --seeds 5 --cross-validate)

Each program has a list of learning rates and gets the one that does best on dev, by the median over
the seeds. Test accuracies are means over the seeds at that rate. A seed decides the first weights
and the order of the texts, in both. The interval of a difference takes seeds and texts as samples.
Bigrams share a million buckets in both. With pretrained vectors both start from GloVe's and train
on; fastText reads them from a file.

With --cross-validate, the training and dev texts are divided into five folds, each the test part
once. The rate is chosen within the others. The test part of the data set stays unused.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median, stdev

import numpy as np
from rich.console import Console
from rich.table import Table
from training import EPOCHS, FOLDS, Data, FastText, Ours

from embedstudy.errors import DivergedError
from embedstudy.nn.initial_embedding import PretrainedRows, initial_embedding
from embedstudy.statistics.estimates import difference_interval, estimate, estimate_over_folds
from embedstudy.strategies import STRATEGIES
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.formats.write_vectors import write_vectors


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
        vectors = load_vectors(task.vectors, data.vocabulary.words)
        self.pretrained = PretrainedRows(vectors.matrix, vectors.rows(data.vocabulary.words))

    def table(self, rng: np.random.Generator) -> np.ndarray:
        strategy = STRATEGIES["finetuned"]
        shape = (self.data.n_rows, self.dim)
        return initial_embedding(strategy, shape, rng, self.pretrained)


def test_at_best_rate(program: Ours | FastText, n_seeds: int) -> tuple[float, np.ndarray]:
    """The rate of the best median dev accuracy, and what is right at it; seeds x test texts."""
    dev, test = {}, {}
    for rate in program.rates:
        try:
            models = [program.train(rate, seed=seed) for seed in range(n_seeds)]
        except (DivergedError, RuntimeError):
            continue
        dev[rate] = median(program.accuracy(model, "dev") for model in models)
        test[rate] = np.array([program.correct(model, "test") for model in models])
    best = max(dev, key=dev.__getitem__)
    return best, test[best]


def test_both(task: Task, n_seeds: int, fold: int | None) -> list[tuple[float, np.ndarray]]:
    """Return what `test_at_best_rate` gives for embedstudy and for fastText."""
    data = Data(task.dataset, task.ngrams, fold)
    with tempfile.TemporaryDirectory() as folder:
        options: dict[str, object] = {"dim": task.dim}
        if task.vectors:
            file = Path(folder) / "vectors.vec"
            write_vectors(load_vectors(task.vectors, data.vocabulary.words), file)
            options["pretrainedVectors"] = str(file)
        peer = FastText(data, Path(folder), **options)
        peer.rates = task.rates
        ours = Finetuned(data, task) if task.vectors else Ours(data, task.dim)
        return [test_at_best_rate(program, n_seeds) for program in (ours, peer)]


def measure(name: str, n_seeds: int, table: Table, *, folds: int | None) -> None:
    task = TASKS[name]
    results = [test_both(task, n_seeds, fold) for fold in (range(folds) if folds else [None])]
    sizes = [ours.shape[1] for (_, ours), _ in results]
    cells, scores = [], []
    for of_program in zip(*results, strict=True):
        rates = sorted({rate for rate, _ in of_program})
        correct = np.concatenate([correct_of_fold for _, correct_of_fold in of_program], axis=1)
        scores.append(correct.astype(float))
        by_seed = 100 * correct.mean(axis=1)
        rate_list = ", ".join(f"{rate:g}" for rate in rates)
        cells.append(f"{fmean(by_seed):.1f} ± {stdev(by_seed):.1f} (rate {rate_list})")
    difference = scores[0] - scores[1]
    where = np.repeat(np.arange(len(sizes)), sizes)
    sure = (
        estimate_over_folds(difference, where, len(where) - sizes[0])
        if folds
        else estimate(difference)
    )
    low, high = (100 * bound for bound in difference_interval(sure, len(where)))
    what = f"{name}, {task.dim} dims" + ", bigrams" * (task.ngrams > 1)
    table.add_row(what, *cells, f"{100 * sure.mean:+.2f} [{low:+.2f}, {high:+.2f}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--task", action="append", choices=list(TASKS), help="repeatable")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cross-validate", action="store_true", help="on the training texts")
    options = parser.parse_args()
    folds = FOLDS if options.cross_validate else None
    where = f"{FOLDS} folds of the training texts" if folds else "test part"
    table = Table(title=f"accuracy in % on the {where}, {EPOCHS} epochs, {options.seeds} seeds")
    for heading in ("task", "embedstudy", "fastText", "difference, 95 % interval"):
        table.add_column(heading, justify="left" if heading == "task" else "right")
    for name in options.task or TASKS:
        measure(name, options.seeds, table, folds=folds)
    Console(width=max(Console().width, 110)).print(table)


if __name__ == "__main__":
    main()
