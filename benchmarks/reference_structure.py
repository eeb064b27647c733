"""Make studies of small samples, to see what embeddings learn from few texts.

    python -m benchmarks.reference_structure --out runs/reference    (or: --dataset r8 --size 100)

A study keeps the spaces of runs on all its training texts alone. So each sample is a data set of
its own here: one random sample of the training texts, with the whole dev and test parts, so that
task alignment is measured by the same texts. The studies stand in OUT/structure/DATASET-SIZE,
where ``python -m benchmarks.reference_results OUT`` finds them. One that is finished stays as it
is.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.reference import LARGEST_SHARE, VECTORS, is_finished, load_quietly
from embedstudy import registry

SIZES = (100, 300, 1000, 3000)
FOLDER = "structure"


@dataclass(frozen=True)
class Sample:
    """So many training texts of a data set."""

    dataset: str
    size: int

    @property
    def name(self) -> str:
        return f"{self.dataset}-{self.size}"


def make_study(sample: Sample, options: argparse.Namespace) -> int:
    """Make a study of a sample, or go on with it; return its exit status."""
    folder = options.out / FOLDER / sample.name
    if is_finished(folder):
        return 0
    texts = write_texts(sample, options.out / FOLDER / "texts" / sample.name)
    command = [sys.executable, "-m", "embedstudy", "compare", texts["train"]]
    command += ["--dev-file", texts["dev"], "--test-file", texts["test"]]
    command += ["--text-column", "text", "--label-column", "label", "--vectors", VECTORS[0]]
    command += ["--seeds", str(options.seeds), "--baseline", "none"]
    command += ["--jobs", str(options.jobs)] if options.jobs else []
    command += ["--out", str(folder), "--resume"]
    with folder.with_suffix(".out").open("w") as output:
        status = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT).returncode
    print(f"{sample.name}: {'finished' if is_finished(folder) else f'exit {status}'}", flush=True)
    return status


def write_texts(sample: Sample, folder: Path) -> dict[str, str]:
    """Write the sample and the whole dev and test parts; return their paths."""
    corpus = load_quietly(sample.dataset)
    train = corpus.train
    rows = np.random.default_rng(0).permutation(len(train))[: sample.size]
    chosen = [(train.texts[row], train.labels[row]) for row in rows]
    parts = {"train": chosen} | {
        name: list(zip(part.texts, part.labels, strict=True))
        for name, part in (("dev", corpus.dev), ("test", corpus.test))
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, pairs in parts.items():
        lines = (json.dumps({"text": text, "label": label}) for text, label in pairs)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {name: str(folder / f"{name}.jsonl") for name in parts}


def list_samples(datasets: list[str], sizes: list[int]) -> Iterator[Sample]:
    """Give the samples that are well below all texts, the smallest first."""
    n_texts = {name: len(load_quietly(name).train) for name in datasets}
    for size in sorted(sizes):
        for name in datasets:
            if size <= LARGEST_SHARE * n_texts[name]:
                yield Sample(name, size)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = registry.dataset_names()
    parser.add_argument("--dataset", action="append", choices=names, help="repeatable")
    parser.add_argument("--size", action="append", type=int, help="repeatable")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("runs/reference"))
    parser.add_argument("--jobs", type=int, help="threads of a study; all cores by default")
    options = parser.parse_args()
    options.out = options.out.resolve()
    samples = list_samples(options.dataset or names, options.size or list(SIZES))
    statuses = [make_study(sample, options) for sample in samples]
    return int(any(statuses))


if __name__ == "__main__":
    sys.exit(main())
