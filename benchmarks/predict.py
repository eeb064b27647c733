"""A file of lines to labels: `embedstudy predict` on one and two cores against fastText.

    python benchmarks/predict.py        (or: --lines 10000000 --repeats 3 --binary ./fasttext)

The texts are made up: words by Zipf's law, 10 to 30 a line; behind a million lines the same ones
come again. Both models have 100 dimensions, and the words of the same 20,000 training texts. Each
program is a process of its own, which loads its model, reads the file and writes a line with a
label and its probability for each line of it. fastText's Python package has no program: a loop
hands its `predict` 10,000 lines at a time. `--binary` names the program that its sources make; it
runs ``predict-prob``. Each may use the cores that its row has.

The programs take turns, and a number is the median over turns; a ratio is that of the same turn.
Seconds without the start are those beyond a file of one line.
"""

import argparse
import filecmp
import os
import random
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from statistics import median

N_WORDS = 50_000
N_DRAWN = 1_000_000
N_TRAINING = 20_000
N_CLASSES = 4
LETTERS = "etaoinshrdlucmfwypvbgk"

TRAIN_OURS = """
import sys
from embedstudy import EmbeddingClassifier
pairs = [line.rstrip("\\n").split(" ", 1) for line in open(sys.argv[1])]
model = EmbeddingClassifier(dim=100, epochs=5, learning_rate=0.5)
model.fit([text for _, text in pairs], [label.removeprefix("__label__") for label, _ in pairs])
model.save(sys.argv[2])
"""
TRAIN_FASTTEXT = """
import sys, fasttext
options = dict(dim=100, epoch=5, lr=0.5, thread=1, minCount=1, verbose=0)
fasttext.train_supervised(sys.argv[1], **options).save_model(sys.argv[2])
"""
PREDICT_FASTTEXT = """
import sys
from itertools import islice
import fasttext
model = fasttext.load_model(sys.argv[1])
with open(sys.argv[2]) as file:
    while lines := [line.rstrip("\\n") for line in islice(file, 10_000)]:
        labels, shares = model.predict(lines)
        sys.stdout.write("".join(f"{x[0]}\\t{y[0]:.6f}\\n" for x, y in zip(labels, shares)))
"""


@dataclass(frozen=True)
class Turn:
    """What a process took: seconds, seconds of all cores, and megabytes at its peak."""

    seconds: float
    cpu: float
    memory: float


def draw_texts(n_texts: int, seed: int) -> Iterator[tuple[str, int]]:
    """Yield texts and the class of each, which its words decide."""
    chance = random.Random(0)
    words: dict[str, None] = {}
    while len(words) < N_WORDS:
        words["".join(chance.choices(LETTERS, k=chance.randint(2, 9)))] = None
    by_rank = list(words)
    ends = list(accumulate(1 / rank for rank in range(1, N_WORDS + 1)))
    chance.seed(seed)
    for _ in range(n_texts):
        ranks = [bisect(ends, chance.random() * ends[-1]) for _ in range(chance.randint(10, 30))]
        yield " ".join([by_rank[min(rank, N_WORDS - 1)] for rank in ranks]), sum(ranks) % N_CLASSES


def write_files(folder: Path, counts: list[int]) -> None:
    """Write the training texts, and a file for each number of lines; the shorter begin it."""
    with (folder / "train.txt").open("w") as file:
        for text, label in draw_texts(N_TRAINING, seed=1):
            file.write(f"__label__c{label} {text}\n")
    drawn = [f"{text}\n" for text, _ in draw_texts(min(N_DRAWN, max(counts)), seed=2)]
    for count in {1, *counts}:
        with (folder / f"{count}.txt").open("w") as file:
            for begun in range(0, count, N_DRAWN):
                file.writelines(drawn[: count - begun])


