"""Make the reference study: every built-in data set, three tables of vectors, two encoders.

    python benchmarks/reference.py --out runs/reference        (or: --dataset r8 --encoder mean)

Each data set and encoder is a study of its own, in OUT/ENCODER/DATASET. A study that is finished
stays as it is, and one that was interrupted goes on. Train sizes are those of `SIZES` up to three
quarters of the training texts, then all of them. The encoder cnn takes the data sets whose texts
have at most 50 words in the mean. OUT/times.csv has the wall time of each study.

``python -m benchmarks.reference_results OUT`` writes the pages of the documentation from it.
"""

import argparse
import csv
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean

from embedstudy import load_dataset, registry
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import EmbedstudyWarning
from embedstudy.results.directory import LOG, StudyDirectory
from embedstudy.results.files import is_study
from embedstudy.results.status import FINISHED

VECTORS = ("glove-6b-50d", "glove-6b-100d", "train:word2vec")
ENCODERS = ("mean", "cnn")
SIZES = (100, 200, 300, 600, 1000, 2000, 3000, 6000, 10_000, 20_000)
LARGEST_SHARE = 0.75  # of all training texts: a larger sample says little that all of them do not
SHORT = 50  # words a text: with longer ones a study of cnn takes many hours
EVERY_LENGTH = ("mean",)


@dataclass(frozen=True)
class Job:
    """One study: a data set with an encoder, and the train sizes before all."""

    dataset: str
    encoder: str
    sizes: tuple[int, ...]

    def folder(self, out: Path) -> Path:
        return out / self.encoder / self.dataset

    def command(self, out: Path, options: argparse.Namespace) -> list[str]:
        words = [sys.executable, "-m", "embedstudy", "compare", self.dataset]
        words += [word for name in VECTORS for word in ("--vectors", name)]
        words += ["--encoder", self.encoder, "--seeds", str(options.seeds)]
        words += ["--train-sizes", ",".join([*map(str, self.sizes), "all"])]
        words += ["--jobs", str(options.jobs)] if options.jobs else []
        return [*words, "--out", str(self.folder(out)), "--resume"]


def choose_sizes(n_texts: int) -> tuple[int, ...]:
    """Return the train sizes that lie well below all training texts."""
    return tuple(size for size in SIZES if size <= LARGEST_SHARE * n_texts)


def is_short_enough(encoder: str, n_words: float) -> bool:
    """Tell whether an encoder takes texts of so many words in the mean."""
    return encoder in EVERY_LENGTH or n_words <= SHORT


def load_quietly(name: str) -> Corpus:
    """Load a built-in data set; what is wrong with some of its rows stands in its study."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)
        return load_dataset(name)


def list_jobs(datasets: Sequence[str], encoders: Sequence[str]) -> Iterator[Job]:
    """Give the studies of each encoder, those with the fewest words first."""
    texts = {name: load_quietly(name).train.texts for name in datasets}
    lengths = {name: [len(text.split()) for text in texts[name]] for name in datasets}
    for encoder in encoders:
        for name in sorted(datasets, key=lambda name: sum(lengths[name])):
            if is_short_enough(encoder, fmean(lengths[name])):
                yield Job(name, encoder, choose_sizes(len(texts[name])))


def is_finished(folder: Path) -> bool:
    return is_study(folder) and StudyDirectory(folder).meta["status"] in FINISHED


def make_study(job: Job, options: argparse.Namespace) -> int:
    """Make a study, or go on with it; return its exit status."""
    folder = job.folder(options.out)
    if is_finished(folder):
        return 0
    folder.parent.mkdir(parents=True, exist_ok=True)
    print(f"{job.encoder} {job.dataset}: begun", flush=True)
    output, errors = (folder.with_name(f"{job.dataset}.{end}") for end in ("out", "err"))
    with output.open("w") as stdout, errors.open("w") as stderr:
        command = job.command(options.out, options)
        status = subprocess.run(command, stdout=stdout, stderr=stderr, env=os.environ).returncode
    if not is_finished(folder):
        print(f"{job.encoder} {job.dataset}: exit status {status}, see {errors}", flush=True)
    return status


def measure_seconds(folder: Path) -> float:
    """Return for how long processes have worked on a study, by its log, without the pauses."""
    seconds, begun, last = 0.0, None, None
    for line in (folder / LOG).read_text(encoding="utf-8").splitlines():
        if not (stamp := re.match(r"[\dT:.-]+(?=Z )", line)):
            continue
        time = datetime.fromisoformat(stamp[0])
        if re.search(r" INFO (begun|resumed): \d+ of ", line):
            seconds += (last - begun).total_seconds() if begun and last else 0.0
            begun = time
        last = time
    return seconds + ((last - begun).total_seconds() if begun and last else 0.0)


def write_times(jobs: Sequence[Job], out: Path) -> None:
    """Write and print the wall time of each finished study, without the pauses of a resumed one."""
    heads = ("encoder", "dataset", "status", "started", "finished", "seconds")
    rows = []
    for job in jobs:
        if is_finished(job.folder(out)):
            meta = StudyDirectory(job.folder(out)).meta
            seconds = round(measure_seconds(job.folder(out)))
            rows.append((job.encoder, job.dataset, meta["status"], meta["started"],
                         meta["finished"], seconds))  # fmt: skip
            print(f"{job.encoder} {job.dataset}: {seconds:,} s", flush=True)
        else:
            print(f"{job.encoder} {job.dataset}: not finished", flush=True)
    with (out / "times.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([heads, *rows])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = registry.dataset_names()
    parser.add_argument("--dataset", action="append", choices=names, help="repeatable")
    parser.add_argument("--encoder", action="append", choices=ENCODERS, help="repeatable")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("runs/reference"))
    parser.add_argument("--studies", type=int, default=1, help="how many at the same time")
    parser.add_argument("--jobs", type=int, help="threads of a study; all cores by default")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    jobs = list(list_jobs(options.dataset or names, options.encoder or ENCODERS))
    with ThreadPoolExecutor(options.studies) as pool:
        statuses = list(pool.map(lambda job: make_study(job, options), jobs))
    write_times(jobs, options.out)
    return int(any(statuses))


if __name__ == "__main__":
    sys.exit(main())
