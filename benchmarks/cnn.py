"""The network of Kim (2014) against the same in PyTorch, and against its own matrix products.

    python benchmarks/cnn.py [--repeats 5]             seconds for an epoch of rotten-tomatoes
    python benchmarks/cnn.py --quality [--epochs 12]   test accuracy over 5 seeds, 20 minutes or so

The network is non-static: 300 dimensions from random, widths 3, 4 and 5, 100 maps each. It trains
with dropout 0.5, max-norm 3, batches of 50 and Adadelta. PyTorch takes padded batches and two
threads, and the fastest of several ways to write the convolution. Ours takes one thread a run. It
runs once alone, and twice at the same time, which is how a study uses two cores. All take turns; a
ratio is the median over turns. Other work on the machine slows two threads more than one. On a busy
machine the ratio of the fastest turns is the fairer one.
"""

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, stdev
from time import perf_counter

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits
from torch import nn
from torch.nn import functional

from embedstudy.datasets.catalog import load_dataset
from embedstudy.initializers import GlorotUniform, RandomUniform
from embedstudy.nn.compile import warm_up
from embedstudy.nn.encoders.cnn import CNN
from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.kernels import batches
from embedstudy.nn.model import Model, Seeds
from embedstudy.nn.model_config import recommended
from embedstudy.text.encoding import EncodedDocuments, encode
from embedstudy.text.tokenizers.basic import tokenize
from embedstudy.text.vocabulary import Vocabulary

DIM, BATCH, THREADS, SEEDS = 300, 50, 2, range(5)
DROPOUT, MAX_NORM, RHO, EPSILON, RATE = 0.5, 3.0, 0.95, 1e-6, 1.0
CONFIG = recommended(
    "cnn", batch_size=BATCH, dropout=DROPOUT, max_norm=MAX_NORM, optimizer="adadelta",
    schedule="constant",
)  # fmt: skip
NETWORK = CNN(widths=(3, 4, 5), maps=100)


class Data:
    """The data set, encoded with the words of its training part."""

    def __init__(self) -> None:
        corpus = load_dataset("rotten-tomatoes")
        splits = {"train": corpus.train, "dev": corpus.dev, "test": corpus.test}
        tokens = {part: [tokenize(text) for text in split.texts] for part, split in splits.items()}
        self.vocabulary = Vocabulary.from_documents(tokens["train"])
        self.documents = {part: encode(texts, self.vocabulary) for part, texts in tokens.items()}
        self.labels = {
            part: np.searchsorted(corpus.classes, split.labels).astype(np.int32)
            for part, split in splits.items()
        }
        self.n_classes = len(corpus.classes)

    def batches(self, part: str, order: np.random.Generator | None = None) -> Iterator[np.ndarray]:
        count = len(self.labels[part])
        documents = np.arange(count) if order is None else order.permutation(count)
        yield from (documents[i : i + BATCH] for i in range(0, count, BATCH))


def draw_weights(data: Data, seed: int) -> dict[str, np.ndarray]:
    """Draw what both programs start from; Kim's interval for the embedding."""
    rng = np.random.default_rng(seed)
    return {
        "embedding": RandomUniform(-0.25, 0.25)((len(data.vocabulary), DIM), rng),
        **NETWORK.parameters(DIM, rng),
        "weights": GlorotUniform()((data.n_classes, NETWORK.width(DIM)), rng),
        "output_bias": np.zeros(data.n_classes, np.float32),
    }


class Ours:
    name = "embedstudy"

    def __init__(self, data: Data, seed: int = 0) -> None:
        self.data, self.order, self.epochs = data, np.random.default_rng([seed, 1]), 0
        start = draw_weights(data, seed)
        parameters = {name: start[name] for name in ("filters", "filters_bias")}
        self.model = Model(
            NETWORK, start["embedding"], start["weights"], start["output_bias"], parameters
        )
        self.engine = Engine(self.model, TrainingPlan(CONFIG.options, RATE, Seeds(seed)))
        self.examples = Examples.unweighted(data.documents["train"], data.labels["train"])

    def epoch(self) -> None:
        self.epochs += 1
        order = self.order.permutation(len(self.examples))
        self.engine.epoch(self.epochs, self.examples, order)

    def accuracy(self, part: str) -> float:
        predicted = self.model.predict(self.data.documents[part])
        return float((predicted == self.data.labels[part]).mean())


