"""The pooled encoders beside PyTorch: an epoch of training, batch for batch.

    python benchmarks/encoders.py        (or: --dataset imdb --batch 32 --repeats 5)

Both train the same network on the same batches, with plain SGD and one thread each. PyTorch's gets
its best for each encoder: EmbeddingBag with sparse gradients for the mean; for the maximum, which
EmbeddingBag gives no sparse gradients for, the faster of Embedding with sparse gradients over
padded batches and EmbeddingBag with dense ones.
"""

import argparse
import os
from functools import partial
from statistics import median

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from torch import nn
from training import DIM, Data, processor, seconds_of

from embedstudy.initializers import RandomUniform
from embedstudy.nn.engine import Engine
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.recipe import recommended
from embedstudy.nn.warm_up import warm_up

RATE, HIDDEN = 0.1, 100


class Bag(nn.Module):
    """One EmbeddingBag, or two over one table, and what comes on top."""

    def __init__(self, name: str, n_words: int, n_classes: int) -> None:
        super().__init__()
        self.name = name
        sparse = name in ("mean", "dan")
        mode = "max" if name == "max" else "mean"
        self.bag = nn.EmbeddingBag(n_words, DIM, mode=mode, sparse=sparse)
        width = 2 * DIM if name == "concat" else HIDDEN if name == "dan" else DIM
        self.hidden = nn.Linear(DIM, HIDDEN)
        self.out = nn.Linear(width, n_classes)

    def forward(self, values: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        found = self.bag(values, offsets)
        if self.name == "concat":
            largest = nn.functional.embedding_bag(values, self.bag.weight, offsets, mode="max")
            found = torch.cat([found, largest], dim=1)
        if self.name == "dan":
            found = torch.relu(self.hidden(found))
        return self.out(found)


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
        found = words.masked_fill(beyond[..., None], -torch.inf).amax(dim=1)
        if self.name == "concat":
            total = words.masked_fill(beyond[..., None], 0).sum(dim=1)
            found = torch.cat([total / lengths[:, None], found], dim=1)
        return self.out(found)


def their_epoch(model: nn.Module, batches: list[tuple[torch.Tensor, ...]]) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    for values, where, labels in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(values, where), labels).backward()
        optimizer.step()


def bags(data: Data, order: np.ndarray, size: int) -> list[tuple[torch.Tensor, ...]]:
    found = []
    for start in range(0, len(order), size):
        some = order[start : start + size]
        documents = data.encoded["train"].take(some)
        found.append((
            torch.from_numpy(documents.values.astype(np.int64)),
            torch.from_numpy(documents.offsets[:-1].copy()),
            torch.from_numpy(data.ids["train"][some].astype(np.int64)),
        ))  # fmt: skip
    return found


def paddings(data: Data, order: np.ndarray, size: int) -> list[tuple[torch.Tensor, ...]]:
    found = []
    for start in range(0, len(order), size):
        some = order[start : start + size]
        documents = data.encoded["train"].take(some)
        lengths = documents.lengths
        padded = np.zeros((len(some), lengths.max()), np.int64)
        padded[np.arange(padded.shape[1]) < lengths[:, None]] = documents.values
        found.append((
            torch.from_numpy(padded), torch.from_numpy(lengths.copy()),
            torch.from_numpy(data.ids["train"][some].astype(np.int64)),
        ))  # fmt: skip
    return found


def our_engine(name: str, data: Data, size: int) -> Engine:
    recipe = recommended(
        name, optimizer="sgd", batch_size=size, word_dropout=0.0, schedule="constant",
        hidden_size=HIDDEN,
    )  # fmt: skip
    warm_up(recipe)
    seeds = Seeds(0)
    table = RandomUniform()((data.n_rows, DIM), seeds.embedding)
    model = new_model(recipe.new_encoder(), table, len(data.classes), seeds)
    return Engine(model, recipe.hyperparameters, RATE, frozen_rows=0, dropout=seeds.dropout)


def our_seconds(engine: Engine, data: Data, order: np.ndarray) -> float:
    counts = np.ones(len(data.ids["train"]), np.float32)
    return seconds_of(
        lambda: engine.epoch(1, data.encoded["train"], data.ids["train"], order, counts)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = Table(
        title=f"an epoch, {DIM} dimensions, batches of {options.batch}, SGD, 1 thread; median of "
        f"{options.repeats} in turn; {processor()}, {os.cpu_count()} cores"
    )
    for heading in ("data", "encoder", "embedstudy, s", "PyTorch, s", "as", "ratio", "lowest"):
        table.add_column(heading, justify="right")
    for name in options.dataset or ["rotten-tomatoes", "imdb"]:
        data = Data(name)
        order = np.random.default_rng(0).permutation(len(data.ids["train"]))
        order = order[data.encoded["train"].lengths[order] > 0]
        forms = {"EmbeddingBag": (Bag, bags(data, order, options.batch)),
                 "Embedding": (Padded, paddings(data, order, options.batch))}  # fmt: skip
        for encoder in ("dan", "max", "concat"):
            engine = our_engine(encoder, data, options.batch)
            offered = ("EmbeddingBag",) if encoder == "dan" else tuple(forms)
            peers = {
                form: (forms[form][0](encoder, data.n_rows, len(data.classes)), forms[form][1])
                for form in offered
            }
            found: dict[str, list[float]] = {}
            for _ in range(options.repeats):
                found.setdefault("ours", []).append(our_seconds(engine, data, order))
                for form, (model, batches) in peers.items():
                    found.setdefault(form, []).append(
                        seconds_of(partial(their_epoch, model, batches))
                    )
            best = min(offered, key={form: median(found[form]) for form in offered}.__getitem__)
            ratios = [b / a for a, b in zip(found["ours"], found[best], strict=True)]
            table.add_row(
                name, encoder, f"{median(found['ours']):.3f}", f"{median(found[best]):.3f}", best,
                f"{median(ratios):.1f}", f"{min(ratios):.1f}",
            )  # fmt: skip
    Console(width=max(Console().width, 100)).print(table)


if __name__ == "__main__":
    main()
