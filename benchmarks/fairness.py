"""How the scale of the start and the search for it change what a study finds.

    python benchmarks/fairness.py        (or: --dataset r8 --encoder cnn --vectors glove-6b-100d)

Seven tables, with means over seeds and 95 % intervals over seeds and texts:

- search: the rate alone is tuned and vectors are as they are ("before"), and the search over rates
  and scales, which is the default ("after"). With ``--old CHECKOUT``, "before" is the default study
  of another checkout of embedstudy.
- scales: fine-tuned from fixed scales and random from fixed ranges: accuracy, task alignment and
  WordSim-353, the latter with intervals over seeds and words or pairs.
- untuned: given scales with ``--tune none``, for encoders whose search takes long.
- knobs: options that were tried and move little.
- budget: the expected best dev accuracy of a number of candidates of a full grid, and the dev
  accuracy of what the default search chose.
- null: how often a difference is found where there is none. The "pretrained" vectors are drawn as a
  random start is, so both strategies are the same; with true labels and with random ones.
- time: CPU and wall seconds of the default study by this checkout and by ``--old``, in turns.

``--out DIR`` keeps the studies; one that is finished there is not made a second time.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from embedstudy import Study, compare, load_dataset
from embedstudy.errors import EmbedstudyWarning
from embedstudy.results.rows import TuningRow
from embedstudy.statistics.expected_best import compute_expected_best
from embedstudy.storage import safe_name
from embedstudy.vectors.word_vectors import WordVectors

CHECKOUT = Path(__file__).resolve().parent.parent
CELLS = " (test accuracy in %, difference to random)"
STRATEGIES = ("random", "frozen", "finetuned")
BUDGETS = (1, 2, 4, 8, 18)
DATASETS = ("rotten-tomatoes", "r8", "bbc-news", "election-tweets", "slo-opinion")
BEFORE: Mapping[str, Any] = {"scale": "x1", "tune": "grid"}
SCALES = ("x0.01", "x0.03", "x0.1", "x0.3", "x1", "x3")
RANGES = (0.005, 0.05, 0.5)  # of a random start: those that the search has
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


def make_study(
    name: str, dataset: Any, args: argparse.Namespace, vectors: Any = None, **options: Any
) -> Study:
    """Make a study in the folder of studies, or read it if it is finished there."""
    folder = find_folder(name, args)
    if not is_finished(folder):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", EmbedstudyWarning)
            usual = {"baselines": ["none"], "seeds": args.seeds, "encoders": [args.encoder]}
            usual |= {"strategies": args.strategy}
            compare(
                dataset,
                vectors or args.vectors,
                out=folder,
                progress=False,
                resume=folder.exists(),
                **{**usual, **options},
            )
    return Study(folder)


def make_study_by(checkout: Path, name: str, dataset: str, args: argparse.Namespace) -> Study:
    """Make the default study by the command of a checkout."""
    folder = find_folder(name, args)
    if not is_finished(folder):
        command = [sys.executable, "-m", "embedstudy", "compare", dataset, "--vectors"]
        command += [args.vectors, "--encoder", args.encoder, "--seeds", str(args.seeds)]
        command += [word for name in args.strategy for word in ("--strategy", name)]
        command += ["--out", str(folder)]
        with folder.with_suffix(".out").open("w") as output:
            subprocess.run(
                [*command, *(["--resume"] if folder.exists() else [])],
                env={**os.environ, "PYTHONPATH": str(checkout)},
                cwd=folder.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
            )
    return Study(folder)


def find_folder(name: str, args: argparse.Namespace) -> Path:
    return Path(args.out) / safe_name(f"{name}-{args.encoder}-{args.vectors}")


def is_finished(folder: Path) -> bool:
    path = folder / "study.json"
    return path.exists() and json.loads(path.read_bytes())["status"] == "complete"


def list_results(study: Study, strategies: Sequence[str]) -> Iterator[str]:
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
    table = make_table(f"the search{CELLS}, {args.encoder}, {args.vectors}", "", *args.strategy)
    for dataset in args.dataset:
        if args.old:
            before = make_study_by(args.old, f"{dataset}-old", dataset, args)
        else:
            before = make_study(f"{dataset}-before", dataset, args, **BEFORE)
        for name, study in (("before", before), ("after", make_default_study(dataset, args))):
            table.add_row(f"{dataset}, {name}", *list_results(study, args.strategy))
    return table


def make_default_study(dataset: str, args: argparse.Namespace) -> Study:
    return make_study(f"{dataset}-default", dataset, args)


def measure_scales(args: argparse.Namespace) -> Table:
    title = f"fixed starts, {args.encoder}, {args.vectors}"
    table = make_table(title, "", "accuracy", "task alignment", "WordSim-353")
    for dataset in args.dataset:
        for scale in SCALES:
            name, options = f"{dataset}-finetuned-{scale}", {"scale": scale}
            study = make_study(name, dataset, args, strategies=["finetuned"], **options)
            table.add_row(f"{dataset}, fine-tuned, {scale}", *list_meanings(study, "finetuned"))
        for width in RANGES:
            start = f"RandomUniform(minval=-{width}, maxval={width})"
            study = make_study(
                f"{dataset}-random-{width}", dataset, args, scale="x1",
                embedding_initializer=start, strategies=["random", "frozen"],
            )  # fmt: skip
            table.add_row(f"{dataset}, random within {width}", *list_meanings(study, "random"))
        study = make_default_study(dataset, args)
        for kind in ("random", "pretrained", "finetuned"):
            table.add_row(f"{dataset}, {kind}, by default", *list_meanings(study, kind))
    return table


def list_meanings(study: Study, kind: str) -> Iterator[str]:
    """Give the accuracy of a strategy, and the measures of its spaces with their intervals."""
    yield next(
        (f"{100 * (row.mean or 0):.1f}" for row in study.summary if row.strategy == kind), ""
    )
    for metric, part in MEANINGS:
        rows = [
            row for row in study.structure if (row.metric, row.of, row.kind) == (metric, part, kind)
        ]
        values = [row.value for row in rows if row.value is not None]
        # A vocabulary in another language has too few of the pairs of WordSim-353.
        if values:
            yield f"{fmean(values):.2f} [{rows[0].ci_low:.2f}, {rows[0].ci_high:.2f}]"
        else:
            yield ""


def measure_untuned(args: argparse.Namespace) -> Table:
    """Compare scales where nothing is tuned, for encoders whose search takes long."""
    title = f"nothing tuned{CELLS}, {args.encoder}, {args.vectors}"
    table = make_table(title, "", *args.strategy)
    for dataset in args.dataset:
        for scale in args.scale:
            study = make_study(
                f"{dataset}-untuned-{scale}", dataset, args, tune="none", scale=scale
            )
            table.add_row(f"{dataset}, {scale}", *list_results(study, args.strategy))
    return table


def measure_knobs(args: argparse.Namespace) -> Table:
    table = make_table(f"knobs{CELLS}, {args.encoder}, {args.vectors}", "", *args.strategy)
    for dataset in args.dataset:
        for name, options in KNOBS.items():
            study = make_study(f"{dataset}-{name.replace(' ', '-')}", dataset, args, **options)
            table.add_row(f"{dataset}, {name}", *list_results(study, args.strategy))
    return table


def measure_budget(args: argparse.Namespace) -> Table:
    """Compare a full grid by number of candidates with the choice of the default search.

    A candidate's dev accuracy is the mean over the tuning seeds, which both have in common.
    """
    headings = (
        "candidates",
        *(f"{n}" for n in BUDGETS),
        "best",
        "and reserve",
        "chosen",
        "trainings",
    )
    table = make_table(f"dev accuracy in %, {args.encoder}, {args.vectors}", "", *headings)
    for dataset in args.dataset:
        grid = make_study(f"{dataset}-grid", dataset, args, tune="grid")
        default = make_default_study(dataset, args)
        for strategy in args.strategy:
            tried = score_candidates([row for row in grid.tuning if row.strategy == strategy])
            scores = [tried[values] for values in list_candidates(default.tuning, strategy)]
            run = next(run for run in default.runs if run.strategy == strategy)
            trials = [row for row in default.tuning if row.strategy == strategy]
            longest = max((row.epochs or 1) for row in trials)
            chosen = score_candidates([r for r in trials if (r.epochs or longest) == longest])
            cells = [
                f"{100 * compute_expected_best(scores, n):.1f}" if n <= len(scores) else ""
                for n in BUDGETS
            ]
            table.add_row(
                f"{dataset}, {strategy}", f"{len(scores)}", *cells,
                f"{100 * max(scores):.1f}", f"{100 * max(tried.values()):.1f}",
                f"{100 * chosen[run.lr, run.scale, run.c]:.1f}",
                f"{sum((row.epochs or longest) / longest for row in trials):.0f}",
            )  # fmt: skip
    return table


def list_candidates(
    trials: Sequence[TuningRow], strategy: str
) -> Iterator[tuple[float | None, ...]]:
    """Give the rate, scale and C of each candidate of the first round."""
    for row in trials:
        if row.strategy == strategy and (row.rung or 1) == 1:
            yield row.lr, row.scale, row.c


def score_candidates(trials: Sequence[TuningRow]) -> dict[tuple[float | None, ...], float]:
    """Return the mean dev accuracy over tuning seeds of each rate, scale and C."""
    scores: dict[tuple[float | None, ...], list[float]] = {}
    for row in trials:
        scores.setdefault((row.lr, row.scale, row.c), []).append(row.dev_accuracy or 0)
    return {values: fmean(accuracies) for values, accuracies in scores.items()}


def measure_time(args: argparse.Namespace) -> Table:
    """Time the default study by two checkouts in turns, but for a first turn, which compiles."""
    title = f"seconds, {args.encoder}, {args.vectors}, median of {args.turns} turns"
    table = make_table(title, "", "CPU", "ratio", "wall", "ratio")
    for dataset in args.dataset:
        cpu: dict[str, list[float]] = {"old": [], "new": []}
        wall: dict[str, list[float]] = {"old": [], "new": []}
        for turn in range(args.turns + 1):
            for name, checkout in (("old", args.old), ("new", CHECKOUT)):
                started, used = time.perf_counter(), measure_children()
                make_study_by(checkout, f"{dataset}-{name}-{turn}", dataset, args)
                if turn:
                    cpu[name].append(measure_children() - used)
                    wall[name].append(time.perf_counter() - started)
        for name in ("old", "new"):
            cells = [
                cell
                for seconds in (cpu, wall)
                for cell in (
                    f"{median(seconds[name]):.1f}",
                    format_ratios(seconds[name], seconds["old"]),
                )
            ]
            table.add_row(f"{dataset}, {name}", *cells)
    return table


def measure_children() -> float:
    """Return the CPU seconds of all processes that were started and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def format_ratios(seconds: Sequence[float], of_old: Sequence[float]) -> str:
    ratios = [new / old for new, old in zip(seconds, of_old, strict=True)]
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


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
                    f"{dataset}-{kind.replace(' ', '-')}-{number}", (texts, labels), args,
                    vectors=WordVectors(vocabulary, matrix, "random"),
                    strategies=["random", "finetuned"],
                )  # fmt: skip
                (pair,) = study.comparisons
                p_values.append(pair.p_value or 1.0)
            n_below = sum(p < 0.05 for p in p_values)
            table.add_row(f"{dataset}, {kind}", f"{args.studies}", f"{n_below}")
    return table


