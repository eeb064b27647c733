"""A whole study against the same grid of models made with fastText, on the same two cores.

    python benchmarks/study.py        (or: --cut --repeats 3)

The data are rotten-tomatoes and GloVe 50d; a model trains for 10 epochs. Each strategy tries six
learning rates on dev with three seeds each, then trains five seeds at the best rate. Ours is
`embedstudy compare` with its three strategies, from the start of its process to the last file. It
leaves out baselines, since fastText has none.

fastText has no frozen vectors: its grid is random and -pretrainedVectors, two thirds of the models.
So a second ratio is for one model. fastText runs as two processes with one thread each, which is
faster than two threads for one after the other. It reads shuffled files of tokens and a .vec file,
written before the clock starts. The .vec file is all of GloVe, which both programs then read. With
--cut it has only the words of the corpus, a favour that people seldom do it. fastText may end with
"Encountered NaN". Such trials are left out; a run that is reported is made again with another seed.
Both take turns.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

import fasttext
from rich.console import Console
from rich.table import Table
from training import EPOCHS, name_processor

from embedstudy.datasets.catalog import load_dataset
from embedstudy.notebook import Study
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.formats.write_vectors import write_vectors

DATASET, VECTORS, DIM = "rotten-tomatoes", "glove-6b-50d", 50
RATES, TUNING_SEEDS, SEEDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0), range(100, 103), range(5)
STRATEGIES = ("random", "finetuned")


def write_files(folder: Path, *, cut: bool) -> None:
    corpus, basic = load_dataset(DATASET), get_tokenizer("basic")
    words = set()
    for name, split in corpus.splits.items():
        tokens = [basic(text) for text in split.texts]
        words.update(word for words_of_text in tokens for word in words_of_text)
        lines = [
            f"__label__{label} {' '.join(words_of_text)}\n"
            for label, words_of_text in zip(split.labels, tokens, strict=True)
        ]
        random.Random(0).shuffle(lines)  # the corpus has them by class
        text = "".join(lines)
        (folder / f"{name}.txt").write_text(text, "utf-8")
    write_vectors(load_vectors(VECTORS, sorted(words) if cut else None), folder / "vectors.vec")


def train(folder: Path, strategy: str, rate: float, seed: int, part: str) -> float | None:
    """Train one model; its accuracy on a part, None if fastText gave up.

    A reported run that ends with "Encountered NaN" is made again with another seed.
    """
    options = {"pretrainedVectors": str(folder / "vectors.vec")} if strategy == "finetuned" else {}
    for attempt in range(5 if part == "test" else 1):
        try:
            model = fasttext.train_supervised(
                str(folder / "train.txt"), dim=DIM, epoch=EPOCHS, lr=rate,
                seed=seed + 1000 * attempt, thread=1, minCount=1, verbose=0, **options,
            )  # fmt: skip
        except RuntimeError:
            continue
        return float(model.test(str(folder / f"{part}.txt"))[1])
    return None


def run_peer(folder: Path, workers: ProcessPoolExecutor) -> tuple[float, dict[str, float]]:
    """Make the whole grid; the seconds, and the mean test accuracy of each strategy."""
    started = perf_counter()
    grid = list(product(STRATEGIES, RATES, TUNING_SEEDS))
    jobs = {point: workers.submit(train, folder, *point, "dev") for point in grid}
    best = {}
    for strategy in STRATEGIES:
        means = {}
        for rate in RATES:
            results = [jobs[strategy, rate, seed].result() for seed in TUNING_SEEDS]
            finished = [accuracy for accuracy in results if accuracy is not None]
            if finished:
                means[rate] = fmean(finished)
        best[strategy] = max(means, key=means.__getitem__) if means else RATES[0]
    runs = {
        (strategy, seed): workers.submit(train, folder, strategy, best[strategy], seed, "test")
        for strategy, seed in product(STRATEGIES, SEEDS)
    }
    accuracies = {
        strategy: [run.result() for (name, _), run in runs.items() if name == strategy]
        for strategy in STRATEGIES
    }
    seconds = perf_counter() - started
    finished = {s: [a for a in values if a is not None] for s, values in accuracies.items()}
    return seconds, {strategy: fmean(values) for strategy, values in finished.items() if values}


def run_ours(folder: Path) -> tuple[float, dict[str, float]]:
    out = folder / "study"
    command = [
        *(sys.executable, "-m", "embedstudy", "compare", DATASET, "--vectors", VECTORS),
        *("--seeds", str(len(SEEDS)), "--baseline", "none", "--out", str(out), "--force", "-q"),
    ]
    started = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = perf_counter() - started
    return seconds, {row.strategy: row.mean or 0.0 for row in Study(out).summary}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cut", action="store_true", help="give fastText the corpus's words alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2) as workers:
        folder = Path(name)
        write_files(folder, cut=options.cut)
        run_ours(folder)  # compiles the kernels, if they are not kept yet
        turns = [(run_ours(folder), run_peer(folder, workers)) for _ in range(options.repeats)]
    table = Table(title=f"{DATASET}, {VECTORS}: a study, 2 cores; {name_processor()}")
    for heading in ("", "embedstudy", "fastText"):
        table.add_column(heading, justify="right" if heading else "left")
    mine, its = ([turn[side][0] for turn in turns] for side in (0, 1))
    n_trials = len(RATES) * len(TUNING_SEEDS) + len(SEEDS)
    table.add_row("models", f"{3 * n_trials}", f"{2 * n_trials}")
    table.add_row("seconds (median)", f"{median(mine):.1f}", f"{median(its):.1f}")
    ratios = [b / a for a, b in zip(mine, its, strict=True)]
    spread = f"{median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    table.add_row("ratio (of all turns)", "1", spread)
    table.add_row("ratio for a model", "1", f"{1.5 * median(ratios):.1f}")
    for strategy in ("random", "frozen", "finetuned"):
        accuracies_of_sides = [turns[-1][side][1].get(strategy) for side in (0, 1)]
        cells = ("" if value is None else f"{100 * value:.1f}" for value in accuracies_of_sides)
        table.add_row(f"{strategy}: test accuracy, %", *cells)
    Console(width=max(Console().width, 100)).print(table)


if __name__ == "__main__":
    main()
