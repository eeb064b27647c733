"""Studies that nobody ran, with numbers that are known."""

from dataclasses import astuple, replace

import numpy as np

from embedstudy.notebook import Study
from embedstudy.report.study.study_data import StudyData, read_study_data
from embedstudy.results.create import begin
from embedstudy.results.directory import Predictions
from embedstudy.results.rows import (
    FORECAST,
    NO_FORECAST,
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    DynamicsRow,
    ForecastCrossoverRow,
    ForecastGainRow,
    ForecastRow,
    NeighborRow,
    ReferenceRow,
    RunRow,
    ScoreRow,
    StructureRow,
    SummaryRow,
    TuningRow,
)
from embedstudy.results.space_labels import SpaceKey
from embedstudy.results.table_files import FORMAT
from embedstudy.storage import safe_name

VECTORS, ENCODER = "table", "mean"
# strategy: test accuracy of each seed, at the largest size
ACCURACIES = {
    "random": (0.7, 0.75, 0.8),
    "frozen": (0.6, 0.61, 0.65),
    "finetuned": (0.8, 0.81, 0.82),
}
SIZES = (100, 1000)


def run_row(strategy, seed, accuracy, **changes) -> RunRow:
    name = safe_name(f"d-{strategy}-{seed}")
    fields = {
        "run": name, "dataset": "d", "vectors": VECTORS, "strategy": strategy,
        "encoder": ENCODER, "train_size": 1000, "fold": None, "seed": seed, "lr": 0.1, "epochs": 7,
        "dropout": None, "c": None, "dev_accuracy": accuracy, "test_accuracy": accuracy,
        "test_macro_f1": accuracy, "train_loss": 0.3, "seconds": 2.5, "tokens_per_second": 2e6,
        "status": "ok" if accuracy is not None else "diverged",
        "note": "" if accuracy is not None else "loss not finite at epoch 1",
    }  # fmt: skip
    return RunRow(**{**fields, **changes})


def runs(dataset="d", vectors=VECTORS, encoder=ENCODER, accuracies=ACCURACIES) -> list[RunRow]:
    places = {"dataset": dataset, "vectors": vectors, "encoder": encoder}
    rows = [
        run_row(strategy, seed, value, **places)
        for strategy, values in accuracies.items()
        for seed, value in enumerate(values)
    ]
    alone = {"dataset": dataset, "vectors": "", "encoder": "", "lr": None, "epochs": None}
    return [*rows, run_row("majority", 0, 0.2, **alone)]


def summaries(rows) -> list[SummaryRow]:
    cells = {}
    for row in rows:
        key = (row.dataset, row.vectors, row.strategy, row.encoder, row.train_size)
        cells.setdefault(key, []).append(row.test_accuracy)
    return [_summary(key, values) for key, values in cells.items()]


def _summary(key, values) -> SummaryRow:
    known = [value for value in values if value is not None]
    mean = sum(known) / len(known) if known else None
    ends = (None, None) if mean is None else (mean - 0.05, mean + 0.05)
    status = "complete" if len(known) == len(values) else "incomplete"
    return SummaryRow(
        *key, lr=0.1, n=len(known), mean=mean, std=0.02, median=mean, ci_low=ends[0],
        ci_high=ends[1], macro_f1=mean, macro_f1_std=0.02, macro_f1_ci_low=ends[0],
        macro_f1_ci_high=ends[1], coverage=None, coverage_tokens=None, status=status,
    )  # fmt: skip


# Of every cell, by scores.csv.
SCORES = {
    "accuracy": 0.73, "macro-f1": 0.75, "balanced-accuracy": 0.71, "auroc": 0.83, "log-loss": 0.512,
    "ece": 0.042, "brier": 0.31,
}  # fmt: skip


def scores(rows) -> list[ScoreRow]:
    cells = dict.fromkeys(
        (row.dataset, row.vectors, row.strategy, row.encoder, row.train_size) for row in rows
    )
    return [ScoreRow(*cell, name, 3, mean, 0.02) for cell in cells for name, mean in SCORES.items()]


def by_loss(path) -> StudyData:
    """Return the data of a study by log loss: the accuracies of the other are its losses."""
    data = study_data(path)
    tables = {
        name: tuple(replace(row, metric="log-loss") for row in getattr(data, name))
        for name in ("summary", "comparisons", "curve", "crossovers")
    }
    tables |= {
        "runs": tuple(replace(r, dev_score=0.9, test_score=r.test_accuracy) for r in data.runs),
        "tuning": tuple(replace(r, dev_score=r.dev_accuracy) for r in data.tuning),
    }
    meta = {**data.meta, "identity": {**data.meta["identity"], "metric": "log-loss"}}
    return replace(data, meta=meta, **tables)