# -- PyTorch --------------------------------------------------------------------------------------

Tensors = list[torch.Tensor]


@dataclass(frozen=True)
class Convolution:
    """One way to write the convolution.

    `layout` makes the parameters of all widths from filters of shape (maps, width, dim), ordered in
    memory as this way needs them. `sums` makes windows of each width from word vectors of shape
    (batch, length, dim). Windows have the shape (batch, maps, length).
    """

    layout: Callable[[Tensors], Tensors]
    sums: Callable[[torch.Tensor, Tensors], Tensors]


def sum_shifted(x: torch.Tensor, filters: Tensors) -> Tensors:
    """Multiply all filters at once, as ours, but with all tokens and the padding; add up shifts."""
    products, sums, column = functional.linear(x, filters[0]), [], 0
    for width in NETWORK.widths:
        length = x.shape[1] - width + 1
        parts = []
        for k in range(width):
            parts.append(products[:, k : k + length, column : column + NETWORK.maps])
            column += NETWORK.maps
        sums.append(sum(parts[1:], parts[0]).transpose(1, 2))
    return sums


CONVOLUTIONS = {
    "conv1d": Convolution(
        lambda filters: [f.transpose(1, 2) for f in filters],
        lambda x, filters: [functional.conv1d(x.transpose(1, 2), f) for f in filters],
    ),
    "conv1d, copied": Convolution(
        lambda filters: [f.transpose(1, 2) for f in filters],
        lambda x, filters: [functional.conv1d(x.transpose(1, 2).contiguous(), f) for f in filters],
    ),
    "conv2d": Convolution(
        lambda filters: [f.unsqueeze(1) for f in filters],
        lambda x, filters: [functional.conv2d(x.unsqueeze(1), f).squeeze(3) for f in filters],
    ),
    "unfold": Convolution(
        lambda filters: [f.flatten(1) for f in filters],
        lambda x, filters: [
            functional.linear(
                x.unfold(1, f.shape[1] // DIM, 1).transpose(2, 3).flatten(2), f
            ).transpose(1, 2)
            for f in filters
        ],
    ),
    "shifted sums": Convolution(
        lambda filters: [torch.cat([f.transpose(0, 1).flatten(0, 1) for f in filters])],
        sum_shifted,
    ),
}


class Peer(nn.Module):
    name = "PyTorch"

    def __init__(
        self,
        data: Data,
        seed: int = 0,
        convolution: str = "conv1d, copied",
        masked: bool = False,
    ) -> None:
        super().__init__()
        self.data, self.convolution, self.masked = data, convolution, masked
        self.way = CONVOLUTIONS[convolution]
        self.order = np.random.default_rng([seed, 1])
        torch.manual_seed(seed)
        start = {name: torch.tensor(array) for name, array in draw_weights(data, seed).items()}
        table = torch.cat([torch.zeros(1, DIM), start["embedding"]])  # 0 is the padding
        self.embedding = nn.Embedding.from_pretrained(table, freeze=False, padding_idx=0)
        rows = start["filters"].split([width * NETWORK.maps for width in NETWORK.widths])
        filters = [
            part.reshape(width, NETWORK.maps, DIM).transpose(0, 1)
            for part, width in zip(rows, NETWORK.widths, strict=True)
        ]
        self.filters = nn.ParameterList(f.contiguous() for f in self.way.layout(filters))
        self.bias = nn.Parameter(start["filters_bias"])
        self.output = nn.Linear(NETWORK.width(DIM), data.n_classes)
        self.output.weight.data, self.output.bias.data = start["weights"], start["output_bias"]
        self.optimizer = torch.optim.Adadelta(self.parameters(), lr=RATE, rho=RHO, eps=EPSILON)
        self.padded = {part: pad_documents(documents) for part, documents in data.documents.items()}
        self.labels = {part: torch.tensor(y).long() for part, y in data.labels.items()}

    def forward(self, words: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        windows = self.way.sums(self.embedding(words), list(self.filters))
        if self.masked:  # no window beyond the end of its document: the very same network
            for sums, width in zip(windows, NETWORK.widths, strict=True):
                last = (lengths - width).clamp(min=0)
                beyond = torch.arange(sums.shape[2]) > last[:, None]
                sums.masked_fill_(beyond[:, None], -torch.inf)
        largest = torch.cat([sums.amax(dim=2) for sums in windows], dim=1)
        features = functional.relu(largest + self.bias)
        return self.output(functional.dropout(features, DROPOUT, self.training))

    def scores(self, part: str, documents: np.ndarray) -> torch.Tensor:
        words, lengths = self.padded[part]
        lengths = lengths[documents]
        longest = max(int(lengths.max()), max(NETWORK.widths))
        return self(words[documents, :longest], lengths)

    def epoch(self, most: int | None = None) -> None:
        self.train()
        for number, documents in enumerate(self.data.batches("train", self.order)):
            if number == most:
                return
            self.optimizer.zero_grad()
            loss = functional.cross_entropy(
                self.scores("train", documents), self.labels["train"][documents]
            )
            loss.backward()
            self.optimizer.step()
            with torch.no_grad():
                self.output.weight.copy_(torch.renorm(self.output.weight, 2, 0, MAX_NORM))

    @torch.no_grad()
    def accuracy(self, part: str) -> float:
        self.eval()
        right = sum(
            int((self.scores(part, documents).argmax(1) == self.labels[part][documents]).sum())
            for documents in self.data.batches(part)
        )
        return right / len(self.labels[part])


def pad_documents(documents: EncodedDocuments) -> tuple[torch.Tensor, torch.Tensor]:
    lengths = np.diff(documents.offsets)
    words = np.zeros((len(lengths), max(lengths.max(), *NETWORK.widths)), np.int64)
    words[np.arange(words.shape[1]) < lengths[:, None]] = documents.values + 1
    return torch.tensor(words), torch.tensor(lengths)


# -- Measuring ------------------------------------------------------------------------------------


def measure_seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


class Products:
    """The matrix products of an epoch's forward passes and nothing else, into kept memory."""

    def __init__(self, data: Data, distinct: bool) -> None:
        documents, marks = data.documents["train"], np.full(len(data.vocabulary), -1, np.int32)
        self.sizes = []
        for batch in data.batches("train", np.random.default_rng(0)):
            rows, values, _ = batches.take(
                documents.values, documents.offsets, batch, np.empty(0, np.bool_), marks
            )
            self.sizes.append(len(rows if distinct else values))
        self.filters = draw_weights(data, 0)["filters"]
        self.rows = np.random.default_rng(0).random((max(self.sizes), DIM), np.float32)
        self.out = np.empty((max(self.sizes), len(self.filters)), np.float32)

    def __call__(self) -> None:
        for size in self.sizes:
            np.matmul(self.rows[:size], self.filters.T, out=self.out[:size])


def time_two_at_once(runs: list[Ours]) -> float:
    with ThreadPoolExecutor(len(runs)) as pool:
        return measure_seconds(lambda: list(pool.map(Ours.epoch, runs))) / len(runs)


def choose_fastest(data: Data, console: Console) -> Peer:
    """Time each way to write the convolution over 20 batches, in turn; the best of 4 counts."""
    peers = [Peer(data, convolution=name) for name in CONVOLUTIONS]
    seconds = {peer: float("inf") for peer in peers}
    for peer in peers:
        peer.epoch(3)
    for _ in range(4):
        for peer in peers:
            seconds[peer] = min(seconds[peer], measure_seconds(lambda peer=peer: peer.epoch(20)))
    for peer in peers:
        console.print(f"PyTorch, {peer.convolution}: {1e3 * seconds[peer] / 20:.0f} ms a batch")
    return min(peers, key=lambda peer: seconds[peer])


def compare_speed(data: Data, repeats: int, console: Console) -> None:
    torch.set_num_threads(THREADS)
    warm_up(CONFIG)
    peer, runs = choose_fastest(data, console), [Ours(data, seed) for seed in range(2)]
    tokens, distinct = Products(data, distinct=False), Products(data, distinct=True)
    turns: list[dict[str, float]] = []
    for _ in range(repeats + 1):  # the first compiles and warms up
        with threadpool_limits(1):
            turn = {
                "one": measure_seconds(runs[0].epoch), "tokens": measure_seconds(tokens),
                "distinct": measure_seconds(distinct), "two": time_two_at_once(runs),
            }  # fmt: skip
        turns.append(turn | {"peer": measure_seconds(peer.epoch)})
    del turns[0]
    table = Table(title=format_title(f"median of {repeats}"), show_header=False, box=None)
    for justify in ("left", "right"):
        table.add_column(justify=justify)
    for what, key in (
        (f"an epoch in PyTorch, {peer.convolution}, {THREADS} threads", "peer"),
        ("an epoch in embedstudy, 1 thread", "one"),
        ("the same, two runs at once, for each", "two"),
        ("forward products over tokens, 1 thread", "tokens"),
        ("forward products over distinct words, 1 thread", "distinct"),
    ):
        table.add_row(f"{what}: seconds", f"{median(turn[key] for turn in turns):.2f}")
    for what, over, under in (
        ("PyTorch / embedstudy, one run", "peer", "one"),
        ("PyTorch / embedstudy, a run a core", "peer", "two"),
        ("embedstudy / products over tokens", "one", "tokens"),
        ("embedstudy / products over distinct words", "one", "distinct"),
    ):
        ratios = [turn[over] / turn[under] for turn in turns]
        spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        table.add_row(what, spread, style="bold")
        best = min(turn[over] for turn in turns) / min(turn[under] for turn in turns)
        table.add_row("  of the fastest turn of either", f"{best:.2f}")
    console.print(table)


def find_best_epoch(program: Ours | Peer, epochs: int) -> tuple[float, float, int]:
    """Return dev and test accuracy after the epoch that does best on dev, and its number."""
    best = (-1.0, 0.0, 0)
    for epoch in range(1, epochs + 1):
        with threadpool_limits(1 if isinstance(program, Ours) else THREADS):
            program.epoch()
        dev = program.accuracy("dev")
        if dev > best[0]:
            best = (dev, program.accuracy("test"), epoch)
    return best


def compare_quality(data: Data, epochs: int, console: Console) -> None:
    torch.set_num_threads(THREADS)
    table = Table(title=format_title(f"best of {epochs} epochs by dev accuracy"), box=None)
    for column in ("seed", "program", "dev, %", "test, %", "epoch"):
        table.add_column(column, justify="right")
    accuracies_by_program: dict[str, list[float]] = {Ours.name: [], Peer.name: []}
    for seed in SEEDS:
        for program in (Ours(data, seed), Peer(data, seed, masked=True)):
            dev, test, epoch = find_best_epoch(program, epochs)
            accuracies_by_program[program.name].append(100 * test)
            row = (f"{seed}", program.name, f"{100 * dev:.1f}", f"{100 * test:.1f}", f"{epoch}")
            table.add_row(*row)
            console.print(f"seed {seed}, {program.name}: {100 * test:.1f} % in the test")
    for name, accuracies in accuracies_by_program.items():
        table.add_row("mean", name, "", f"{mean(accuracies):.2f} ± {stdev(accuracies):.2f}", "")
    difference = mean(accuracies_by_program[Ours.name]) - mean(accuracies_by_program[Peer.name])
    table.add_row("", "difference", "", f"{difference:+.2f}", "", style="bold")
    console.print(table)


def format_title(what: str) -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    processor = names[0] if names else platform.processor() or platform.machine()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{what}; {processor}, {os.cpu_count()} cores{load}; PyTorch {torch.__version__}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quality", action="store_true", help="accuracy instead of seconds")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=12, help="with --quality")
    options = parser.parse_args()
    console = Console(width=max(Console().width, 100))
    data = Data()
    if options.quality:
        compare_quality(data, options.epochs, console)
    else:
        compare_speed(data, options.repeats, console)


if __name__ == "__main__":
    main()