def make_table(title: str, *headings: str) -> Table:
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading)
    return table


MEASURES = {
    "search": measure_search,
    "scales": measure_scales,
    "untuned": measure_untuned,
    "knobs": measure_knobs,
    "budget": measure_budget,
    "null": measure_null,
    "time": measure_time,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable; five by default")
    parser.add_argument("--encoder", default="mean")
    parser.add_argument("--vectors", default="glove-6b-50d")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--strategy", action="append", help="repeatable; three by default")
    parser.add_argument("--scale", action="append", help="of the table untuned, repeatable")
    parser.add_argument("--table", action="append", choices=MEASURES, help="repeatable")
    parser.add_argument("--out", type=Path, help="folder of studies, which are kept")
    parser.add_argument("--old", type=Path, help="checkout of an earlier version")
    parser.add_argument("--studies", type=int, default=40, help="of the table null")
    parser.add_argument("--turns", type=int, default=5, help="of the table time")
    args = parser.parse_args()
    args.dataset = args.dataset or DATASETS
    args.strategy = args.strategy or list(STRATEGIES)
    args.scale = args.scale or ["x1", "x0.3", "x0.1"]
    if "time" in (args.table or ()) and not args.old:
        parser.error("the table time needs --old CHECKOUT")
    with tempfile.TemporaryDirectory() as folder:
        args.out = (args.out or Path(folder)).resolve()
        args.out.mkdir(parents=True, exist_ok=True)
        for name in args.table or ("search", "scales"):
            Console(width=max(Console().width, 120)).print(MEASURES[name](args))


if __name__ == "__main__":
    main()
