"""The pooled encoders against PyTorch: an epoch of training, batch for batch.

    python benchmarks/encoders.py        (or: --dataset imdb --batch 32 --repeats 5)

Both train the same network on the same batches, with plain SGD and one thread each. `dan` also
trains with its recommended options: word dropout and Adam, in PyTorch SparseAdam for the embedding.
PyTorch gets its fastest form for each encoder. For the mean that is EmbeddingBag with sparse
gradients. EmbeddingBag has no sparse gradients for the maximum. There the faster of two stands for
PyTorch: Embedding with sparse gradients over padded batches, or EmbeddingBag with dense ones. Only
PyTorch's batches are made before the clock starts. The bound of `dan` with SGD gathers the rows of
each batch and adds to them, and computes nothing.
"""

import argparse
import os
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits
from torch import nn
from training import DIM, Data, measure_seconds, name_processor

from embedstudy.initializers import RandomUniform
from embedstudy.nn.compile import warm_up
from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.kernels import pooling
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended

RATE, RATE_OF_ADAM, HIDDEN, WORD_DROPOUT = 0.1, 0.001, 100, 0.3
RECOMMENDED = "dan, recommended"
ENCODERS = ("dan", RECOMMENDED, "max", "concat")
Batches = list[tuple[torch.Tensor, ...]]