def comparison(a, b, **changes) -> ComparisonRow:
    fields = {
        "dataset": "d", "vectors": VECTORS, "encoder": ENCODER, "train_size": 1000, "a": a, "b": b,
        "n_seeds": 3, "n_examples": 500, "delta": 0.0625, "ci_low": 0.01, "ci_high": 0.115,
        "p_value": 0.0123, "p_holm": 0.0246, "p_seeds": 0.0001, "wins": 3, "ties": 0, "losses": 0,
        "smallest_detectable": 0.041,
    }  # fmt: skip
    return ComparisonRow(**{**fields, **changes})


def curve() -> list[CurveRow]:
    means_by_strategy = {"random": (0.5, 0.75), "frozen": (0.6, 0.62), "finetuned": (0.65, 0.81)}
    return [
        CurveRow("d", VECTORS, ENCODER, strategy, size, 3, mean, mean - 0.03, mean + 0.03)
        for strategy, means in means_by_strategy.items()
        for size, mean in zip(SIZES, means, strict=True)
    ]


def forecast() -> list[ForecastRow]:
    """What is expected with 2,000 and 10,000 texts; fine-tuned has no forecast."""
    place = {"dataset": "d", "vectors": VECTORS, "encoder": ENCODER}
    expected = {"random": (0.79, 0.88), "frozen": (0.63, 0.65)}
    rows = [
        ForecastRow(**place, strategy=strategy, train_size=size, expected=mean, low_80=mean - 0.02,
                    high_80=mean + 0.02, low_95=mean - 0.03, high_95=mean + 0.03, method=FORECAST)
        for strategy, means in expected.items()
        for size, mean in zip((2000, 10_000), means, strict=True)
    ]  # fmt: skip
    lack = ForecastRow(**place, strategy="finetuned", train_size=0, expected=None, low_80=None,
                       high_80=None, low_95=None, high_95=None, method=NO_FORECAST,
                       note="the curve falls")  # fmt: skip
    return [*rows, lack]


def forecast_crossovers() -> list[ForecastCrossoverRow]:
    return [
        ForecastCrossoverRow("d", VECTORS, ENCODER, "random", "finetuned", 2400, 1500, 6000, 1200,
                             9000, 0.01, 0.02, 100_000)
    ]  # fmt: skip


def forecast_gains() -> list[ForecastGainRow]:
    return [
        ForecastGainRow("d", VECTORS, "random", ENCODER, 1000, times, gain, gain - 0.01,
                        gain + 0.01, gain - 0.02, gain + 0.02)
        for times, gain in ((2, 0.04), (10, 0.13))
    ]  # fmt: skip


def reference() -> list[ReferenceRow]:
    return [ReferenceRow("d", ENCODER, "r8", 3, 2, 100, 1000, 0.03, 0.42, 0.5)]


def with_forecast(path, **tables) -> StudyData:
    """Return the data of a study with a forecast."""
    rows = {
        "forecast": forecast(),
        "forecast_crossovers": forecast_crossovers(),
        "forecast_gains": forecast_gains(),
    }
    return study_data(path, **{**rows, **tables})


def crossovers() -> list[CrossoverRow]:
    place = {
        "dataset": "d",
        "vectors": VECTORS,
        "encoder": ENCODER,
        "n_seeds": 3,
        "n_examples": 500,
    }
    return [
        CrossoverRow(**place, a="random", b="frozen", train_size=272, low=150, high=None,
                     status="crossing",
                     note="open above: that random overtakes by 1,000 texts is not shown"),
        CrossoverRow(**place, a="finetuned", b="frozen", train_size=None, low=None, high=None,
                     status="none", note=""),
    ]  # fmt: skip


def tuning() -> list[TuningRow]:
    rows = []
    for strategy, by_rate in {
        "random": {0.01: (0.5, 0.6), 0.1: (0.7, 0.8), 1: (0.6, None)},
        "frozen": {0.01: (0.5, 0.5), 0.1: (0.6, 0.6), 1: (0.55, 0.55)},
    }.items():
        for rate, values in by_rate.items():
            rows += [
                TuningRow("d", VECTORS, strategy, ENCODER, 1000, None, rate, None, None, None,
                          1.0, 1, 10**6 + k, value, "ok" if value is not None else "diverged")
                for k, value in enumerate(values)
            ]  # fmt: skip
    return rows


