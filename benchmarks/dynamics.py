"""How spaces take shape, and what snapshots cost: the figures of docs/dynamics.md.

    python benchmarks/dynamics.py figures        the tables of rotten-tomatoes and r8
    python benchmarks/dynamics.py looks          the time of a look at a text by that of training
    python benchmarks/dynamics.py cost           paired runs with and without snapshots
    python benchmarks/dynamics.py commands       the same of whole commands, and what is estimated

`looks` and `cost` measure CPU time of one thread, so set OMP_NUM_THREADS, OPENBLAS_NUM_THREADS and
NUMBA_NUM_THREADS to 1. `figures` leaves its studies in --out.
"""

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np

from embedstudy import compare
from embedstudy.datasets.catalog import load_dataset
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.nn.training import compute_loss
from embedstudy.notebook import Study
from embedstudy.report.dynamics_measures import COLUMNS as NAMES
from embedstudy.report.formatting import format_decimal
from embedstudy.results.rows import DynamicsRow
from embedstudy.study.data.snapshot_cost import estimate_time
from embedstudy.study.data.snapshot_plan import SnapshotPlan
from embedstudy.study.data.study_datasets import StudyDatasets, open_datasets
from embedstudy.study.plan.config import configure
from embedstudy.study.plan.grid import RunSpec, list_cells
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.runs.run import run
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.tuning.values import TunedValues

DATASETS, VECTORS, DIM = ("rotten-tomatoes", "r8"), "glove-6b-50d", 50
COLUMNS = {
    "train_loss": 3, "dev_accuracy": 1, "task_alignment": 3, "effective_rank": 1, "change_rank": 1,
    "change_share": 3, "change_norm": 3, "opposites": 3, "general_meaning": 3, "overlap_before": 3,
    "overlap_end": 3,
}  # fmt: skip
FLAGS = ("--no-snapshots", "--snapshots")
# Texts of a made-up corpus of the size of rotten-tomatoes, of 20 words each.
N_TEXTS, LENGTH, N_WORDS = 6824, 20, 18_000


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for cells in (headings, ["---"] * len(headings), *rows):
        print(f"| {' | '.join(cells)} |")
    print()


def make_study(dataset: str, out: Path) -> Study:
    return compare(
        dataset, VECTORS, strategies=["random", "finetuned"], baselines=(), seeds=1,
        snapshots=True, out=out / dataset, if_exists="resume",
    )  # fmt: skip


def print_figures(out: Path) -> None:
    """Print every moment of each space."""
    for dataset in DATASETS:
        rows = make_study(dataset, out).dynamics
        for kind in dict.fromkeys(row.kind for row in rows):
            print(f"{dataset}, {kind}, n = {rows[0].n}\n")
            shown = [row for row in rows if row.kind == kind]
            names = {column: name for name, (column, _) in NAMES.items()}
            headings = ["epoch", *(names[column] for column in COLUMNS)]
            print_table(headings, [format_row(row) for row in shown])


def format_row(row: DynamicsRow) -> list[str]:
    epoch = f"{row.epoch:.2g}{' (chosen)' if row.chosen else ''}"
    row = replace(row, dev_accuracy=row.dev_accuracy and 100 * row.dev_accuracy)
    return [epoch, *(format_decimal(getattr(row, name), n) for name, n in COLUMNS.items())]


def make_examples() -> Examples:
    rng = np.random.default_rng(0)
    shares = 1 / np.arange(1, N_WORDS + 1)
    words = rng.choice(N_WORDS, N_TEXTS * LENGTH, p=shares / shares.sum()).astype(np.int32)
    offsets = np.arange(0, len(words) + 1, LENGTH, dtype=np.int64)
    labels = rng.integers(0, 2, N_TEXTS).astype(np.int32)
    return Examples.unweighted(EncodedDocuments(words, offsets), labels)


def time_of(work: Callable[..., Any], *arguments: Any) -> float:
    started = process_time()
    work(*arguments)
    return process_time() - started


def print_looks(repeats: int) -> None:
    """Print for each encoder what a look at all texts takes, by an epoch on them."""
    examples, rows = make_examples(), []
    for encoder in ENCODERS:
        options = recommended(encoder).options
        model, engine = make_engine(encoder)
        order = np.random.default_rng(1).permutation(len(examples))
        engine.epoch(1, examples, order)  # compiles
        compute_loss(model, examples)
        epochs, looks = [], []
        for _ in range(repeats):
            epochs.append(time_of(engine.epoch, 1, examples, order))
            looks.append(time_of(compute_loss, model, examples))
        epoch, look = median(epochs), median(looks)
        way = f"{options.optimizer}, batches of {options.batch_size}"
        cells = [f"{1000 * epoch:.1f} ms", f"{1000 * look:.1f} ms", f"{look / epoch:.2f}"]
        rows.append([encoder, way, *cells])
    print_table(["encoder", "optimizer", "epoch", "look", "ratio"], rows)