class Bag(nn.Module):
    """One EmbeddingBag, or two over one table, and what comes on top."""

    def __init__(self, name: str, n_words: int, n_classes: int) -> None:
        super().__init__()
        self.name = name
        sparse = name in ("dan", RECOMMENDED)
        mode = "max" if name == "max" else "mean"
        self.bag = nn.EmbeddingBag(n_words, DIM, mode=mode, sparse=sparse)
        width = 2 * DIM if name == "concat" else HIDDEN if sparse else DIM
        self.hidden = nn.Linear(DIM, HIDDEN)
        self.out = nn.Linear(width, n_classes)

    def forward(self, values: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        if self.name == RECOMMENDED:
            is_read = torch.rand(len(values)) >= WORD_DROPOUT
            offsets = nn.functional.pad(is_read.cumsum(0), (1, 0))[offsets]
            values = values[is_read]
        features = self.bag(values, offsets)
        if self.name == "concat":
            largest = nn.functional.embedding_bag(values, self.bag.weight, offsets, mode="max")
            features = torch.cat([features, largest], dim=1)
        if self.name in ("dan", RECOMMENDED):
            features = torch.relu(self.hidden(features))
        return self.out(features)


class Padded(nn.Module):
    """Embedding with sparse gradients over a padded batch; the padding is masked."""

    def __init__(self, name: str, n_words: int, n_classes: int) -> None:
        super().__init__()
        self.name = name
        self.embedding = nn.Embedding(n_words, DIM, sparse=True)
        self.out = nn.Linear(2 * DIM if name == "concat" else DIM, n_classes)

    def forward(self, padded: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        words = self.embedding(padded)
        beyond = torch.arange(padded.shape[1]) >= lengths[:, None]
        features = words.masked_fill(beyond[..., None], -torch.inf).amax(dim=1)
        if self.name == "concat":
            total = words.masked_fill(beyond[..., None], 0).sum(dim=1)
            features = torch.cat([total / lengths[:, None], features], dim=1)
        return self.out(features)


def make_optimizers(model: nn.Module) -> list[torch.optim.Optimizer]:
    if not (isinstance(model, Bag) and model.name == RECOMMENDED):
        return [torch.optim.SGD(model.parameters(), lr=RATE)]
    dense = [*model.hidden.parameters(), *model.out.parameters()]
    return [
        torch.optim.SparseAdam(list(model.bag.parameters()), lr=RATE_OF_ADAM),
        torch.optim.Adam(dense, lr=RATE_OF_ADAM),
    ]


def run_their_epoch(
    model: nn.Module, optimizers: list[torch.optim.Optimizer], batches: Batches
) -> None:
    for values, where, labels in batches:
        for optimizer in optimizers:
            optimizer.zero_grad()
        nn.functional.cross_entropy(model(values, where), labels).backward()
        for optimizer in optimizers:
            optimizer.step()


def make_bags(data: Data, order: np.ndarray, size: int) -> Batches:
    batches = []
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        documents = data.encoded["train"].take(batch)
        batches.append((
            torch.from_numpy(documents.values.astype(np.int64)),
            torch.from_numpy(documents.offsets[:-1].copy()),
            torch.from_numpy(data.ids["train"][batch].astype(np.int64)),
        ))  # fmt: skip
    return batches


def make_paddings(data: Data, order: np.ndarray, size: int) -> Batches:
    batches = []
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        documents = data.encoded["train"].take(batch)
        lengths = documents.lengths
        padded = np.zeros((len(batch), lengths.max()), np.int64)
        padded[np.arange(padded.shape[1]) < lengths[:, None]] = documents.values
        batches.append((
            torch.from_numpy(padded), torch.from_numpy(lengths.copy()),
            torch.from_numpy(data.ids["train"][batch].astype(np.int64)),
        ))  # fmt: skip
    return batches


def make_engine(name: str, data: Data, size: int) -> Engine:
    encoder, _, is_recommended = name.partition(", ")
    given = {"optimizer": "adam", "word_dropout": WORD_DROPOUT} if is_recommended else {
        "optimizer": "sgd", "word_dropout": 0.0
    }  # fmt: skip
    model_config = recommended(
        encoder, batch_size=size, schedule="constant", hidden_size=HIDDEN, **given
    )
    warm_up(model_config)
    seeds = Seeds(0)
    table = RandomUniform()((data.n_rows, DIM), seeds.embedding)
    model = new_model(model_config.new_encoder(), table, len(data.classes), seeds)
    rate = RATE_OF_ADAM if is_recommended else RATE
    return Engine(model, TrainingPlan(model_config.options, rate, seeds))


def run_our_epoch(engine: Engine, data: Data, order: np.ndarray) -> None:
    examples = Examples.unweighted(data.encoded["train"], data.ids["train"])
    engine.epoch(1, examples, order)


def make_bound(data: Data, batches: Batches) -> Callable[[], None]:
    """Make what no step of `dan` can do without: read the rows of a batch, then add to them."""
    ragged = []
    for values, offsets, _ in batches:
        stops = np.append(offsets.numpy(), len(values)).astype(np.int64)
        ragged.append((values.numpy().astype(np.int32), stops))
    table = np.random.default_rng(0).random((data.n_rows, DIM), np.float32)

    def work() -> None:
        for values, offsets in ragged:
            means = pooling.mean(table, values, offsets)
            pooling.mean_backward(means * np.float32(-1e-9), values, offsets, table, 0)

    return work


def measure(data: Data, encoder: str, size: int, repeats: int, forms: dict[str, Any]) -> list[str]:
    """Time all in turn; return a row of the table."""
    order = draw_order(data)
    engine = make_engine(encoder, data, size)
    offered = ("EmbeddingBag",) if encoder.startswith("dan") else tuple(forms)
    work: dict[str, Callable[[], None]] = {"ours": partial(run_our_epoch, engine, data, order)}
    if encoder == "dan":
        work["bound"] = make_bound(data, forms["EmbeddingBag"][1])
    for form in offered:
        kind, batches = forms[form]
        model = kind(encoder, data.n_rows, len(data.classes))
        work[form] = partial(run_their_epoch, model, make_optimizers(model), batches)
    times: dict[str, list[float]] = {what: [] for what in work}
    for turn in range(repeats + 1):  # the first compiles and warms up
        for what, task in work.items():
            seconds = measure_seconds(task)
            if turn:
                times[what].append(seconds)
    best = min(offered, key=lambda form: median(times[form]))
    ratios = [b / a for a, b in zip(times["ours"], times[best], strict=True)]
    shares = [b / a for a, b in zip(times["ours"], times.get("bound", []), strict=False)]
    return [
        encoder, f"{median(times['ours']):.3f}", f"{median(times[best]):.3f}", best,
        f"{median(ratios):.1f}", f"{min(ratios):.1f} to {max(ratios):.1f}",
        f"{min(times[best]) / min(times['ours']):.1f}",
        f"{median(shares):.2f}" if shares else "",
    ]  # fmt: skip


def draw_order(data: Data) -> np.ndarray:
    order = np.random.default_rng(0).permutation(len(data.ids["train"]))
    return np.asarray(order[data.encoded["train"].lengths[order] > 0])


HEADINGS = (
    "data", "encoder", "embedstudy, s", "PyTorch, s", "as", "ratio", "of turns", "of fastest",
    "bound / ours",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable")
    parser.add_argument("--encoder", action="append", choices=ENCODERS, help="repeatable")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = Table(
        title=f"an epoch, {DIM} dimensions, batches of {options.batch}, 1 thread; median of "
        f"{options.repeats} in turn; {name_processor()}, {os.cpu_count()} cores"
    )
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for name in options.dataset or ["rotten-tomatoes", "imdb"]:
        data = Data(name)
        order = draw_order(data)
        forms = {"EmbeddingBag": (Bag, make_bags(data, order, options.batch)),
                 "Embedding": (Padded, make_paddings(data, order, options.batch))}  # fmt: skip
        for encoder in options.encoder or ENCODERS:
            with threadpool_limits(1):
                row = measure(data, encoder, options.batch, options.repeats, forms)
            table.add_row(name, *row)
    Console(width=max(Console().width, 130)).print(table)


if __name__ == "__main__":
    main()
