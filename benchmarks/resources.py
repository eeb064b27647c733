"""Compare the estimates of memory and disk with what studies take.

    python benchmarks/resources.py
    python benchmarks/resources.py --copies

Each study runs in a process of its own, on texts that are drawn: the words of a vocabulary, each
at least once. Prints a row for each: what was estimated before the first run, and what it took.
`embedstudy/study/data/needs.py` has the factors. With `--copies` it prints how many copies of its
table a study holds: the slope of the peak over vocabularies, divided by the bytes of a vector.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np

# Words, length of vectors, threads, texts, and options of `compare`.
STUDIES = [
    (20_000, 100, 2, 2_000, {}),
    (60_000, 300, 1, 5_000, {}),
    (60_000, 300, 2, 5_000, {}),
    (60_000, 300, 2, 5_000, {"optimizer": "adam"}),
    (60_000, 300, 2, 5_000, {"seeds": 4}),
    (200_000, 50, 2, 5_000, {}),
    (60_000, 100, 2, 5_000, {"encoders": ["cnn"], "strategies": ["finetuned", "multichannel"]}),
    (20_000, 50, 2, 5_000, {"ngrams": 2, "buckets": 200_000}),
    (60_000, 100, 2, 60_000, {}),
]
# For `--copies`: words, lengths of vectors, and jobs.
SIZES, DIMS, JOBS, TEXTS = (50_000, 150_000, 300_000), (100, 20), (1, 2), 5_000
# The parts of a study, by the functions of `embedstudy.comparison` that begin them.
PARTS = {
    "preparing": "encode_datasets",
    "training": "execute",
    "neighbours": "write_neighbors",
    "structure": "write_structure",
    "dynamics": "write_dynamics",
    "page": "write_page",
}
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def write_data(folder: Path, n_words: int, dim: int, n_texts: int) -> tuple[Path, Path]:
    """Write texts with two classes, and a table with a random vector for each word."""
    rng = np.random.default_rng(0)
    words = [f"w{number}" for number in range(n_words)]
    drawn = rng.zipf(1.3, 20 * n_texts) % n_words
    ids = rng.permutation(np.concatenate([np.arange(n_words), drawn]))
    data, vectors = folder / "texts.csv", folder / "vectors.npy"
    with data.open("w", encoding="utf-8") as file:
        file.write("text,label\n")
        for number, part in enumerate(np.array_split(ids, n_texts)):
            text = " ".join(words[place] for place in part)
            file.write(f"{text} {'good' if number % 2 else 'bad'},{'np'[number % 2]}\n")
    np.save(vectors, rng.normal(size=(n_words, dim)).astype(np.float32))
    vectors.with_suffix(".vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    return data, vectors


def measure(data: Path, vectors: Path, jobs: int, options: dict[str, object]) -> dict[str, float]:
    """Run a study in this process; return the estimates and what it took, in MB."""
    from embedstudy import comparison
    from embedstudy.memory import measure_held, measure_peak
    from embedstudy.storage import count_bytes

    noted = {}
    choose = comparison.choose_threads

    def choose_and_note(needs, *arguments, **keywords):
        threads = choose(needs, *arguments, **keywords)
        noted["memory"] = measure_held() + needs.count_memory(threads.jobs, threads.measuring)
        noted["disk"] = needs.disk
        return threads

    comparison.choose_threads = choose_and_note
    out = data.parent / "study"
    comparison.run_comparison(
        data, vectors, out=out, jobs=jobs, progress=False, **{"seeds": 2, "tune": "none", **options}
    )
    noted |= {"peak": measure_peak(), "written": count_bytes(out)}
    return {name: round(size / 1e6) for name, size in noted.items()}


def measure_parts(
    data: Path, vectors: Path, jobs: int, options: dict[str, object]
) -> dict[str, float]:
    """Run a study in this process; return its peak and that of each part, in bytes (Linux)."""
    from embedstudy import comparison

    peaks: dict[str, float] = {}
    part = "start"

    def end_part() -> None:
        peaks[part] = max(_read_peak(), peaks.get(part, 0))
        _RESET.write_text("5")  # the peak is counted from here

    def begin(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **keywords: object) -> object:
            nonlocal part
            end_part()
            part = name
            return function(*arguments, **keywords)

        return run

    for name, function in PARTS.items():
        setattr(comparison, function, begin(name, getattr(comparison, function)))
    comparison.run_comparison(
        data, vectors, out=data.parent / "study", jobs=jobs, progress=False,
        **{"seeds": 2, "tune": "none", "check_resources": False, **options},
    )  # fmt: skip
    end_part()
    return {"whole study": max(peaks.values()), **{name: peaks[name] for name in PARTS}}


def _read_peak() -> int:
    lines = (line.split() for line in _STATUS.read_text().splitlines())
    return next(1024 * int(words[1]) for words in lines if words[0] == "VmHWM:")


def run_alone(
    kind: str, n_words: int, dim: int, jobs: int, n_texts: int, options: dict[str, object]
) -> dict[str, float]:
    """Measure one study in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        data, vectors = write_data(Path(folder), n_words, dim, n_texts)
        one = json.dumps([kind, str(data), str(vectors), jobs, options])
        command = [sys.executable, __file__, "--one", one]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sizes: dict[str, float] = json.loads(answer.splitlines()[-1])
    return sizes


