"""The recommended study on each built-in data set: a table in Markdown.

    python benchmarks/built_in.py --out runs/built-in        (or: --dataset r8 --seeds 5)

A study that is finished in the folder is not made a second time, so the table alone takes a moment.
``--before DIR``, a folder that another version's script left, adds a table of the differences to
random before and after, with what was chosen on dev after, and a table of the answers of the
verdict. This version reads both answers, since the other may have no verdict or another one.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from embedstudy import Study, registry
from embedstudy.baselines import BASELINES
from embedstudy.strategies import STRATEGIES

VECTORS = "glove-6b-50d"
STRATEGIES_SHOWN = [name for name in ("random", "frozen", "finetuned") if name in STRATEGIES]
CHANCE = "majority"


def make_study(name: str, seeds: int, out: Path) -> None:
    """Make a study, or go on with it; its output goes to a file next to it."""
    command = [sys.executable, "-m", "embedstudy", "compare", name, "--vectors", VECTORS]
    command += ["--seeds", str(seeds), "--out", str(out), "--resume"]
    with out.with_name(f"{name}.out").open("w") as output:
        subprocess.run(command, stdout=output, check=True, env=os.environ)


def is_finished(out: Path) -> bool:
    path = out / "study.json"
    return path.exists() and json.loads(path.read_bytes())["status"] == "complete"


def describe_study(name: str, out: Path) -> list[str]:
    """Return the cells of a row."""
    study: dict[str, Any] = json.loads((out / "study.json").read_bytes())
    rows = {row["strategy"]: row for row in read_rows(out / "summary.csv")}
    data = study["data"][name]
    started, finished = (datetime.fromisoformat(study[key]) for key in ("started", "finished"))
    baselines = [row for key, row in rows.items() if key in BASELINES and key != CHANCE]
    best = max(baselines, key=lambda row: float(row["mean"]))
    return [
        f"`{name}`",
        f"{data['train']:,} / {data['dev']:,} / {data['test']:,}",
        str(len(data["classes"])),
        f"{100 * float(rows[CHANCE]['mean']):.1f}",
        *(format_accuracy(rows[strategy]) for strategy in STRATEGIES_SHOWN),
        f"{format_accuracy(best)} {best['strategy'].removeprefix('tfidf-')}",
        str(study["identity"]["seeds"]),
        f"{(finished - started).total_seconds():.0f}",
        f"{study['peak_memory'] / 1e6:,.0f}",
    ]


def describe_change(name: str, before: Path, after: Path) -> list[str]:
    """Return the differences to random in two studies of a data set."""
    cells = [f"`{name}`"]
    for strategy in ("frozen", "finetuned"):
        cells += [format_difference(before, strategy), format_difference(after, strategy)]
    runs = {row["strategy"]: row for row in read_rows(after / "runs.csv")}
    for strategy in STRATEGIES_SHOWN:
        lr, scale, c = (runs[strategy].get(column) for column in ("lr", "scale", "c"))
        cells.append(f"{lr}, x{scale or 1}" if lr else f"C {c}")
    return cells


def describe_answers(name: str, before: Path, after: Path) -> list[str]:
    """Return the answer that this version reads from two studies of a data set."""
    cells = [f"`{name}`"]
    for out in (before, after):
        verdict = Study(out).verdict if is_finished(out) else None
        seeds = (
            json.loads((out / "study.json").read_bytes())["identity"]["seeds"] if verdict else ""
        )
        cells += [str(seeds), verdict.headline if verdict else "not made"]
    return cells


def format_difference(out: Path, strategy: str) -> str:
    if not is_finished(out):
        return ""
    for row in read_rows(out / "comparisons.csv"):
        if (row["a"], row["b"]) == (strategy, "random"):
            delta, low, high = (100 * float(row[key]) for key in ("delta", "ci_low", "ci_high"))
            return f"{delta:+z.1f} [{low:+z.1f}, {high:+z.1f}]".replace("-", "−")
    return ""


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def format_accuracy(row: dict[str, str]) -> str:
    mean, low, high = (100 * float(row[key]) for key in ("mean", "ci_low", "ci_high"))
    return f"{mean:.1f} [{low:.1f}, {high:.1f}]"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = registry.dataset_names()
    parser.add_argument("--dataset", action="append", choices=names, help="repeatable")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("runs/built-in"))
    parser.add_argument("--before", type=Path, help="studies of another version")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    heads = ["data set", "texts: train / dev / test", "classes", "majority", *STRATEGIES_SHOWN]
    heads += ["best baseline", "seeds", "seconds", "MB"]
    rows = []
    for name in options.dataset or names:
        out = options.out / name
        if not is_finished(out):
            make_study(name, options.seeds, out)
        rows.append(describe_study(name, out))
    print_table(heads, rows)
    if options.before:
        changes = ["data set", "frozen: before", "after", "finetuned: before", "after"]
        changes += [f"{strategy}: chosen" for strategy in STRATEGIES_SHOWN]
        answers = ["data set", "seeds before", "answer before", "seeds after", "answer after"]
        for heads, describe in ((changes, describe_change), (answers, describe_answers)):
            print()
            rows = [
                describe(name, options.before / name, options.out / name)
                for name in options.dataset or names
            ]
            print_table(heads, rows)


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for cells in [heads, ["---"] * len(heads), *rows]:
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
