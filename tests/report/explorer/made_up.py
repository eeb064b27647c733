"""Studies that nobody ran, with spaces that are known."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embedstudy.notebook import Study
from embedstudy.results.directory import WordCounts
from embedstudy.results.rows import RunRow
from embedstudy.results.snapshots import Moment, Snapshots
from embedstudy.storage import safe_name

GOOD = tuple(f"good{i}" for i in range(15))
BAD = tuple(f"bad{i}" for i in range(15))
# The longest has the length of a line in a hostile file; each would do harm if it were markup.
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img/src=x/onerror=alert(3)>",
    "<!--<script>",
    "\"'onfocus=alert(4)'autofocus='",
    "javascript:alert(5)",
    "]]>&lt;&amp;",
    "{{7*7}}",
    "\u2028\u2029",
    "\u202egnorw\u202c",
    "مرحبا",
    "e\u0301\u0302\u0303\u0304\u0305",
    "👩‍👩‍👧‍👦",
    "c++",
    "100%",
    "a&word=b",
    "#word=x",
    "__proto__",
    "constructor",
    "=1+1",
    "x" * 500,
    "مرحبا" * 100,
)


def run_row(dataset: str, strategy: str, encoder: str = "mean", **changes) -> RunRow:
    name = safe_name(f"{dataset}-{strategy}-{encoder}-seed0")
    fields = {
        "run": name, "dataset": dataset, "vectors": "made-up-6d",
        "strategy": strategy, "encoder": encoder, "train_size": 100, "fold": None, "seed": 0,
        "lr": 0.1, "epochs": 1, "dropout": None, "c": None, "dev_accuracy": 0.8,
        "test_accuracy": 0.8, "test_macro_f1": 0.8, "train_loss": 0.1, "seconds": 1.0,
        "tokens_per_second": 1.0, "status": "ok", "note": "",
    }  # fmt: skip
    return RunRow(**{**fields, **changes})


def class_of(word: str, n_classes: int) -> int:
    return (1 if word.startswith("good") else sum(map(ord, word)) + 1) % n_classes


def add(
    study: Study,
    words: Sequence[str],
    *,
    dataset: str = "made-up",
    strategies: Sequence[str] = ("random", "frozen", "finetuned"),
    classes: Sequence[str] = ("neg", "pos"),
    encoders: Sequence[str] = ("mean",),
    without_vector: Sequence[int] = (),
    counted: bool = True,
    epochs: Sequence[float] = (),
) -> None:
    """Give a study the spaces of a data set: training pulls a word towards its class.

    Words are said the less often the later they stand, and the last of three or more never in the
    texts held out. With epochs, spaces that learn have snapshots at these, from the start on; the
    last but one is chosen, or the last of two.
    """
    rng = np.random.default_rng(len(words))
    class_ids = np.array([class_of(word, len(classes)) for word in words], dtype=np.int64)
    pull = rng.normal(size=(len(classes), 8)) * 3
    starts = {"random": rng.normal(size=(len(words), 8))}
    starts["frozen"] = np.hstack([rng.normal(size=(len(words), 6))])
    starts["finetuned"] = starts["frozen"]
    rows = []
    for strategy in strategies:
        for encoder in encoders:
            row = run_row(dataset, strategy, encoder)
            start = starts[strategy]
            after = start if strategy == "frozen" else start + pull[class_ids, : start.shape[1]]
            matrices = {"vectors": after} if strategy == "frozen" else {
                "vectors": after, "initial": start,
            }  # fmt: skip
            meta = {"without_vector": [] if strategy == "random" else list(without_vector)}
            study.write_space(row.run, words, matrices, meta)
            if epochs and strategy != "frozen":
                study.write_snapshots(row.run, snapshots_between(words, start, after, epochs))
            rows.append(row)
    study.write_rows(RunRow, [*study.runs, *rows])
    if counted:
        train = np.ones((len(words), len(classes)), dtype=np.int64)
        train[np.arange(len(words)), class_ids] += 3 * np.arange(len(words), 0, -1)
        held_out = train // 2
        held_out[2:][-1:] = 0
        counts = WordCounts(tuple(words), tuple(classes), train, held_out)
        study.write_word_counts(dataset, counts)


def snapshots_between(
    words: Sequence[str], start: np.ndarray, end: np.ndarray, epochs: Sequence[float]
) -> Snapshots:
    """Snapshots of a training that goes straight on, and past its chosen epoch."""
    chosen = len(epochs) - (2 if len(epochs) > 2 else 1)
    shares = [epoch / max(epochs[chosen], 0.1) for epoch in epochs]
    vectors = np.stack([start + share * (end - start) for share in shares]).astype(np.float32)
    vectors[chosen] = end
    moments = tuple(
        Moment(float(epoch), 0.7 / (1 + share), 1 - 0.5 / (1 + share))
        for epoch, share in zip(epochs, shares, strict=True)
    )
    return Snapshots(tuple(words), vectors, moments, chosen)


def made_up(path: Path, words: Sequence[str] = (*GOOD, *BAD), **how) -> Study:
    """Write a study of one data set."""
    study = empty(path)
    add(study, words, **how)
    return study


def empty(path: Path) -> Study:
    path.mkdir(parents=True)
    (path / "study.json").write_text('{"probes": {}}')
    return Study(path)
