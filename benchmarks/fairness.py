"""How the scale of the start and the search for it change what a study finds.

    python benchmarks/fairness.py        (or: --dataset r8 --encoder cnn --vectors glove-6b-100d)

Four tables, with means over seeds and 95 % intervals over seeds and texts:

- search: the rate alone is tuned and vectors are as they are ("before"), and the search over rates
  and scales, which is the default ("after").
- scales: fine-tuned from fixed scales: accuracy, task alignment, and WordSim-353.
- knobs: options that were tried and move little.
- null: how often a difference is found where there is none. The "pretrained" vectors are drawn as a
  random start is, so both strategies are the same; with true labels and with random ones.
"""

import argparse
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from embedstudy import compare, load_dataset
from embedstudy.errors import EmbedstudyWarning
from embedstudy.results.rows import ComparisonRow, RunRow, StructureRow, SummaryRow
from embedstudy.vectors.word_vectors import WordVectors

DATASETS = ("rotten-tomatoes", "r8", "bbc-news", "election-tweets", "slo-opinion")
BEFORE: Mapping[str, Any] = {"scale": "x1", "tune": "grid"}
SCALES = ("x0.01", "x0.03", "x0.1", "x0.3", "x1", "x3")
NULL_TEXTS = 1500
# The measures of structure.csv that the table of scales has, and which part of each.
MEANINGS = (("task_alignment", "observed"), ("general_meaning", "WordSim-353"))
KNOBS: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "unit length": {"scale": "unit"},
    "all-but-the-top 2": {"all_but_the_top": 2},
    "oov mean": {"oov": "mean"},
    "oov drop": {"oov": "drop"},
    "30 epochs": {"epochs": 30},
    "treebank tokens": {"tokenizer": "treebank"},
}


@dataclass(frozen=True)
class Tables:
    runs: list[RunRow]
    summary: list[SummaryRow]
    comparisons: list[ComparisonRow]
    structure: list[StructureRow]


def make_study(
    dataset: Any, args: argparse.Namespace, vectors: Any = None, **options: Any
) -> "Tables":
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)
        usual = {"baselines": ["none"], "seeds": args.seeds, "encoders": [args.encoder]}
        study = compare(
            dataset,
            vectors or args.vectors,
            out=Path(folder) / "s",
            progress=False,
            **{**usual, **options},
        )
        return Tables(study.runs, study.summary, study.comparisons, study.structure)


def list_results(study: Tables, strategies: Sequence[str]) -> Iterator[str]:
    """Give a cell for each strategy: accuracy, difference to random, rate and scale, or C."""
    pairs = {row.a: row for row in study.comparisons if row.b == "random"}
    for strategy in strategies:
        row = next(row for row in study.summary if row.strategy == strategy)
        run = next(run for run in study.runs if run.strategy == strategy)
        text = f"{100 * (row.mean or 0):.1f}"
        if (pair := pairs.get(strategy)) and pair.delta is not None:
            low, high = 100 * (pair.ci_low or 0), 100 * (pair.ci_high or 0)
            text += f" ({100 * pair.delta:+z.1f} [{low:+z.1f}, {high:+z.1f}])"
        dev = fmean(r.dev_accuracy or 0 for r in study.runs if r.strategy == strategy)
        scale = "" if run.scale is None else f" x{run.scale:g}"
        values = f"C {run.c:g}" if run.lr is None else f"rate {run.lr:g}{scale}"
        yield f"{text}\ndev {100 * dev:.1f}, {values}"


def measure_search(args: argparse.Namespace) -> Table:
    strategies = ("random", "frozen", "finetuned")
    table = make_table(f"the search, {args.encoder}, {args.vectors}", "", *strategies, "seconds")
    for dataset in args.dataset:
        for name, options in (("before", BEFORE), ("after", {})):
            started = time.perf_counter()
            study = make_study(dataset, args, **options)
            seconds = f"{time.perf_counter() - started:.1f}"
            table.add_row(f"{dataset}, {name}", *list_results(study, strategies), seconds)
    return table


def measure_scales(args: argparse.Namespace) -> Table:
    title = f"fine-tuned, {args.encoder}, {args.vectors}: accuracy / task alignment / WordSim-353"
    table = make_table(title, "", *SCALES)
    for dataset in args.dataset:
        cells = []
        for scale in SCALES:
            study = make_study(dataset, args, scale=scale, strategies=["random", "finetuned"])
            mean = next(row.mean for row in study.summary if row.strategy == "finetuned")
            numbers = []
            for metric, part in MEANINGS:
                values = [
                    row.value for row in study.structure
                    if (row.metric, row.of, row.kind) == (metric, part, "finetuned")
                ]  # fmt: skip
                numbers += [fmean(value for value in values if value is not None)]
            cells.append(" / ".join([f"{100 * mean:.1f}", *(f"{n:.2f}" for n in numbers)]))
        table.add_row(dataset, *cells)
    return table


def measure_knobs(args: argparse.Namespace) -> Table:
    strategies = ("random", "frozen", "finetuned")
    table = make_table(f"knobs, {args.encoder}, {args.vectors}", "", *strategies)
    for dataset in args.dataset:
        for name, options in KNOBS.items():
            study = make_study(dataset, args, **options)
            table.add_row(f"{dataset}, {name}", *list_results(study, strategies))
    return table


def measure_null(args: argparse.Namespace) -> Table:
    table = make_table("studies of two equal strategies", "", "studies", "p below .05")
    for dataset in args.dataset:
        train = load_dataset(dataset).train
        vocabulary = sorted({word for text in train.texts for word in text.lower().split()})
        for kind in ("true labels", "random labels"):
            p_values = []
            for number in range(args.studies):
                rng = np.random.default_rng(number)
                rows = rng.permutation(len(train))[:NULL_TEXTS]
                texts = [train.texts[row] for row in rows]
                labels = [train.labels[row] for row in rows]
                if kind == "random labels":
                    labels = rng.permutation(labels).tolist()
                matrix = rng.uniform(-0.05, 0.05, (len(vocabulary), 20)).astype(np.float32)
                study = make_study(
                    (texts, labels), args, vectors=WordVectors(vocabulary, matrix, "random"),
                    strategies=["random", "finetuned"],
                )  # fmt: skip
                (pair,) = study.comparisons
                p_values.append(pair.p_value or 1.0)
            n_below = sum(p < 0.05 for p in p_values)
            table.add_row(f"{dataset}, {kind}", f"{args.studies}", f"{n_below}")
    return table


def make_table(title: str, *headings: str) -> Table:
    table = Table(title=f"{title} (test accuracy in %, difference to random)")
    for heading in headings:
        table.add_column(heading)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable; five by default")
    parser.add_argument("--encoder", default="mean")
    parser.add_argument("--vectors", default="glove-6b-50d")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--table", action="append", choices=("search", "scales", "knobs", "null"))
    parser.add_argument("--studies", type=int, default=40, help="of the table null")
    args = parser.parse_args()
    args.dataset = args.dataset or DATASETS
    measures = {
        "search": measure_search,
        "scales": measure_scales,
        "knobs": measure_knobs,
        "null": measure_null,
    }
    for name in args.table or ("search", "scales"):
        Console(width=max(Console().width, 120)).print(measures[name](args))


if __name__ == "__main__":
    main()
