"""Starts that nobody trained, with numbers that are known."""

from dataclasses import replace

from embedstudy.results.initializers import Start, Starts
from embedstudy.results.start_results import StartConditions

# initializer: units and rank after, dev accuracy of each seed, losses, whether it moved, agreement
_KINDS = {
    "Zeros()": (1, 0, (0.5, 0.5), (0.693, 0.693, 0.693), False, 1.0),
    "Ones()": (1, 1, (0.6, 0.7), (1.5, 0.8, 0.6), True, 0.63),
    "HeNormal()": (50, 50, (0.74, 0.76), (0.69, 0.5, 0.25), True, 0.97),
    "RandomUniform(minval=-0.05, maxval=0.05)": (
        50, 50, (0.72, 0.725), (0.69, 0.5, 0.3), True, 0.94,
    ),
}  # fmt: skip


def start(initializer: str, seed: int, **changes) -> Start:
    units, rank, accuracies, losses, moved, _ = _KINDS[initializer]
    fields = {
        "initializer": initializer, "seed": seed, "learning_rate": 0.001, "units_before": units,
        "units_after": units, "rank_before": rank, "rank_after": rank, "losses": losses,
        "dev_accuracy": accuracies[seed], "moved": moved,
        "classes_predicted": 2 if rank else 1,
    }  # fmt: skip
    return Start(**{**fields, **changes})


def made_up(*names: str, dataset: str = "made-up", command: str = "", **changes) -> Starts:
    """Starts of some initializers (all, if none are named); changes are of every network."""
    names = names or tuple(_KINDS)
    epochs = len(changes.get("losses", "abc"))
    conditions = StartConditions(
        dataset_sha256="ab" * 32, classes=2, train=80, dev=10, vocabulary=200, units=50, dim=50,
        optimizer="adam", batch_size=32, epochs=epochs, seeds=2, learning_rates=(0.001, 0.01),
        version="0.1.0", command=command,
    )  # fmt: skip
    rows = [start(name, seed, **changes) for name in names for seed in (0, 1)]
    if "losses" not in changes:
        rows = [row if row.seed or not row.moved else _second_seed(row) for row in rows]
    return Starts(dataset, 0.5, conditions, tuple(rows), {name: _KINDS[name][-1] for name in names})


def _second_seed(row: Start) -> Start:
    """The same to three digits, and not the same."""
    return replace(row, losses=tuple(loss + 1e-5 for loss in row.losses))