def space_key(kind, dataset="d", vectors=VECTORS) -> SpaceKey:
    return SpaceKey(
        dataset,
        kind,
        "" if kind in ("random-before", "random") else vectors,
        "" if kind == "pretrained" else ENCODER,
    )


NEAR = {
    "random-before": ("a", "b", "c"),
    "random": ("d", "e", "f"),
    "pretrained": ("g", "h", "i"),
    "finetuned": ("g", "i", "j"),
}


def neighbors(word="bad", near=NEAR, dataset="d") -> list[NeighborRow]:
    return [
        NeighborRow(*astuple(space_key(kind, dataset)), 0, word, rank, neighbor, 1 - rank / 10)
        for kind, words in near.items()
        for rank, neighbor in enumerate(words, 1)
    ]


# space: task alignment, general meaning
PLACES = {
    "random-before": (0.0, 0.01), "random": (0.5, 0.02), "pretrained": (0.1, 0.3),
    "finetuned": (0.4, 0.25),
}  # fmt: skip


def structure(dataset="d", vectors=VECTORS) -> list[StructureRow]:
    rows = []
    for space, (alignment, meaning) in PLACES.items():
        for seed in [None] if space == "pretrained" else [0, 1]:
            key = astuple(space_key(space, dataset, vectors))

            def row(metric, part, value, n=900, other_space=("", "", "", None)):
                return StructureRow(*key, seed, metric, part, *other_space, value, n, "")  # noqa: B023

            rows += [
                row("task_alignment", "observed", alignment + (seed or 0) / 50),
                row("general_meaning", "SimLex-999", meaning, 432),
                row("opposites", "polarity", -0.123),
                row("effective_rank", "", 41.26),
                row("mean_cosine", "", 0.071),
            ]
            if space in ("random", "finetuned"):
                rows += [row("drift", "1-9", 0.987), row("drift", "1000+", 0.456)]
            if seed:
                second_seed = (*key[1:], 0)
                rows += [row("overlap@10", "", 0.345, other_space=second_seed)]
                rows += [row("cka", "", 0.678, other_space=second_seed)]
    return rows


def drift() -> list[DriftRow]:
    space = astuple(space_key("finetuned"))
    return [
        DriftRow(*space, 0, "still", 5, 0.999, "", ""),
        DriftRow(*space, 0, "bad", 123, 0.321, "good nice", "awful dull"),
    ]


def dynamics_row(kind="random", **changes) -> DynamicsRow:
    fields = {
        "seed": 0, "epoch": 7.0, "chosen": True, "train_loss": 0.3, "dev_accuracy": 0.8,
        "task_alignment": 0.4, "effective_rank": 30.0, "change_rank": 1.34, "change_share": 0.999,
        "change_norm": 1.8, "opposites": -0.4, "general_meaning": 0.1, "overlap_before": 0.9,
        "overlap_end": 1.0, "n": 841, "note": "",
    }  # fmt: skip
    key = SpaceKey("d", kind, "" if kind == "random" else VECTORS, ENCODER)
    return DynamicsRow(**{**vars(key), **fields, **changes})


def meta(dataset="d", vectors=VECTORS, **changes):
    options = {
        "dataset": [dataset], "vectors": [vectors], "strategies": list(ACCURACIES),
        "encoders": ["mean"], "seeds": 3, "baselines": ["majority"], "train_sizes": ["100", "all"],
        "epochs": None, "model": {}, "dim": None, "learning_rate": "auto", "tune": "grid",
        "tune_dropout": [], "tune_epochs": [], "oov": "random", "reading": None, "data": None,
        "tokenizer": "basic", "max_tokens": None, "min_count": 1, "max_vocabulary": None,
        "cv": None, "probes": None,
    }  # fmt: skip
    return {
        "format": FORMAT, "status": "complete",
        "warnings": ["random: the best rate is the highest"],
        "started": "2026-01-02T03:04:05+00:00", "finished": "2026-01-02T03:05:06+00:00",
        "options": options,
        "identity": {
            "embedstudy": "0.1.0", "datasets": [dataset], "dataset_sha256": {dataset: "ab" * 32},
            "vectors_sha256": {dataset: {vectors: ["cd" * 32]}},
        },
        "data": {dataset: {
            "source_sha256": "ef" * 32, "revision": "", "standard_split": False,
            "protocol": "random split", "repeats": {"test in train": 2},
            "classes": ["neg", "pos"], "examples": 2000, "train": 1000, "dev": 500, "test": 500,
            "vocabulary": 4321, "tokens": 98765,
        }},
        "distinct_vectors": {dataset: {vectors: {"words": 900, "distinct": 870}}},
        "coverage": {dataset: {vectors: {"types": 0.876, "tokens": 0.954}}},
        "without_vector": {dataset: {vectors: ["it's", "don't"]}},
        "held_out_words": {dataset: {vectors: 77}},
        "table_scale": {dataset: {vectors: {"mean_norm": 5.25, "random_mean_norm": 0.25,
                                            "ratio": 21.0}}},
        "probes": {dataset: ["bad"]}, "planned": {"trials": 12, "runs": 10},
        "versions": {"python": "3.11.7", "numpy": "2.4.6"},
        "machine": {"system": "Linux", "processor": "x86_64"}, "peak_memory": 398_000_000,
        **changes,
    }  # fmt: skip


