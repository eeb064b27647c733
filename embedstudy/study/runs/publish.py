"""Publishing what a run came to: its files, and its row."""

from dataclasses import replace

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.results.directory import Predictions, StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.runs.run import RunResult, TrainedSpace


def keep(
    study: StudyDirectory, spec: RunSpec, outcome: RunResult | DivergedError, supply: StudyDatasets
) -> RunRow:
    """Publish the files of a run and return its row."""
    row = RunRow(
        run=spec.name,
        dataset=spec.dataset,
        vectors=spec.vectors,
        strategy=spec.strategy,
        encoder=spec.encoder,
        train_size=spec.train_size,
        fold=spec.fold,
        seed=spec.seed,
        lr=spec.choice.learning_rate,
        epochs=None,
        dropout=spec.choice.dropout,
        c=spec.choice.c,
        dev_accuracy=None,
        test_accuracy=None,
        test_macro_f1=None,
        train_loss=None,
        seconds=None,
        tokens_per_second=None,
        status="diverged",
        note="",
    )
    if isinstance(outcome, DivergedError):
        return replace(row, note=str(outcome))
    source = supply.sources[spec.dataset]
    if outcome.space is not None and keeps_space(spec, source):
        _keep_space(study, spec, outcome.space, source.materials[0].vocabulary.words)
    corpus = source.folds[spec.fold or 0]
    test, classes = corpus.test, np.array(corpus.classes, dtype=object)
    study.write_predictions(
        spec.name,
        Predictions(test.rows, classes[test.label_ids], classes[outcome.predicted]),
    )
    return replace(
        row,
        epochs=outcome.epochs,
        dev_accuracy=outcome.dev_accuracy,
        test_accuracy=outcome.test_accuracy,
        test_macro_f1=outcome.test_macro_f1,
        train_loss=outcome.train_loss,
        seconds=outcome.seconds,
        tokens_per_second=outcome.tokens_per_second,
        status="ok",
    )


def keeps_space(spec: RunSpec, source: StudyDataset) -> bool:
    """Tell whether the space of a run is published.

    Those of one fold, of all training texts, are enough to look into, and much to store.
    """
    return not spec.fold and spec.train_size == source.train_size


def _keep_space(
    study: StudyDirectory, spec: RunSpec, space: TrainedSpace, words: tuple[str, ...]
) -> None:
    matrices = {"vectors": space.final}
    if STRATEGIES[spec.strategy].learns:
        matrices["initial"] = space.initial
    meta = {
        **spec.to_json(),
        "words": len(space.final),
        "dim": space.final.shape[1],
        "without_vector": space.without_vector.tolist(),
    }
    study.write_space(spec.name, words, matrices, meta)
