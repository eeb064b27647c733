"""Rows of runs.csv, and studies whose predictions are known."""

from dataclasses import replace

import numpy as np

from embedstudy.baselines import BASELINES
from embedstudy.results.create import begin
from embedstudy.results.directory import Predictions
from embedstudy.results.rows import RunRow, SummaryRow


def run_row(strategy, seed, *, vectors="glove", encoder="mean", size=1000, status="ok"):
    name = f"{strategy}-{encoder}-{vectors}-{size}-seed{seed}"
    return RunRow(
        run=name, dataset="reviews", vectors=vectors, strategy=strategy, encoder=encoder,
        train_size=size, fold=None, seed=seed, lr=0.1, epochs=3, dropout=None, c=None,
        dev_accuracy=0.7, test_accuracy=0.7, test_macro_f1=0.7, train_loss=0.1, seconds=1.0,
        tokens_per_second=1e6, status=status, note="",
    )  # fmt: skip


def predicted_study(path, classes, labels, predicted_by_strategy, *, sure=None, folds=1):
    """Write a study with the summary and the predictions of some strategies, a list for a seed.

    `sure` are the probabilities of the predicted classes, the same for all.
    """
    study = begin(path, {"identity": {}, "data": {"reviews": {"classes": list(classes)}}})
    sure = np.full(len(labels), 0.9) if sure is None else np.asarray(sure)
    rows = []
    for strategy, seeds in predicted_by_strategy.items():
        is_baseline = strategy in BASELINES
        for seed, predicted in enumerate(seeds):
            for fold in range(folds):
                row = replace(run_row(strategy, seed), fold=None if folds == 1 else fold)
                row = replace(row, run=f"{strategy}-fold{fold}-seed{seed}")
                rows.append(replace(row, vectors="", encoder="") if is_baseline else row)
                ids = np.arange(len(labels))[fold::folds][::-1]
                names = np.array([predicted[i] for i in ids], dtype=object)
                others = (1 - sure[ids]) / max(len(classes) - 1, 1)
                probabilities = np.repeat(others[:, None], len(classes), axis=1)
                probabilities[np.arange(len(ids)), [classes.index(n) for n in names]] = sure[ids]
                truth = np.array([labels[i] for i in ids], dtype=object)
                study.write_predictions(row.run, Predictions(ids, truth, names, probabilities))
    study.write_rows(RunRow, rows)
    cells = dict.fromkeys((row.vectors, row.strategy, row.encoder) for row in rows)
    study.write_rows(
        SummaryRow,
        [
            SummaryRow("reviews", *cell, 1000, lr=0.1, n=len(predicted_by_strategy[cell[1]]),
                       mean=0.5)
            for cell in cells
        ],
    )  # fmt: skip
    return study
