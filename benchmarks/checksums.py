"""Opening cached corpora and tables, with and without a look at every byte.

    python benchmarks/checksums.py            (or: --dataset imdb --vectors glove-6b-50d --turns 9)
    python benchmarks/checksums.py --study runs/rotten-tomatoes

A copy of the table as GloVe text is cached in a data home of its own; the corpus is the one of the
data home. Each opening is timed in turn with and without checksums, after one of each that does not
count: the files are in memory then, as they are after a first study. With ``--study``, all files of
a study are checked, as `embedstudy show --verify` does, and nothing else is done.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
from rich.console import Console
from rich.table import Table

from embedstudy.datasets.catalog import load_dataset
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.verify import verify_study
from embedstudy.storage import cache_folder, checksum_file, count_bytes, use_home
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.tokenizers import TOKENIZERS
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.formats.write_vectors import write_vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dataset", default="imdb")
    parser.add_argument("--vectors", default="glove-6b-50d")
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--study", type=Path)
    arguments = parser.parse_args()
    if arguments.study:
        measure_study(StudyDirectory(arguments.study), arguments.turns)
        return
    corpus = load_dataset(arguments.dataset, progress=False)
    table = load_vectors(arguments.vectors, progress=False)
    sample = list(table.words[::20])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_vectors(table, folder / "table.txt")
        write_vectors(table, folder / "table.npy")

        def open_texts() -> None:
            load_dataset(arguments.dataset, progress=False)

        def open_encoded() -> None:
            encode_examples(corpus, TOKENIZERS["basic"], progress=False)

        def open_table(file: str, vocabulary: list[str] | None = None) -> None:
            with use_home(folder / "home"):
                load_vectors(folder / file, vocabulary, progress=False)

        openings = {
            f"texts and labels of {arguments.dataset}": open_texts,
            f"{arguments.dataset}, encoded": open_encoded,
            f"table of {len(table):,} x {table.dim}, from GloVe text": lambda: open_table(
                "table.txt"
            ),
            f"the same, for {len(sample):,} words": lambda: open_table("table.txt", sample),
            "the same as .npy, mapped in its place": lambda: open_table("table.npy"),
        }
        show(openings, arguments.turns)
        with use_home(folder / "home"):
            load_vectors(folder / "table.txt", progress=False)
        measure_rate(folder / "table.npy", arguments.turns)
        home = folder / "home" / "vectors" / "cache"
        print(f"cached table: {count_bytes(home) / 1e6:.0f} MB")


def show(openings: dict[str, Callable[[], None]], turns: int) -> None:
    """Print the seconds of each opening, with and without checksums in turn."""
    shown = Table("opening", "seconds", "without checksums", "of CPU", "without checksums")
    for name, call in openings.items():
        call()  # it is cached from now on
        pairs = [(time(call), time(call, checksums=False)) for _ in range(turns + 1)][1:]
        seconds = np.array(pairs)  # turn, checked or not, by the clock or of the processor
        (wall, wall_unchecked), (cpu, cpu_unchecked) = np.median(seconds, axis=0).T
        shown.add_row(
            name,
            f"{wall:.3f} ({seconds[:, 0, 0].min():.3f} to {seconds[:, 0, 0].max():.3f})",
            f"{wall_unchecked:.3f}",
            f"{cpu:.3f}",
            f"{cpu_unchecked:.3f}",
        )
    Console().print(shown)


def time(call: Callable[[], None], *, checksums: bool = True) -> tuple[float, float]:
    """Return the seconds of a call, by the clock and of the processor.

    Without checksums, what is opened is believed.
    """
    real = cache_folder.open_verified
    if not checksums:
        cache_folder.open_verified = lambda path, _: path.open("rb")
    try:
        started, busy = perf_counter(), process_time()
        call()
        return perf_counter() - started, process_time() - busy
    finally:
        cache_folder.open_verified = real


def measure_rate(path: Path, turns: int) -> None:
    """Print how fast a file in memory is looked at."""
    seconds = []
    for _ in range(turns):
        started = perf_counter()
        checksum_file(path)
        seconds.append(perf_counter() - started)
    size = path.stat().st_size
    print(f"checksum of {size / 1e6:.0f} MB: {size / median(seconds) / 1e9:.1f} GB/s")


def measure_study(study: StudyDirectory, turns: int) -> None:
    """Print how long it takes to check every file of a study."""
    seconds = []
    for _ in range(turns):
        started = perf_counter()
        checked = verify_study(study)
        seconds.append(perf_counter() - started)
    size = f"{checked.n_files} files, {checked.n_bytes / 1e6:.0f} MB"
    print(f"{size}: {median(seconds):.3f} s ({min(seconds):.3f} to {max(seconds):.3f})")


if __name__ == "__main__":
    main()