def made_up(path, *, study_meta=None, **tables) -> Study:
    """A whole study; tables take the place of its own."""
    path.mkdir(parents=True, exist_ok=True)
    study = begin(path, study_meta or meta())
    rows = tables.get("runs", [*runs(), run_row("random", 0, 0.5, train_size=100)])
    rows_by_kind = {
        RunRow: rows,
        SummaryRow: summaries(rows),
        ScoreRow: scores(rows),
        ComparisonRow: [
            comparison("random", "majority"),
            *(
                comparison("finetuned", strategy_b)
                for strategy_b in ("random", "frozen", "majority")
            ),
        ],
        CurveRow: curve(),
        CrossoverRow: crossovers(),
        TuningRow: tuning(),
        NeighborRow: neighbors(),
        StructureRow: structure(),
        DriftRow: drift(),
        DynamicsRow: dynamics(),
        ForecastRow: (),
        ForecastCrossoverRow: (),
        ForecastGainRow: (),
        ReferenceRow: (),
    }
    names = {
        "summary": SummaryRow, "scores": ScoreRow, "comparisons": ComparisonRow, "curve": CurveRow,
        "crossovers": CrossoverRow, "tuning": TuningRow, "neighbors": NeighborRow,
        "structure": StructureRow, "drift": DriftRow, "forecast": ForecastRow,
        "forecast_crossovers": ForecastCrossoverRow, "forecast_gains": ForecastGainRow,
        "reference": ReferenceRow, "dynamics": DynamicsRow,
    }  # fmt: skip
    rows_by_kind.update({kind: tables[name] for name, kind in names.items() if name in tables})
    for kind, table in rows_by_kind.items():
        study.write_rows(kind, table)
    if tables.get("summary", True):
        write_predictions(study, [row for row in rows if row.test_accuracy is not None])
    return study


def write_predictions(study, rows) -> None:
    """Write predictions for two texts of each class: one is wrong."""
    labels = np.array(["neg", "neg", "pos", "pos"], dtype=object)
    predicted = np.array(["neg", "neg", "pos", "neg"], dtype=object)
    for row in rows:
        study.write_predictions(row.run, Predictions(np.arange(4), labels, predicted))


def dynamics(vectors=VECTORS, encoder=ENCODER) -> list[DynamicsRow]:
    """Two spaces at four moments; dev chose the last but one."""
    return [
        DynamicsRow(
            "d", kind, vectors if kind == "finetuned" else "", encoder, 0, epoch, epoch == 1.0,
            train_loss=0.7 - 0.1 * i, dev_accuracy=0.5 + 0.1 * i, task_alignment=0.1 * i,
            effective_rank=8.0 - i, change_rank=float(i), change_share=1 - 0.1 * i if i else None,
            change_norm=0.5 * i, opposites=0.2, general_meaning=None,
            overlap_before=0.5 if i else None, overlap_end=0.5, n=50, note="",
        )
        for kind in ("random", "finetuned")
        for i, epoch in enumerate((0.0, 0.01, 1.0, 2.0))
    ]  # fmt: skip


def bare(path, rows=(), **changes) -> Study:
    """A study with runs and nothing else."""
    empty = (
        "summary",
        "scores",
        "comparisons",
        "curve",
        "crossovers",
        "tuning",
        "neighbors",
        "structure",
    )
    tables = dict.fromkeys((*empty, "structure", "drift", "dynamics"), ())
    return made_up(path, study_meta=meta(**changes), runs=list(rows), **tables)


def study_data(tmp_path, **tables) -> StudyData:
    """The data of a whole study's one data set."""
    return read_study_data(made_up(tmp_path / "s", **tables)).for_dataset("d")
