"""What a whole study takes as its texts become more: seconds, processor and memory.

    python benchmarks/scale.py        (or: --millions 0.1,0.3,1,3,10 --peers)

Made-up texts of 40 words, drawn from Zipf's law, are written to a Parquet file, the way of a user
with many texts. `embedstudy compare` reads it with a table of vectors, in a process and a data home
of its own: random and frozen, one seed, one epoch, no tuning. `tokens a second` counts the running
words of the file once.

Memory that counts is what the process itself holds (`RssAnon`). Pages of mapped files are listed
apart: the system takes them back when anybody needs the memory. The slope is that of a line
through all sizes. `--peers` trains fastText for an epoch on the same texts, as a text file.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LENGTH, BLOCK = 40, 100_000
FASTTEXT = """
import sys, fasttext
fasttext.train_supervised(sys.argv[1], dim=int(sys.argv[2]), epoch=1, thread=2, verbose=0)
"""


@dataclass
class Measured:
    """What a process took; times in seconds, memory in bytes."""

    wall: float
    cpu: float
    private: int
    mapped: int


def draw_blocks(n_texts: int, n_words: int) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Yield texts and labels, some at a time; the first word of a text leans to its label."""
    rng = np.random.default_rng(0)
    words = pa.array([f"w{number}" for number in range(n_words)])
    shares = np.cumsum(1 / np.arange(1, n_words + 1))
    for start in range(0, n_texts, BLOCK):
        size = min(BLOCK, n_texts - start)
        ids = np.searchsorted(shares, rng.random((size, LENGTH)) * shares[-1])
        labels = rng.integers(2, size=size)
        ids[:, 0] = 2 * rng.integers(100, size=size) + labels
        offsets = np.arange(0, size * LENGTH + 1, LENGTH, dtype=np.int32)
        lists = pa.ListArray.from_arrays(offsets, words.take(pa.array(ids.reshape(-1))))
        yield pc.binary_join(lists, " "), pa.array(["bad", "good"]).take(pa.array(labels))


def write_texts(path: Path, n_texts: int, n_words: int) -> None:
    """Write a Parquet file of texts."""
    schema = pa.schema([("text", pa.string()), ("label", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for texts, labels in draw_blocks(n_texts, n_words):
            writer.write_batch(pa.record_batch([texts, labels], schema=schema))


def write_lines(path: Path, n_texts: int, n_words: int) -> None:
    """Write the same texts as fastText reads them."""
    with path.open("w", encoding="ascii") as file:
        for texts, labels in draw_blocks(n_texts, n_words):
            lines = pc.binary_join_element_wise("__label__", labels, " ", texts, "\n", "")
            file.write("".join(lines.to_pylist()))


def write_vectors(folder: Path, n_words: int, dim: int) -> Path:
    """Write a table with a random vector for each word."""
    path = folder / "vectors.npy"
    np.save(path, np.random.default_rng(1).normal(size=(n_words, dim)).astype(np.float32))
    lines = "".join(f"w{number}\n" for number in range(n_words))
    path.with_suffix(".vocab.txt").write_text(lines, encoding="ascii")
    return path


def measure(command: list[str], home: Path) -> Measured:
    """Run a command to its end."""
    started, has_ended, peaks = time.perf_counter(), Event(), {"RssAnon": 0, "RssFile": 0}
    environment = {**os.environ, "EMBEDSTUDY_HOME": str(home)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        watcher = Thread(target=watch_memory, args=(process.pid, peaks, has_ended))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        has_ended.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} ended with status {process.returncode}")
    wall = time.perf_counter() - started
    return Measured(wall, usage.ru_utime + usage.ru_stime, peaks["RssAnon"], peaks["RssFile"])


def watch_memory(pid: int, peaks: dict[str, int], has_ended: Event) -> None:
    """Note the most memory of a process, a hundred times a second."""
    while not has_ended.wait(0.01):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            return
        for line in lines:
            name, _, value = line.partition(":")
            if name in peaks:
                peaks[name] = max(peaks[name], 1024 * int(value.split()[0]))


def measure_study(folder: Path, n_texts: int, options: argparse.Namespace) -> Measured:
    """Run a study of a file of texts that is there."""
    return measure(
        [
            sys.executable, "-m", "embedstudy", "compare", str(folder / "texts.parquet"),
            "--vectors", str(folder / "vectors.npy"), "--strategy", "random",
            "--strategy", "frozen", "--baseline", "none", "--seeds", "1", "--tune", "none",
            "--epochs", "1", "--no-snapshots", "--jobs", str(options.jobs),
            "--out", str(folder / f"study-{n_texts}"),
        ],
        folder / f"home-{n_texts}",
    )  # fmt: skip


def compute_slope(n_texts: list[int], measured: list[Measured]) -> float:
    """Return the bytes of memory that each text more takes."""
    return float(np.polyfit(n_texts, [row.private for row in measured], 1)[0])


def print_rows(rows: dict[str, dict[int, Measured]]) -> None:
    print(
        "| program | texts | tokens | seconds | of CPU | tokens a second | memory, MB "
        "| mapped files, MB |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for program, by_size in rows.items():
        for n_texts, row in by_size.items():
            tokens = LENGTH * n_texts
            print(
                f"| {program} | {n_texts:,} | {tokens / 1e6:,.0f} million | {row.wall:,.1f} "
                f"| {row.cpu:,.1f} | {tokens / row.wall:,.0f} | {row.private / 1e6:,.0f} "
                f"| {row.mapped / 1e6:,.0f} |"
            )
    for program, by_size in rows.items():
        if len(by_size) > 1:
            slope = compute_slope(list(by_size), list(by_size.values()))
            print(f"{program}: {slope:,.0f} bytes of memory for each text more")


def main() -> None:
    """Measure every size in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--millions", default="0.1,0.3,1,3", help="texts of each study")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--peers", action="store_true", help="fastText on the same texts")
    parser.add_argument("--folder", help="where temporary files go")
    options = parser.parse_args()
    rows: dict[str, dict[int, Measured]] = {}
    for n_texts in [round(1e6 * float(size)) for size in options.millions.split(",")]:
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            folder = Path(name)
            write_texts(folder / "texts.parquet", n_texts, options.words)
            write_vectors(folder, options.words, options.dim)
            rows.setdefault("embedstudy", {})[n_texts] = measure_study(folder, n_texts, options)
            if options.peers:
                write_lines(folder / "texts.txt", n_texts, options.words)
                command = [sys.executable, "-c", FASTTEXT, str(folder / "texts.txt")]
                rows.setdefault("fastText", {})[n_texts] = measure(
                    [*command, str(options.dim)], folder
                )
        print(f"{n_texts:,} texts measured", file=sys.stderr, flush=True)
    print_rows(rows)


if __name__ == "__main__":
    main()
