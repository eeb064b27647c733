"""Networks of different scales that nobody trained, with numbers that are known."""

from dataclasses import replace

from embedstudy.results.scales import ScaleResults, ScaleRow
from embedstudy.results.start_results import StartConditions

# scale: dev, test, alignment, ranks of space and change, share, movement, agreement, CKA, overlap
_NUMBERS = {
    0.001: (0.75, 0.77, 0.41, 1.7, 1.0, 1.0, 87.5, 0.96, 0.99, 0.052),
    0.1: (0.74, 0.76, 0.39, 44.9, 1.7, 0.999, 1.25, 0.94, 0.93, 0.039),
    1.0: (0.70, 0.72, 0.11, 49.9, 8.9, 0.982, 0.085, 0.78, 0.01, 0.002),
}
_COLUMNS = (
    "dev_accuracy", "test_accuracy", "task_alignment", "effective_rank", "change_rank",
    "change_share", "change_norm", "agreement", "cka", "overlap",
)  # fmt: skip


def make_row(scale: float, seed: int, **changes) -> ScaleRow:
    values = dict(zip(_COLUMNS, _NUMBERS[scale], strict=True))
    fields = {
        "initializer": "RandomUniform", "scale": scale, "seed": seed, "learning_rate": 0.1,
        "epoch": 9, "train_loss": 0.5, "n": 500, "general_meaning": 0.1, **values,
    }  # fmt: skip
    return ScaleRow(**{**fields, **changes})


def make_bad_row(scale: float, seed: int, status: str = "diverged") -> ScaleRow:
    return ScaleRow(
        initializer="RandomUniform", scale=scale, seed=seed, learning_rate=3.0, status=status,
        note="the loss is not finite",
    )  # fmt: skip


def make_results(*rows: ScaleRow, **changes) -> ScaleResults:
    """Results with some rows; those of three sound scales and two seeds, if there are none."""
    conditions = StartConditions(
        dataset_sha256="ab" * 32, classes=2, train=80, dev=100, test=20, vocabulary=900,
        encoder="mean", dim=50, optimizer="sgd", batch_size=1, epochs=10, seeds=2,
        tokenizer="basic", learning_rates=(0.1, 0.3), version="0.1.0",
        command="embedstudy initializers x --scales 0.001:1",
    )  # fmt: skip
    usual = tuple(make_row(scale, seed) for scale in _NUMBERS for seed in (0, 1))
    kinds = {key: changes.pop(key) for key in ("classes", "learning_rates") if key in changes}
    return ScaleResults(
        changes.pop("dataset", "made-up"), changes.pop("majority", 0.5),
        replace(conditions, **kinds), rows or usual, **changes,
    )  # fmt: skip
