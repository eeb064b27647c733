"""Reading vectors, compared with gensim: seconds, and peak memory over that of the interpreter.

    python benchmarks/vectors.py            (or: --name glove-6b-50d --words 20000 --repeats 3)
    python benchmarks/vectors.py --fasttext 2000000 [--gensim]

The table is written once as GloVe text and as word2vec binary. Each reading is a process of its
own, which imports first and is measured after. gensim cannot read by vocabulary, so its figure is
that of the full table there too.
"""

import argparse
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

from embedstudy.storage import data_home
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.formats.write_vectors import write_vectors

OURS = """
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
def read(path, words):
    return len(load_file(VectorFile(path), words))
"""
BY_NAME = """
from embedstudy.vectors.catalog import load_vectors
import embedstudy.vectors.loading
def read(path, words):
    return len(load_vectors(str(path), words))
"""
THEIRS = """
from gensim.models import KeyedVectors
def read(path, words):
    binary = path.suffix == ".bin"
    return len(KeyedVectors.load_word2vec_format(str(path), binary=binary, no_header=not binary))
"""
FACEBOOK = """
from gensim.models.fasttext import load_facebook_vectors
def read(path, words):
    vectors = load_facebook_vectors(str(path))
    return len([vectors[word] for word in words])
"""
MEASURE = """
import json, sys
from pathlib import Path
from time import perf_counter, process_time
def peak():  # not getrusage, which counts the parent's memory before the exec
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
path, words = Path(sys.argv[1]), None
if sys.argv[2]:
    words = Path(sys.argv[2]).read_text(encoding="utf-8").split("\\n")
before, started, busy = peak(), perf_counter(), process_time()
count = read(path, words)
cpu = process_time() - busy
figures = {"seconds": perf_counter() - started, "cpu": cpu, "mib": peak() - before}
print(json.dumps(figures))
"""


def measure(program: str, path: Path, words: Path | str, home: Path) -> dict[str, float]:
    process = subprocess.run(
        [sys.executable, "-c", program + MEASURE, str(path), str(words)],
        check=True, capture_output=True, text=True,
        env={"EMBEDSTUDY_HOME": str(home), "PATH": ""},
    )  # fmt: skip
    figures: dict[str, float] = json.loads(process.stdout)
    return figures


DIM, BUCKETS = 300, 2_000_000


def write_model(path: Path, n_words: int) -> list[str]:
    """Write a skip-gram model in fastText's layout, with random numbers, and return its words."""
    rng = np.random.default_rng(0)
    letters = rng.integers(ord("a"), ord("z") + 1, (n_words, 12)).astype(np.uint8)
    sizes = rng.integers(5, 13, n_words)
    words = list(
        dict.fromkeys(row[:size].tobytes() for row, size in zip(letters, sizes, strict=True))
    )
    n_rows = len(words) + BUCKETS
    with path.open("wb") as file:
        file.write(struct.pack("<ii", 793712314, 12))
        file.write(struct.pack("<12id", DIM, 5, 5, 5, 5, 1, 2, 2, BUCKETS, 3, 6, 100, 1e-4))
        file.write(struct.pack("<iiiqq", len(words), len(words), 0, 10**9, -1))
        for word in words:
            file.write(word + b"\0" + struct.pack("<qb", 5, 0))
        file.write(struct.pack("<bqq", 0, n_rows, DIM))
        for start in range(0, n_rows, 20_000):
            rows = rng.random((min(20_000, n_rows - start), DIM), np.float32)
            file.write((rows - np.float32(0.5)).tobytes())
        file.write(struct.pack("<bqq", 0, len(words), DIM))
        file.truncate(file.tell() + 4 * len(words) * DIM)  # zeros, which take no disk
    return [word.decode() for word in words]


def compare_with_fasttext(folder: Path) -> str:
    """Return how far vectors of a smaller model are from fastText's own."""
    try:
        import fasttext
    except ImportError:
        return "fastText is not installed: not compared"
    words = write_model(folder / "small.bin", 2000)
    words += [f"{word}ish" for word in words]
    vectors, model = (
        load_vectors(folder / "small.bin", words),
        fasttext.load_model(str(folder / "small.bin")),
    )
    (folder / "small.bin").unlink()
    theirs = np.array([model.get_word_vector(word) for word in words])
    distance = np.abs(vectors.matrix - theirs).max()
    return f"{len(words):,} words and unseen words: at most {distance:.1g} from fastText's vectors"