def make_engine(encoder: str) -> tuple[Model, Engine]:
    config, rng = recommended(encoder), np.random.default_rng(2)
    table = rng.uniform(-0.05, 0.05, (N_WORDS, DIM)).astype(np.float32)
    model = new_model(config.new_encoder(), table, 2, Seeds(0))
    return model, Engine(model, TrainingPlan(config.options, 0.05, Seeds(0)))


def print_cost(repeats: int, out: Path, encoders: Sequence[str]) -> None:
    """Print the median of paired runs with and without snapshots, and the time of measuring."""
    rows = []
    for dataset in DATASETS:
        datasets = open_study_datasets(dataset)
        (source,) = datasets.sources.values()
        corpus = source.materials[0]
        for encoder in encoders:
            model = recommended(encoder)
            spec = RunSpec(
                source.corpus.name, VECTORS, "random", model, source.train_size, None, 0,
                TunedValues(learning_rate=0.1),
            )  # fmt: skip
            watched = replace(spec, has_snapshots=True)
            run(watched, corpus)
            times = [
                (time_of(run, spec, corpus), time_of(run, watched, corpus)) for _ in range(repeats)
            ]
            plain = median(one for one, _ in times)
            extra = median(two - one for one, two in times)
            cells = [f"{plain:.3f} s", f"{1000 * extra:.0f} ms", f"{extra / plain:.0%}"]
            rows.append([dataset, encoder, *cells])
            print(*rows[-1], flush=True)
    print_table(["data set", "encoder", "a run", "snapshots", "share"], rows)
    for dataset in DATASETS:
        study = make_study(dataset, out)
        files = [file for file in (study.path / "snapshots").rglob("*") if file.is_file()]
        runs = sum(study.has_snapshots(row.run) for row in study.runs)
        print(f"{dataset}: {sum(file.stat().st_size for file in files) / runs / 1e6:.1f} MB a run")


def open_study_datasets(dataset: str) -> StudyDatasets:
    request = StudyRequest.from_call(load_dataset(dataset), VECTORS, "basic", {})
    config = configure(request.dataset_names, request.options, request.tokenizer.name)
    datasets, _ = open_datasets(
        request.load_corpora(progress=False), request.vectors, config, request.tokenizer,
        resumed=None, progress=False,
    )  # fmt: skip
    return datasets


def print_commands(repeats: int, names: Sequence[str]) -> None:
    """Print what the command takes with and without snapshots, in turn, medians of each."""
    rows = []
    with TemporaryDirectory() as folder:
        small = Path(folder, "small.csv")
        write_small_dataset(small)
        for name in (str(small), *names):
            pairs = [
                [time_command(name, flag, Path(folder)) for flag in FLAGS] for _ in range(repeats)
            ]
            cells = []
            for kind in (0, 1):
                plain = median(without[kind] for without, _ in pairs)
                extra = median(with_them[kind] - without[kind] for without, with_them in pairs)
                cells += [f"{plain:.1f} s", f"{extra:+.1f} s", f"{extra / plain:.0%}"]
            rows.append([Path(name).stem, *cells, f"{estimate_share(name):.0%}"])
            print(*rows[-1], flush=True)
    headings = ["clock", "snapshots", "share", "CPU", "snapshots", "share", "estimated"]
    print_table(["data set", *headings], rows)


def write_small_dataset(path: Path) -> None:
    """Write 400 texts of 12 words, of which some tell the class."""
    rng = np.random.default_rng(0)
    tellers = {"pos": ("good", "fine", "nice"), "neg": ("bad", "poor", "sad")}
    lines = ["text,label"]
    for label in rng.choice(list(tellers), 400):
        ranks = np.minimum(rng.zipf(1.3, 12), 900)
        words = [str(rng.choice(tellers[label])) if rng.random() < 0.2 else f"w{n}" for n in ranks]
        lines.append(f"{' '.join(words)},{label}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def time_command(name: str, flag: str, folder: Path) -> tuple[float, float]:
    """Return the seconds by the clock and of CPU."""
    command = [
        sys.executable, "-m", "embedstudy", "compare", name, "--vectors", VECTORS, flag, "--quiet",
        "--out", str(folder / "study"), "--if-exists", "replace",
    ]  # fmt: skip
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    clock, after = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def estimate_share(name: str) -> float:
    datasets = open_study_datasets(name)
    cells = list_cells(datasets.config, datasets.sizes)
    plan = SnapshotPlan(True)
    keeping = [cell for cell in cells if plan.keeps(cell, datasets.sources[cell.dataset])]
    return estimate_time(datasets, cells, keeping).share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("part", choices=["figures", "looks", "cost", "commands"])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--encoder", nargs="+", choices=list(ENCODERS), default=["mean"])
    parser.add_argument("--dataset", nargs="+", default=list(DATASETS))
    parser.add_argument("--out", type=Path, default=Path("runs/dynamics"))
    options = parser.parse_args()
    if options.part == "figures":
        print_figures(options.out)
    elif options.part == "looks":
        print_looks(options.repeats)
    elif options.part == "commands":
        print_commands(options.repeats, options.dataset)
    else:
        print_cost(options.repeats, options.out, options.encoder)


if __name__ == "__main__":
    main()
