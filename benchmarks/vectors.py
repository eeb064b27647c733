"""Reading vectors, compared with gensim: seconds, and peak memory over that of the interpreter.

    python benchmarks/vectors.py            (or: --name glove-6b-50d --words 20000 --repeats 3)

The table is written once as GloVe text and as word2vec binary. Each reading is a process of its
own, which imports first and is measured after. gensim cannot read by vocabulary, so its figure is
that of the full table there too.
"""

import argparse
import json
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
MEASURE = """
import json, sys
from pathlib import Path
from time import perf_counter
def peak():  # not getrusage, which counts the parent's memory before the exec
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
path, words = Path(sys.argv[1]), None
if sys.argv[2]:
    words = Path(sys.argv[2]).read_text(encoding="utf-8").split("\\n")
before, started = peak(), perf_counter()
count = read(path, words)
print(json.dumps({"seconds": perf_counter() - started, "mib": peak() - before, "words": count}))
"""


def measure(program: str, path: Path, words: Path | str, home: Path) -> dict[str, float]:
    process = subprocess.run(
        [sys.executable, "-c", program + MEASURE, str(path), str(words)],
        check=True, capture_output=True, text=True,
        env={"EMBEDSTUDY_HOME": str(home), "PATH": ""},
    )  # fmt: skip
    figures: dict[str, float] = json.loads(process.stdout)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--name", default="glove-6b-50d")
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
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
