"""Which optimizer serves a single classifier best: a table in Markdown.

    python benchmarks/optimizers.py        (or: --dataset r8 --vectors glove-6b-50d)

Each classifier is fitted to the training part alone, with its rate and scale tuned on a tenth that
it holds out. The dev part, which it never sees, scores it. The test part is not read. Means over
seeds; seconds are those of one `fit`, tuning included. A finished row is kept in the file `--out`,
and not made a second time.
"""

import argparse
import csv
import warnings
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from time import perf_counter

from embedstudy import EmbeddingClassifier, load_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import EmbedstudyWarning

DATASETS = (
    "rotten-tomatoes", "imdb", "20newsgroups", "r8", "r52", "bbc-news", "election-tweets",
    "friends", "slo-opinion", "spam-assassin",
)  # fmt: skip
# By optimizer, the texts in a step.
BATCH_SIZES = {"sgd": 1, "adam": 32, "adagrad": 32}
COLUMNS = ("dataset", "optimizer", "batch_size", "seed", "dev_accuracy", "seconds")
Row = dict[str, str]


def measure(corpus: Corpus, optimizer: str, seed: int, args: argparse.Namespace) -> Row:
    """Train once and return a row."""
    batch_size = BATCH_SIZES[optimizer]
    model = EmbeddingClassifier(
        args.vectors, "finetuned" if args.vectors else "random", args.encoder,
        optimizer=optimizer, batch_size=batch_size, random_state=seed,
    )  # fmt: skip
    started = perf_counter()
    model.fit(corpus.train.texts, corpus.train.labels)
    seconds = perf_counter() - started
    accuracy = model.score(corpus.dev.texts, corpus.dev.labels)
    values = (corpus.name, optimizer, batch_size, seed, f"{accuracy:.6f}", f"{seconds:.3f}")
    return dict(zip(COLUMNS, map(str, values), strict=True))


def make_rows(args: argparse.Namespace) -> list[Row]:
    """Make the rows that the file lacks, and return all."""
    rows = list(csv.DictReader(args.out.open(encoding="utf-8"))) if args.out.exists() else []
    finished = {(row["dataset"], row["optimizer"], int(row["seed"])) for row in rows}
    for name in args.dataset:
        jobs = [
            (optimizer, seed)
            for seed in range(args.seeds)
            for optimizer in args.optimizer
            if (name, optimizer, seed) not in finished
        ]
        corpus = load_dataset(name, progress=False) if jobs else None
        for optimizer, seed in jobs:
            assert corpus is not None
            rows.append(measure(corpus, optimizer, seed, args))
            with args.out.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS)
                writer.writeheader()
                writer.writerows(rows)
    return rows


def make_table(rows: Sequence[Row], args: argparse.Namespace) -> list[list[str]]:
    """Return the cells of the table: accuracy and seconds of each optimizer, and their means."""
    table = [["data set", *args.optimizer, *(f"{name}, s" for name in args.optimizer)]]
    numbers: list[list[float]] = []
    for dataset in args.dataset:
        here = [row for row in rows if row["dataset"] == dataset]
        means = [
            fmean(float(row[column]) for row in here if row["optimizer"] == optimizer)
            for column in ("dev_accuracy", "seconds")
            for optimizer in args.optimizer
        ]
        numbers.append(means)
        table.append([f"`{dataset}`", *format_numbers(means)])
    means = [fmean(column) for column in zip(*numbers, strict=True)]
    return [*table, ["mean", *format_numbers(means)]]


def format_numbers(means: Sequence[float]) -> list[str]:
    half = len(means) // 2
    return [*(f"{100 * m:.2f}" for m in means[:half]), *(f"{m:.1f}" for m in means[half:])]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable; the ten built-in ones")
    parser.add_argument("--optimizer", action="append", choices=BATCH_SIZES, help="repeatable")
    parser.add_argument("--encoder", default="mean")
    parser.add_argument("--vectors")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("optimizers.csv"))
    args = parser.parse_args()
    args.dataset = args.dataset or DATASETS
    args.optimizer = args.optimizer or list(BATCH_SIZES)
    warnings.simplefilter("ignore", EmbedstudyWarning)
    heads, *cells = make_table(make_rows(args), args)
    for line in (heads, ["---"] * len(heads), *cells):
        print(f"| {' | '.join(line)} |")


if __name__ == "__main__":
    main()
