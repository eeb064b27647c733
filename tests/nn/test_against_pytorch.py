"""Steps of whole models against those of PyTorch, with equal weights, for each optimizer."""

import numpy as np
import pytest

from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.optimizers.optimizer import Step
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments
from tests.peers import peer

torch = peer("torch")

N_WORDS, DIM, N_CLASSES, BATCH, STEPS = 12, 5, 3, 8, 6
RNG = np.random.default_rng(7)
# Every batch has every word, so that PyTorch's dense updates touch the same rows as ours.
LENGTHS = RNG.integers(N_WORDS, 20, BATCH * STEPS)
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = np.concatenate(
    [np.concatenate([RNG.permutation(N_WORDS), RNG.integers(0, N_WORDS, n - N_WORDS)])
     for n in LENGTHS]
).astype(np.int32)  # fmt: skip
DOCUMENTS = EncodedDocuments(VALUES, OFFSETS)
LABELS = RNG.integers(0, N_CLASSES, len(LENGTHS)).astype(np.int32)
EXAMPLES = Examples.unweighted(DOCUMENTS, LABELS)

CASES = {
    "sgd": ({}, lambda p, d: torch.optim.SGD(p, lr=0.3, weight_decay=d)),
    "momentum": (
        {"momentum": 0.9}, lambda p, d: torch.optim.SGD(p, lr=0.3, momentum=0.9, weight_decay=d)
    ),
    "nesterov": (
        {"momentum": 0.9, "nesterov": True},
        lambda p, d: torch.optim.SGD(p, lr=0.3, momentum=0.9, nesterov=True, weight_decay=d),
    ),
    "adagrad": ({}, lambda p, d: torch.optim.Adagrad(p, lr=0.3, weight_decay=d)),
    "adam": ({}, lambda p, d: torch.optim.Adam(p, lr=0.03, weight_decay=d)),
    "adadelta": (
        {}, lambda p, d: torch.optim.Adadelta(p, lr=0.3, rho=0.95, eps=1e-6, weight_decay=d)
    ),
}  # fmt: skip


def tensor(array):
    return torch.tensor(array.copy(), requires_grad=True)


def encode(name, weights, document):
    words = weights["embedding"][torch.tensor(document, dtype=torch.long)]
    if name == "max":
        return words.max(dim=0).values
    hidden = words.mean(dim=0)
    if name == "concat":
        return torch.cat([hidden, words.max(dim=0).values])
    if name == "hier":
        return words.unfold(0, 5, 1).mean(dim=2).max(dim=0).values
    for i in (1, 2) if name == "dan" else ():
        hidden = torch.relu(weights[f"hidden{i}"] @ hidden + weights[f"bias{i}"])
    return hidden


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["mean", "max", "concat", "hier", "dan"])
def test_steps_are_those_of_pytorch(name, case):
    settings, optimizer = CASES[case]
    options = ModelOptions(
        epochs=1, batch_size=BATCH, schedule="constant", weight_decay=0.01,
        optimizer=case if case in OPTIMIZERS else "sgd", **settings,
    )  # fmt: skip
    table = np.random.default_rng(8).normal(0, 0.5, (N_WORDS, DIM)).astype(np.float32)
    encoder = recommended(name, hidden_size=4, hidden_layers=2).new_encoder()
    model = new_model(encoder, table, N_CLASSES, Seeds(0))
    weights = {"embedding": tensor(table), "weights": tensor(model.weights)}
    biases = {"bias": tensor(model.bias)}
    for key, array in model.parameters.items():
        (biases if key.startswith("bias") else weights)[key] = tensor(array)
    everything = {**weights, **biases}
    # Biases have no weight decay.
    theirs = [optimizer(list(weights.values()), 0.01), optimizer(list(biases.values()), 0.0)]
    losses = []
    for start in range(0, len(LABELS), BATCH):
        rows = range(start, start + BATCH)
        features = torch.stack(
            [encode(name, everything, VALUES[OFFSETS[i] : OFFSETS[i + 1]]) for i in rows]
        )
        scores = features @ everything["weights"].T + everything["bias"]
        target = torch.tensor(LABELS[start : start + BATCH], dtype=torch.long)
        loss = torch.nn.functional.cross_entropy(scores, target)
        losses.append(loss.item() * BATCH)
        for peer_optimizer in theirs:
            peer_optimizer.zero_grad()
        loss.backward()
        for peer_optimizer in theirs:
            peer_optimizer.step()
    # Adam divides by the gradient's own size, which at a high rate makes rounding visible.
    rate = 0.03 if case == "adam" else 0.3
    engine = Engine(model, TrainingPlan(options, rate, Seeds(0)))
    total = engine.epoch(1, EXAMPLES, np.arange(len(LABELS)))
    np.testing.assert_allclose(total, sum(losses), rtol=1e-5)
    ours = {"embedding": model.embedding, "weights": model.weights, "bias": model.bias}
    for key, array in {**ours, **model.parameters}.items():
        expected = everything[key].detach().numpy()
        np.testing.assert_allclose(array, expected, rtol=1e-4, atol=1e-5, err_msg=key)


def test_rows_that_are_met_now_and_then_are_updated_as_sparse_adam_does():
    table = np.random.default_rng(8).normal(size=(N_WORDS, DIM)).astype(np.float32)
    theirs = tensor(table)
    optimizer = torch.optim.SparseAdam([theirs], lr=0.1)
    ours, mine = table.copy(), OPTIMIZERS["adam"]()
    state = mine.state(ours)
    rng = np.random.default_rng(9)
    for number in range(1, 12):
        rows = np.sort(rng.choice(N_WORDS, 4, replace=False)).astype(np.int32)
        gradient = rng.normal(size=(4, DIM)).astype(np.float32)
        theirs.grad = torch.sparse_coo_tensor(
            torch.tensor(rows[None].astype(np.int64)), torch.tensor(gradient), theirs.shape,
            check_invariants=True,
        )  # fmt: skip
        optimizer.step()
        mine.update(ours, rows, gradient, state, Step(0.1, 0.0, number))
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-4, atol=1e-5)