def measure_fasttext(n_words: int, n_wanted: int, repeats: int, *, with_gensim: bool) -> None:
    console = Console(width=100)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        console.print(compare_with_fasttext(folder))
        words = write_model(folder / "model.bin", n_words)
        rng = np.random.default_rng(1)
        wanted = [words[i] for i in rng.choice(len(words), n_wanted, replace=False)]
        wanted[::10] = [f"{word}ish" for word in wanted[::10]]
        word_list = folder / "words"
        word_list.write_text("\n".join(wanted), encoding="utf-8")
        size = (folder / "model.bin").stat().st_size / 1e9
        with_numbers = 4 * n_wanted * DIM / 2**20
        console.print(
            f"{len(words):,} words x {DIM} and {BUCKETS:,} buckets, {size:.1f} GB; "
            f"{n_wanted:,} words are {with_numbers:.0f} MiB of numbers"
        )
        programs = [("embedstudy", OURS)] * repeats + [("gensim", FACEBOOK)] * with_gensim
        for reader, program in programs:
            figures = measure(program, folder / "model.bin", word_list, folder / "home")
            console.print(
                f"{reader}: {figures['seconds']:.2f} s ({figures['cpu']:.2f} s of CPU), "
                f"{figures['mib']:.0f} MiB, {figures['mib'] / with_numbers:.2f} times the numbers"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--name", default="glove-6b-50d")
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--fasttext", type=int, metavar="WORDS")
    parser.add_argument("--gensim", action="store_true", help="with --fasttext: gensim too, once")
    options = parser.parse_args()
    if options.fasttext:
        measure_fasttext(
            options.fasttext, options.words, options.repeats, with_gensim=options.gensim
        )
        return
    vectors = load_vectors(options.name)
    chosen = np.random.default_rng(0).choice(len(vectors), options.words, replace=False)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        list_ = folder / "words"
        list_.write_text("\n".join(vectors.words[i] for i in chosen), encoding="utf-8")
        for ending in (".txt", ".bin"):
            write_vectors(vectors, folder / f"t{ending}")
        table = Table(
            title=f"{options.name}, {len(vectors):,} x {vectors.dim}; "
            f"median of {options.repeats}, in turn"
        )
        for heading in (
            "reading",
            "embedstudy, s",
            "gensim, s",
            "ratio",
            "embedstudy, MiB",
            "gensim, MiB",
        ):
            left = heading == "reading"
            table.add_column(heading, justify="left" if left else "right", no_wrap=left)
        for ending, kind in ((".txt", "GloVe text"), (".bin", "word2vec binary")):
            path = folder / f"t{ending}"
            figures_by_program: dict[str, list[dict[str, float]]] = {}
            for turn in range(options.repeats):
                home = folder / f"home-{ending}-{turn}"
                runs = (
                    (f"{options.words:,} words", OURS, list_), ("whole", OURS, ""),
                    ("whole, again", OURS, ""), (f"{options.words:,} words, again", OURS, list_),
                    ("gensim", THEIRS, ""),
                )  # fmt: skip
                for what, program, words in runs:
                    figures_by_program.setdefault(what, []).append(
                        measure(program, path, words, home)
                    )
            peer = {
                k: median(run[k] for run in figures_by_program["gensim"])
                for k in ("seconds", "mib")
            }
            for what in (name for name in figures_by_program if name != "gensim"):
                ours = {
                    k: median(run[k] for run in figures_by_program[what])
                    for k in ("seconds", "mib")
                }
                pairs = zip(figures_by_program["gensim"], figures_by_program[what], strict=True)
                ratio = median(theirs["seconds"] / mine["seconds"] for theirs, mine in pairs)
                table.add_row(
                    f"{kind}, {what}", f"{ours['seconds']:.2f}", f"{peer['seconds']:.2f}",
                    f"{ratio:.0f}", f"{ours['mib']:.0f}", f"{peer['mib']:.0f}",
                )  # fmt: skip
        for what, words in ((f"{options.words:,} words", list_), ("whole", "")):
            runs = [
                measure(BY_NAME, Path(options.name), words, data_home())
                for _ in range(options.repeats)
            ]
            ours = {k: median(run[k] for run in runs) for k in ("seconds", "mib")}
            table.add_row(
                f"{options.name} by name, {what}", f"{ours['seconds']:.2f}", "", "",
                f"{ours['mib']:.0f}", "",
            )  # fmt: skip
        Console(width=100).print(table)


if __name__ == "__main__":
    main()
