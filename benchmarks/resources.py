"""Compare the estimates of memory and disk with what studies take.

    python benchmarks/resources.py

Each study runs in a process of its own, on texts that are drawn: the words of a vocabulary, each
at least once. Prints a row for each: what was estimated before the first run, and what it took.
`embedstudy/study/data/needs.py` has the factors.
"""

import argparse
import json
import subprocess
import sys
import tempfile
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


def main() -> None:
    """Measure every study, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", help="one study, as JSON; for the processes of this script")
    arguments = parser.parse_args()
    if arguments.one:
        data, vectors, jobs, options = json.loads(arguments.one)
        print(json.dumps(measure(Path(data), Path(vectors), jobs, options)))
        return
    print("| words | dim | jobs | texts | options | memory, MB | estimate | disk, MB | estimate |")
    print("|---|---|---|---|---|---|---|---|---|")
    for n_words, dim, jobs, n_texts, options in STUDIES:
        with tempfile.TemporaryDirectory() as folder:
            data, vectors = write_data(Path(folder), n_words, dim, n_texts)
            one = json.dumps([str(data), str(vectors), jobs, options])
            command = [sys.executable, __file__, "--one", one]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        sizes = json.loads(answer.splitlines()[-1])
        words = ", ".join(f"{name} {value}" for name, value in options.items())
        print(
            f"| {n_words:,} | {dim} | {jobs} | {n_texts:,} | {words} | {sizes['peak']:,} | "
            f"{sizes['memory'] / sizes['peak']:.2f} | {sizes['written']:,} | "
            f"{sizes['disk'] / sizes['written']:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
