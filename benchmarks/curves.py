"""What the points of a learning curve rest on: samples of the dev part, and all of it.

    python benchmarks/curves.py          (or: --dataset r8 --train-sizes 100,300 --seeds 3)

Two tables of rotten-tomatoes with glove-6b-50d, test accuracy in %, mean over five seeds:

- accuracy: at each train size, where a sample has its share of the dev texts, as in every study,
  and where all dev texts choose; and at how many texts random overtakes frozen.
- lead: the points that each strategy leads random by, and how many of these are lost without the
  words that the training sample lacks.
"""

import argparse
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import numpy as np
from rich.console import Console
from rich.table import Table

from embedstudy import Study, compare
from embedstudy.errors import EmbedstudyWarning

# What draws the dev part of a sample.
DRAW = "embedstudy.study.data.study_datasets.subsample_share"
STRATEGIES = ("random", "frozen", "finetuned")


def keep_all(labels: np.ndarray, *_: object) -> np.ndarray:
    return np.arange(len(labels))


def make_study(args: argparse.Namespace, folder: Path, *, all_dev: bool) -> Study:
    with patch(DRAW, keep_all) if all_dev else nullcontext(), warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)
        return compare(
            args.dataset, args.vectors, strategies=STRATEGIES, baselines=["none"],
            train_sizes=args.train_sizes, seeds=args.seeds, out=folder, progress=False,
        )  # fmt: skip


def list_accuracies(study: Study) -> Iterator[list[str]]:
    crossings = {row.b: row for row in study.crossovers if row.a == "random"}
    for strategy in STRATEGIES:
        cells = [f"{100 * (row.mean or 0):.1f}" for row in study.curve if row.strategy == strategy]
        crossing = crossings.get(strategy)
        if crossing is None or crossing.train_size is None:
            yield [strategy, *cells, ""]
        else:
            low, high = (f"{end:,}" if end else "open" for end in (crossing.low, crossing.high))
            yield [strategy, *cells, f"{crossing.train_size:,} [{low}, {high}]"]


def list_leads(study: Study) -> Iterator[list[str]]:
    means = {(row.strategy, row.train_size): row.mean or 0 for row in study.curve}
    for strategy in STRATEGIES[1:]:
        cells = []
        for row in study.curve:
            if row.strategy == strategy and row.mean and row.test_seen_words:
                unseen = 100 * (row.mean - row.test_seen_words)
                lead = 100 * (row.mean - means["random", row.train_size])
                cells.append(f"{unseen:.1f} of {lead:z.1f}")
        yield [strategy, *cells]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="rotten-tomatoes")
    parser.add_argument("--vectors", default="glove-6b-50d")
    parser.add_argument("--train-sizes", default="100,300,1000,3000,all")
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    sizes = args.train_sizes.split(",")
    args.train_sizes = [size if size == "all" else int(size) for size in sizes]
    accuracies = Table(title="test accuracy in %")
    leads = Table(title="points of the lead over random that unseen words give")
    for heading in ("", *sizes, "random overtakes at"):
        accuracies.add_column(heading)
    for heading in ("", *sizes):
        leads.add_column(heading)
    with tempfile.TemporaryDirectory() as folder:
        for name, all_dev in (("", False), ("all dev texts: ", True)):
            study = make_study(args, Path(folder) / f"{all_dev}", all_dev=all_dev)
            dev_sizes = {row.train_size: row.dev_size for row in study.runs}
            sizes_in_order = [dev_sizes[size] for size in sorted(dev_sizes)]
            accuracies.add_row(
                f"{name}dev texts", *(f"{n:,}" if n else "all" for n in sizes_in_order)
            )
            for table, lines in ((accuracies, list_accuracies(study)), (leads, list_leads(study))):
                for first, *cells in lines:
                    table.add_row(name + first, *cells)
    console = Console()
    console.print(accuracies)
    console.print(leads)


if __name__ == "__main__":
    main()
