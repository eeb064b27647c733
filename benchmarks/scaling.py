"""The cost of a token and of a step as corpora and vocabularies grow.

    python benchmarks/scaling.py        (or: --millions 1,10,100)

Texts of 50 words are drawn from Zipf's law over 100,000 words; the embedding has 100 dimensions.
Time a token and memory should stay the same while the texts grow. The time of a step should stay
the same while the vocabulary grows, for every optimizer.
"""

import argparse
import os
import resource
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table
from training import DIM, name_processor

from embedstudy.initializers import Zeros
from embedstudy.nn.compile import warm_up
from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments

N_WORDS, LENGTH, BATCH = 100_000, 50, 32


def draw_texts(n_tokens: int, n_words: int, rng: np.random.Generator) -> EncodedDocuments:
    """Draw texts whose words have frequencies of one over their rank."""
    shares = np.cumsum(1 / np.arange(1, n_words + 1))
    values = np.empty(n_tokens, np.int32)
    for start in range(0, n_tokens, 1 << 20):  # whatever the size, little memory
        draws = rng.random(min(1 << 20, n_tokens - start)) * shares[-1]
        values[start : start + len(draws)] = np.searchsorted(shares, draws)
    return EncodedDocuments(values, np.arange(0, n_tokens + 1, LENGTH, dtype=np.int64))


def make_engine(n_words: int, options: ModelOptions, encoder: str) -> Engine:
    model_config = recommended(encoder)
    table = Zeros()((n_words, DIM), np.random.default_rng(0))
    table[:1000] = np.random.default_rng(0).normal(0, 0.05, (1000, DIM))
    model = new_model(model_config.new_encoder(), table, 2, Seeds(0))
    return Engine(model, TrainingPlan(options, 0.1, Seeds(0)))


def measure_memory() -> float:
    """Memory of this process, without what is mapped from files; MiB."""
    _, pages, shared = map(int, Path("/proc/self/statm").read_text().split()[:3])
    return (pages - shared) * resource.getpagesize() / 2**20


def measure_tokens(millions: list[int], repeats: int) -> Table:
    table = Table(title="an epoch of the fused loop, by the tokens of the texts")
    for heading in ("million tokens", "ns a token", "times the least", "MiB without texts"):
        table.add_column(heading, justify="right")
    sizes = [int(m * 1e6) for m in millions]
    texts_by_size = {size: draw_texts(size, N_WORDS, np.random.default_rng(1)) for size in sizes}
    times_by_size: dict[int, list[float]] = {size: [] for size in sizes}
    memory: dict[int, float] = {}
    plain = ModelOptions(schedule="constant")
    for _ in range(repeats):
        for size, documents in texts_by_size.items():
            labels = (documents.values[documents.offsets[:-1]] % 2).astype(np.int32)
            examples, order = Examples.unweighted(documents, labels), np.arange(len(labels))
            before = measure_memory()
            engine = make_engine(N_WORDS, plain, "mean")
            epochs = max(1, sizes[-1] // size // 10)  # enough to be timed
            started = perf_counter()
            for _ in range(epochs):
                engine.epoch(1, examples, order)
            times_by_size[size].append(1e9 * (perf_counter() - started) / size / epochs)
            memory[size] = measure_memory() - before
            del engine
    least = min(median(times) for times in times_by_size.values())
    for size, times in times_by_size.items():
        table.add_row(
            f"{size / 1e6:g}", f"{median(times):.1f}", f"{median(times) / least:.2f}",
            f"{memory[size]:.0f}",
        )  # fmt: skip
    return table


def measure_words(repeats: int) -> Table:
    table = Table(
        title=f"a step of {BATCH} texts of {LENGTH} words, by the words of the vocabulary"
    )
    table.add_column("optimizer")
    vocabularies = (10_000, 100_000, 1_000_000, 5_000_000)
    for n_words in vocabularies:
        table.add_column(f"{n_words:,}, µs", justify="right")
    documents = draw_texts(BATCH * LENGTH * 200, 10_000, np.random.default_rng(2))
    labels = (documents.values[documents.offsets[:-1]] % 2).astype(np.int32)
    order = np.arange(len(labels))
    for optimizer in ("sgd", "adagrad", "adam", "adadelta"):
        options = ModelOptions(
            batch_size=BATCH, optimizer=optimizer, momentum=0.9 if optimizer == "sgd" else 0.0
        )
        row = []
        for n_words in vocabularies:
            # The same words all over the table, so that the pages that are met are as many.
            spread = np.linspace(0, n_words - 1, 10_000).astype(np.int32)
            apart = EncodedDocuments(spread[documents.values], documents.offsets)
            examples = Examples.unweighted(apart, labels)
            engine = make_engine(n_words, options, "mean")
            engine.epoch(1, examples, order)
            times = []
            for _ in range(repeats):
                started = perf_counter()
                engine.epoch(1, examples, order)
                times.append(perf_counter() - started)
            seconds = median(times)
            row.append(f"{1e6 * seconds / 200:.0f}")
        table.add_row("sgd, momentum" if optimizer == "sgd" else optimizer, *row)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--millions", default="1,10,100")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    warm_up(recommended("mean"))
    console = Console(width=max(Console().width, 100))
    console.print(f"{DIM} dimensions, 1 thread; {name_processor()}, {os.cpu_count()} cores")
    console.print(measure_tokens([int(m) for m in options.millions.split(",")], options.repeats))
    console.print(measure_words(options.repeats))


if __name__ == "__main__":
    main()
