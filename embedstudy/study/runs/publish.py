"""Publishing a run in the study directory: its files, and its row."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.results.directory import Predictions, StudyDirectory
from embedstudy.results.row_format import list_columns
from embedstudy.results.rows import UNSTABLE, RunRow
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.snapshot_plan import publishes_space
from embedstudy.study.data.study_datasets import StudyDatasets
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.runs.run import RunResult, TrainedSpace, draw_initial

# The keys of a model in a space's meta.json, in their order. They stay as studies of format 1 have
# them, since the files of a space are the same bytes for the same seed. A newer option follows.
_PARTS = (
    "window", "hidden_size", "hidden_layers", "ngrams", "buckets", "embedding_initializer",
    "initializer",
)  # fmt: skip
_TRAINING = (
    "epochs", "batch_size", "optimizer", "momentum", "nesterov", "schedule", "warmup",
    "embedding_rate", "weight_decay", "dropout", "word_dropout", "max_norm", "unfreeze_after",
    "patience",
)  # fmt: skip


def publish_run(
    study: StudyDirectory, spec: RunSpec, result: RunResult | DivergedError, datasets: StudyDatasets
) -> RunRow:
    """Write the files of a run and return its row.

    A run that diverged has no files; the note of its row says where it diverged.
    """
    tuned = spec.choice
    row = RunRow(
        run=spec.name, **spec.columns, seed=spec.seed,
        lr=tuned.learning_rate, dropout=tuned.dropout, c=tuned.c, scale=tuned.scale,
        optimizer=tuned.optimizer or "",
    )  # fmt: skip
    if isinstance(result, DivergedError):
        return replace(row, status="diverged", note=str(result))
    dataset = datasets.sources[spec.dataset]
    if result.space is not None:
        if publishes_space(spec, dataset):
            _write_space(study, spec, result.space, dataset.materials[0])
        result.space.release()  # whoever still has the result holds no table
    if result.snapshots is not None:
        study.write_snapshots(spec.name, result.snapshots)
    corpus = dataset.folds[spec.fold or 0]
    test, classes = corpus.test, np.array(corpus.classes, dtype=object)
    study.write_predictions(
        spec.name,
        Predictions(
            test.rows, classes[test.label_ids], classes[result.predicted], result.probabilities
        ),
    )
    columns = {name for name in list_columns(RunRow) if hasattr(result, name)}
    row = replace(row, **{name: getattr(result, name) for name in columns})
    if not result.instability:
        return row
    return replace(row, status=UNSTABLE, note=result.instability)


def has_files(study: StudyDirectory, spec: RunSpec, datasets: StudyDatasets) -> bool:
    """Tell whether the files of a run with a result are there."""
    has_space = spec.model_config is not None and publishes_space(
        spec, datasets.sources[spec.dataset]
    )
    return study.has_predictions(spec.name) and (not has_space or study.has_space(spec.name))


def _write_space(
    study: StudyDirectory, spec: RunSpec, space: TrainedSpace, corpus: PreparedCorpus
) -> None:
    meta = {
        **_describe(spec),
        "words": len(space.final),
        "dim": space.final.shape[1],
        "without_vector": space.without_vector.tolist(),
    }
    matrices = _list_matrices(spec, space, corpus)
    study.write_space(spec.name, corpus.vocabulary.words, matrices, meta)


def _list_matrices(
    spec: RunSpec, space: TrainedSpace, corpus: PreparedCorpus
) -> Iterator[tuple[str, np.ndarray]]:
    """Give the matrices of a space, one of which is in memory at a time."""
    yield "vectors", space.final
    space.release()
    if STRATEGIES[spec.strategy].learns:
        yield "initial", draw_initial(spec, corpus)


def _describe(spec: RunSpec) -> dict[str, Any]:
    """Return a spec as the meta.json of a space has it."""
    description = spec.to_json()
    del description["has_snapshots"]  # a space is the same bytes with and without them
    for name, usual in (("metric", "accuracy"), ("class_weight", None)):
        if description[name] == usual:
            del description[name]
    # The recipe has the optimizer.
    del description["choice"]["optimizer"]
    model = description.pop("model_config")
    options = model["options"]
    for name in ("dim", "char_ngrams"):
        if options[name] is None:
            del options[name]
    recipe = {
        "encoder": model["encoder"],
        **{name: options.pop(name) for name in _PARTS},
        "hyperparameters": {name: options.pop(name) for name in _TRAINING},
        **options,
    }
    keys = ("dataset", "vectors", "strategy")
    return {**{key: description.pop(key) for key in keys}, "recipe": recipe, **description}
