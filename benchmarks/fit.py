"""From raw strings to a trained model: `EmbeddingClassifier.fit` against fastText's two threads.

    python benchmarks/fit.py        (or: --dataset imdb --repeats 5)

Both get the raw texts of the training part, 100 dimensions, 10 epochs and a learning rate each. The
rates are those that do best on dev for words alone in `training.py`. Both may use two cores.
fastText trains on two threads. Ours encodes the texts on two and trains on one, since a training is
one sequence of steps. fastText reads a file with shuffled lines, written before the clock starts.
The calls take turns; a ratio is the median over turns. Test accuracy is that of the last turn.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import fasttext
import numpy as np
from rich.console import Console
from rich.table import Table
from training import DIM, EPOCHS, measure_seconds, name_processor

from embedstudy.classifier import EmbeddingClassifier
from embedstudy.datasets.catalog import load_dataset

THREADS = 2
# Ours and fastText's, as `training.py` and `quality.py` chose them on dev.
RATES = {"20newsgroups": (1.0, 0.5), "imdb": (1.0, 0.2)}


@dataclass(frozen=True)
class Turn:
    seconds: float
    peer_seconds: float
    accuracy: float
    peer_accuracy: float


class Task:
    """A data set, and the two programs on it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.corpus, self.rates = name, load_dataset(name), RATES[name]
        self.file = folder / f"{name}.txt"
        train = self.corpus.train
        order = np.random.default_rng(0).permutation(len(train))
        self.texts = [train.texts[i] for i in order]
        self.labels = [train.labels[i] for i in order]
        pairs = zip(self.texts, self.labels, strict=True)
        self.file.write_text(
            "".join(f"__label__{label} {join_lines(text)}\n" for text, label in pairs), "utf-8"
        )

    def turn(self) -> Turn:
        model = EmbeddingClassifier(dim=DIM, epochs=EPOCHS, learning_rate=self.rates[0])
        seconds = measure_seconds(lambda: model.fit(self.texts, self.labels))
        peer, peer_seconds = self.peer()
        test = self.corpus.test
        labels, _ = peer.predict([join_lines(text) for text in test.texts])
        right = [f"__label__{y}" == label[0] for y, label in zip(test.labels, labels, strict=True)]
        return Turn(
            seconds, peer_seconds, model.score(test.texts, test.labels), float(np.mean(right))
        )

    def peer(self) -> tuple[Any, float]:
        """Train fastText; a call that ends with "Encountered NaN" is made again, and not timed."""
        for _ in range(20):
            started = perf_counter()
            try:
                model = fasttext.train_supervised(
                    str(self.file), dim=DIM, epoch=EPOCHS, lr=self.rates[1], thread=THREADS,
                    minCount=1, verbose=0,
                )  # fmt: skip
            except RuntimeError:
                continue
            return model, perf_counter() - started
        raise RuntimeError("fastText failed 20 times in a row")


def join_lines(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", choices=list(RATES), help="repeatable")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    EmbeddingClassifier(epochs=1, learning_rate=0.1).fit(["a b", "c"] * 5, [0, 1] * 5)  # compiles
    table = Table(title=f"raw strings to a model, {DIM} dims, {EPOCHS} epochs; {name_processor()}")
    for heading in ("data set", "fit, s", "fastText, s", "ratio (of all turns)", "accuracy, %"):
        table.add_column(heading, justify="left" if heading == "data set" else "right")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.dataset or RATES:
            task = Task(name, Path(folder))
            turns = [task.turn() for _ in range(options.repeats)]
            ratios = [turn.peer_seconds / turn.seconds for turn in turns]
            last = turns[-1]
            table.add_row(
                name,
                f"{median(turn.seconds for turn in turns):.2f}",
                f"{median(turn.peer_seconds for turn in turns):.2f}",
                f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
                f"{100 * last.accuracy:.1f}, fastText {100 * last.peer_accuracy:.1f}",
            )
    Console(width=max(Console().width, 110)).print(table)


if __name__ == "__main__":
    main()
