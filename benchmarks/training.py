"""Training speed and accuracy of the canonical model and of fastText, one thread each.

    make bench        (or: python benchmarks/training.py --dataset imdb --repeats 5)

Both get the same tokens, vocabulary, dimension and number of epochs, and a shuffled file. Each gets
the learning rate that does best on dev. Ours comes from the grid of the package, that of fastText
from 0.05 to 0.2, since fastText ends with NaN above. Accuracies are medians over five seeds.

Speed is in tokens of training text a second. That of fastText is given twice. The first is over the
whole call, which also reads the file. The second is over the training alone: the difference between
a call with all epochs and one with a single epoch. Ratios are against the second, which is the
better for fastText. The machine's bound is a loop that gathers and scatter-adds the same rows and
computes nothing.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import fasttext
import numpy as np
from numba import njit
from rich.console import Console
from rich.table import Table
from sklearn.model_selection import StratifiedKFold, train_test_split

from embedstudy.datasets.catalog import load_dataset
from embedstudy.errors import DivergedError
from embedstudy.initializers import RandomUniform
from embedstudy.nn.compile import warm_up
from embedstudy.nn.engine import TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.kernels import FASTMATH
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.nn.training import train
from embedstudy.text.encoding import EncodedDocuments, encode
from embedstudy.text.ngrams import append_ngrams, hash_words
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.vocabulary import Vocabulary

DIM, EPOCHS, SEEDS = 100, 10, range(5)
BUCKETS = 1_000_000
FOLDS = 5


def measure_seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


class Data:
    """One data set, as both programs see it."""

    def __init__(self, name: str, ngrams: int = 1, fold: int | None = None) -> None:
        corpus, basic = load_dataset(name), get_tokenizer("basic")
        self.ngrams = ngrams
        splits = {"train": corpus.train, "dev": corpus.dev, "test": corpus.test}
        self.tokens = {part: [basic(text) for text in s.texts] for part, s in splits.items()}
        self.labels = {part: np.array(s.labels) for part, s in splits.items()}
        if fold is not None:
            self.redivide(fold)
        order = np.random.default_rng(0).permutation(len(self.tokens["train"]))
        self.tokens["train"] = [self.tokens["train"][i] for i in order]
        self.labels["train"] = self.labels["train"][order]
        self.classes, self.vocabulary = (
            corpus.classes,
            Vocabulary.from_documents(self.tokens["train"]),
        )
        self.encoded = {part: encode(docs, self.vocabulary) for part, docs in self.tokens.items()}
        self.n_tokens = len(self.encoded["train"].values)
        self.n_rows = len(self.vocabulary)
        if ngrams > 1:
            hashes = hash_words(self.vocabulary.words)
            self.encoded = {
                part: append_ngrams(
                    docs, hashes, up_to=ngrams, buckets=BUCKETS, first=len(self.vocabulary)
                )
                for part, docs in self.encoded.items()
            }
            self.n_rows += BUCKETS
        self.ids = {
            p: np.searchsorted(self.classes, y).astype(np.int32) for p, y in self.labels.items()
        }

    def redivide(self, fold: int) -> None:
        """Make a fold of the training and dev texts the test part, and a tenth of the rest dev."""
        tokens = self.tokens["train"] + self.tokens["dev"]
        labels = np.concatenate([self.labels["train"], self.labels["dev"]])
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        rest, test = list(folds.split(labels, labels))[fold]
        train, dev = train_test_split(rest, test_size=0.1, stratify=labels[rest], random_state=0)
        rows = {"train": train, "dev": dev, "test": test}
        self.tokens = {part: [tokens[i] for i in places] for part, places in rows.items()}
        self.labels = {part: labels[places] for part, places in rows.items()}


class Ours:
    name = "embedstudy"
    rates = SGD.learning_rates

    def __init__(self, data: Data, dim: int = DIM) -> None:
        self.data, self.dim, self.model_config = data, dim, recommended("mean", epochs=EPOCHS)
        warm_up(self.model_config)

    def table(self, rng: np.random.Generator) -> np.ndarray:
        return RandomUniform()((self.data.n_rows, self.dim), rng)

    def train(self, rate: float, seed: int = 0) -> Model:
        data, seeds = self.data, Seeds(seed)
        examples = Examples.unweighted(data.encoded["train"], data.ids["train"])
        model = new_model(
            self.model_config.new_encoder(), self.table(seeds.embedding), len(data.classes), seeds
        )
        train(model, examples, TrainingPlan(self.model_config.options, rate, seeds))
        return model

    def correct(self, model: Model, part: str) -> np.ndarray:
        return model.predict(self.data.encoded[part]) == self.data.ids[part]

    def accuracy(self, model: Model, part: str) -> float:
        return float(self.correct(model, part).mean())


class FastText:
    name = "fastText"
    rates = (0.05, 0.1, 0.2)

    def __init__(self, data: Data, folder: Path, **options: object) -> None:
        self.data, self.folder, self.failures = data, folder, 0
        self.options = {"dim": DIM, "wordNgrams": data.ngrams, "bucket": BUCKETS, **options}
        if data.ngrams == 1:
            self.options.pop("bucket")
        labels, tokens = data.labels["train"], data.tokens["train"]
        self.lines = [f"__label__{y} {' '.join(t)}\n" for y, t in zip(labels, tokens, strict=True)]
        self.shuffled(0)

    def shuffled(self, seed: int) -> Path:
        """The training file in an order of its own.

        fastText's seed is that of its first weights alone. It reads its file from beginning to end,
        and what is learned depends as much on the order as on them.
        """
        file = self.folder / f"train-{seed}.txt"
        if not file.exists():
            order = np.random.default_rng(seed).permutation(len(self.lines))
            file.write_text("".join(self.lines[i] for i in order), "utf-8")
        return file

    def train(self, rate: float, epochs: int = EPOCHS, seed: int = 0) -> object:
        """Train; a call that ends with "Encountered NaN" is counted and made again.

        That happens now and then at any rate, with one thread and one seed.
        """
        file = self.shuffled(seed)
        for attempt in range(20):
            try:
                return fasttext.train_supervised(
                    str(file), epoch=epochs, lr=rate, minCount=1, verbose=0,
                    seed=seed + 1000 * attempt,
                    **{"thread": 1, **self.options},
                )  # fmt: skip
            except RuntimeError:
                self.failures += 1
        raise RuntimeError(f"fastText failed 20 times in a row at rate {rate}")

    def seconds(self, rate: float, epochs: int) -> float:
        """Time a call that does not fail."""
        while True:
            failures = self.failures
            seconds = measure_seconds(lambda: self.train(rate, epochs))
            if self.failures == failures:
                return seconds

    def correct(self, model: object, part: str) -> np.ndarray:
        texts = [" ".join(tokens) for tokens in self.data.tokens[part]]
        predicted = [labels[0].removeprefix("__label__") for labels in model.predict(texts)[0]]
        return np.array(predicted) == self.data.labels[part]

    def accuracy(self, model: object, part: str) -> float:
        return float(self.correct(model, part).mean())


@njit(nogil=True, fastmath=FASTMATH)
def gather_and_scatter(values, offsets, order, embedding):
    """Read each row, then add to it: no training of this model can do without that."""
    dim = embedding.shape[1]
    total = np.empty(dim, np.float32)
    for document in order:
        total[:] = np.float32(0)
        for k in range(offsets[document], offsets[document + 1]):
            row = embedding[values[k]]
            for j in range(dim):
                total[j] += row[j]
        for j in range(dim):
            total[j] *= np.float32(1e-9)
        for k in range(offsets[document], offsets[document + 1]):
            row = embedding[values[k]]
            for j in range(dim):
                row[j] += total[j]


def measure_bound(documents: EncodedDocuments, n_rows: int) -> float:
    table = np.random.default_rng(0).random((n_rows, DIM), np.float32)
    order = np.random.default_rng(0).permutation(len(documents))
    return measure_seconds(
        lambda: gather_and_scatter(documents.values, documents.offsets, order, table)
    )


def choose_rate(program: Ours | FastText) -> tuple[float, float]:
    """The rate of the best median dev accuracy, and the median test accuracy at that rate."""
    dev, test = {}, {}
    for rate in program.rates:
        try:
            models = [program.train(rate, seed=seed) for seed in SEEDS]
        except DivergedError:
            continue
        dev[rate] = median(program.accuracy(model, "dev") for model in models)
        test[rate] = median(program.accuracy(model, "test") for model in models)
    best = max(dev, key=lambda rate: dev[rate])
    return best, test[best]


def measure(name: str, repeats: int, table: Table) -> None:
    data = Data(name)
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = Ours(data), FastText(data, Path(folder))
        best = {program.name: choose_rate(program) for program in (ours, peer)}
        rate, peer_rate = best[ours.name][0], best[peer.name][0]
        measure_bound(data.encoded["train"], data.n_rows)  # compiles
        speeds: dict[str, list[float]] = {k: [] for k in ("ours", "whole", "training", "bound")}
        for _ in range(repeats):  # in turn, so that a noisy moment meets all of them
            all_tokens = EPOCHS * data.n_tokens
            speeds["ours"].append(all_tokens / measure_seconds(lambda: ours.train(rate)))
            one_epoch, all_epochs = peer.seconds(peer_rate, 1), peer.seconds(peer_rate, EPOCHS)
            speeds["whole"].append(all_tokens / all_epochs)
            speeds["training"].append((EPOCHS - 1) * data.n_tokens / (all_epochs - one_epoch))
            limit = median(measure_bound(data.encoded["train"], data.n_rows) for _ in range(3))
            speeds["bound"].append(data.n_tokens / limit)
    ratios = [a / b for a, b in zip(speeds["ours"], speeds["training"], strict=True)]
    share = median(a / b for a, b in zip(speeds["ours"], speeds["bound"], strict=True))
    size = f"{data.n_tokens / 1e6:.1f} M tokens, {len(data.vocabulary):,} words"
    table.add_row("", "embedstudy", "fastText", style="bold")
    for what, key in (("training alone", "training"), ("whole call", "whole")):
        mine, its = median(speeds["ours"]) / 1e6, median(speeds[key]) / 1e6
        table.add_row(f"{name} ({size}): M tokens/s, {what}", f"{mine:.1f}", f"{its:.1f}")
    table.add_row("ratio, training alone", f"{median(ratios):.1f}", "1")
    table.add_row("lowest and highest ratio", f"{min(ratios):.1f}, {max(ratios):.1f}", "")
    table.add_row("share of the machine's bound", f"{share:.2f}", "")
    table.add_row("test accuracy, %", *(f"{100 * best[p.name][1]:.1f}" for p in (ours, peer)))
    table.add_row("learning rate", *(f"{best[p.name][0]:g}" for p in (ours, peer)))
    if peer.failures:
        print(f"{name}: {peer.failures} calls of fastText ended with NaN and were made again")


def name_processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable; imdb by default")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    table = Table(
        title=f"{DIM} dimensions, {EPOCHS} epochs, 1 thread, median of {options.repeats}; "
        f"{name_processor()}, {os.cpu_count()} cores",
        show_header=False,
        box=None,
    )
    for justify in ("left", "right", "right"):
        table.add_column(justify=justify)
    for name in options.dataset or ["imdb"]:
        measure(name, options.repeats, table)
    Console(width=max(Console().width, 100)).print(table)


if __name__ == "__main__":
    main()