def show_copies() -> None:
    """Print the peaks of studies, and how many copies of their table they are.

    Least squares over all studies of so many jobs gives what is always held, what a word takes, and
    what a number of its vector takes: that divided by the four bytes of the number are the copies.
    """
    print("| words | dim | jobs | " + " | ".join(f"{name}, MB" for name in ("whole study", *PARTS)))
    print("|---" * (4 + len(PARTS)) + "|")
    slopes = []
    for jobs in JOBS:
        rows = []
        for n_words, dim in product(SIZES, DIMS):
            peaks = run_alone("parts", n_words, dim, jobs, TEXTS, {})
            rows.append((n_words, dim, peaks))
            numbers = " | ".join(f"{peak / 1e6:,.0f}" for peak in peaks.values())
            print(f"| {n_words:,} | {dim} | {jobs} | {numbers} |", flush=True)
        factors = np.array([[1, n_words, 4 * n_words * dim] for n_words, dim, _ in rows])
        for name in ("whole study", *PARTS):
            taken = np.array([peaks[name] for _, _, peaks in rows])
            _, of_word, copies = np.linalg.lstsq(factors, taken)[0]
            alone = factors[factors[:, 2] == 400 * factors[:, 1]]
            over_words = np.polyfit(alone[:, 2], taken[factors[:, 2] == 400 * factors[:, 1]], 1)[0]
            slopes.append((name, jobs, over_words, copies, of_word))
    print()
    print("| part | jobs | copies, 100 dimensions | copies, words apart | bytes of a word |")
    print("|---|---|---|---|---|")
    for name, jobs, over_words, copies, of_word in slopes:
        print(f"| {name} | {jobs} | {over_words:.1f} | {copies:.1f} | {of_word:,.0f} |")


def main() -> None:
    """Measure every study, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", help="one study, as JSON; for the processes of this script")
    parser.add_argument("--copies", action="store_true", help="copies of the table that are held")
    arguments = parser.parse_args()
    if arguments.one:
        kind, data, vectors, jobs, options = json.loads(arguments.one)
        function = {"whole": measure, "parts": measure_parts}[kind]
        print(json.dumps(function(Path(data), Path(vectors), jobs, options)))
        return
    if arguments.copies:
        show_copies()
        return
    print("| words | dim | jobs | texts | options | memory, MB | estimate | disk, MB | estimate |")
    print("|---|---|---|---|---|---|---|---|---|")
    for n_words, dim, jobs, n_texts, options in STUDIES:
        sizes = run_alone("whole", n_words, dim, jobs, n_texts, options)
        words = ", ".join(f"{name} {value}" for name, value in options.items())
        print(
            f"| {n_words:,} | {dim} | {jobs} | {n_texts:,} | {words} | {sizes['peak']:,} | "
            f"{sizes['memory'] / sizes['peak']:.2f} | {sizes['written']:,} | "
            f"{sizes['disk'] / sizes['written']:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