def run(command: list[str], cores: int, out: Path) -> Turn:
    """Run a program on some cores, and measure it; this process is smaller than any of them."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    started = time.perf_counter()
    with out.open("wb") as file:
        child = subprocess.Popen(
            command,
            stdout=file,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, allowed),
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if child.returncode:
        raise RuntimeError(f"{command[:3]} ended with {child.returncode}")
    return Turn(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3)


def list_programs(folder: Path, binary: str) -> dict[str, tuple[list[str], int]]:
    """Return the command of each program, without the file, and its number of cores."""
    ours = [sys.executable, "-m", "embedstudy", "predict", "--quiet", str(folder / "ours")]
    peer_model = str(folder / "fasttext.bin")
    programs = {"embedstudy, 2 cores": (ours, 2), "embedstudy, 1 core": (ours, 1)}
    if binary:
        programs["fastText, program"] = ([binary, "predict-prob", peer_model], 1)
    programs["fastText, Python"] = ([sys.executable, "-c", PREDICT_FASTTEXT, peer_model], 1)
    return programs


def main() -> None:
    """Measure every program on every file, and print a row for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, action="append", help="repeatable; 0.1 and 1 million")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--binary", default="", help="fastText's own program")
    parser.add_argument(
        "--program", action="append", help="repeatable; all, by their names' starts"
    )
    parser.add_argument("--write", help=argparse.SUPPRESS)  # the files, in a process of its own
    options = parser.parse_args()
    counts = options.lines or [100_000, 1_000_000]
    if options.write:
        write_files(Path(options.write), counts)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # This process stays small: a child's peak is never below its parent's size.
        lines = [f"--lines={count}" for count in counts]
        subprocess.run([sys.executable, __file__, "--write", folder, *lines], check=True)
        for code, model in ((TRAIN_OURS, "ours"), (TRAIN_FASTTEXT, "fasttext.bin")):
            subprocess.run(
                [sys.executable, "-c", code, folder / "train.txt", folder / model], check=True
            )
        programs = {
            name: program
            for name, program in list_programs(folder, options.binary).items()
            if name.startswith(tuple(options.program or [""]))
        }
        turns: dict[tuple[str, int], list[Turn]] = {}
        for _ in range(options.repeats):
            for count in (1, *counts):
                for program, (command, cores) in programs.items():
                    out = folder / f"{program}.out"
                    turn = run([*command, str(folder / f"{count}.txt")], cores, out)
                    turns.setdefault((program, count), []).append(turn)
                outs = list(folder.glob("embedstudy*.out"))
                if not all(filecmp.cmp(outs[0], out, shallow=False) for out in outs[1:]):
                    raise RuntimeError("the number of cores changed the output")
    loads = ", ".join(f"{load:.0f}" for load in os.getloadavg())
    print(f"processes that wanted a core, in the last 1, 5 and 15 minutes: {loads}\n")
    print_table(turns, counts, list(programs))


def print_table(
    turns: dict[tuple[str, int], list[Turn]], counts: list[int], programs: list[str]
) -> None:
    """Print a row for each file and program; ratios are seconds over those on two cores."""
    heads = ["lines", "", "seconds", "lines a second", "CPU, s", "peak, MB", "ratio"]
    print(f"| {' | '.join([*heads, 'without the start'])} |\n|{'---|' * (len(heads) + 1)}")
    first = programs[0]
    for count in (1, *counts):
        for program in programs:
            row = turns[program, count]
            seconds = median(turn.seconds for turn in row)
            cells = [f"{count:,}", program, f"{seconds:.2f}", f"{count / seconds:,.0f}"]
            cells += [f"{median(turn.cpu for turn in row):.2f}"]
            cells += [f"{median(turn.memory for turn in row):,.0f}"]
            quotients = [
                turn.seconds / base.seconds
                for turn, base in zip(row, turns[first, count], strict=True)
            ]
            cells += ["" if program == first else f"{median(quotients):.1f}"]
            cells += [describe_start(turns, program, count, first)]
            print(f"| {' | '.join(cells)} |")


def describe_start(
    turns: dict[tuple[str, int], list[Turn]], program: str, count: int, first: str
) -> str:
    """Return the seconds that a file takes beyond one line, and their ratio."""
    if count == 1:
        return ""
    beyond = {
        name: [
            turn.seconds - start.seconds
            for turn, start in zip(turns[name, count], turns[name, 1], strict=True)
        ]
        for name in (program, first)
    }
    ratio = median(a / b for a, b in zip(beyond[program], beyond[first], strict=True))
    ratio_cell = "" if program == first else f", ratio {ratio:.1f}"
    return f"{median(beyond[program]):.2f}{ratio_cell}"


if __name__ == "__main__":
    main()
