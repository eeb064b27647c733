"""The content of study.json."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import numpy as np

from embedstudy.memory import measure_peak
from embedstudy.nn.initial_embedding import initial_embedding
from embedstudy.nn.model import Seeds
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.table_files import FORMAT
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.snapshot_plan import SnapshotPlan
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets, Trained
from embedstudy.study.execution.machine import describe_machine
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import list_cells
from embedstudy.study.runs.tuning import make_searches
from embedstudy.text.tokenizers import TOKENIZERS
from embedstudy.version import __version__

# Rows of a table that are measured at a time.
_ROWS = 10_000
_VERSIONS = ("numpy", "numba", "scipy", "scikit-learn", "gensim")


def describe_study(
    config: StudyConfig,
    datasets: StudyDatasets,
    trained: Trained,
    probes: Mapping[str, Sequence[str]],
    options: Mapping[str, Any] | None,
    plan: SnapshotPlan,
) -> dict[str, Any]:
    """Describe a study that begins.

    Parameters
    ----------
    config : StudyConfig
    datasets : StudyDatasets
    trained : list of (WordVectors, VectorTrainingOptions)
    probes : mapping of str to list of str
        By data set.
    options : mapping, optional
        What `StudyRequest.to_json` returns.
    plan : SnapshotPlan
    """
    sources = datasets.sources

    def describe_tables(describe: Callable[[Any], Any]) -> dict[str, dict[str, Any]]:
        tables = {name: source.materials[0].tables.values() for name, source in sources.items()}
        return {
            name: {table.name: describe(table) for table in known if table.coverage is not None}
            for name, known in tables.items()
        }

    return {
        "format": FORMAT,
        "status": "running",
        "warnings": [],
        "started": format_now(),
        "finished": None,
        "options": options,
        # A study can be resumed only if all of this is the same.
        "identity": make_identity(config, datasets),
        # The smallest gain that counts for the verdict, in points.
        "margin": config.study.margin,
        # Whether runs keep snapshots of their training, and why not.
        "snapshots": plan.to_json(),
        "data": {name: _describe_data(source, config) for name, source in sources.items()},
        # On the training part, unlabeled.
        "trained_vectors": {vectors.name: asdict(settings) for vectors, settings in trained},
        # Which word list and which array of a file were chosen, by table.
        "table_readings": {name: source.table_readings for name, source in sources.items()},
        "coverage": describe_tables(_describe_coverage),
        # How words of the training part were found: exactly, by case, by spelling or by digits.
        "matches": describe_tables(lambda table: dict(table.matches)),
        # How many distinct vectors the known words of the training part have.
        "distinct_vectors": describe_tables(_describe_sharing),
        # How long the vectors are, and how much longer than the rows of a random start.
        "table_scale": describe_tables(lambda table: _describe_scale(table, config)),
        "without_vector": describe_tables(lambda table: table.most_frequent_unknown),
        "held_out_words": describe_tables(
            lambda table: len(table.extra_rows) - table.extra_from_ngrams
        ),
        "probes": {name: list(words) for name, words in probes.items()},
        "planned": count_planned(config, datasets),
        **describe_environment(),
    }


def _describe_coverage(table: Any) -> dict[str, float]:
    """Return shares of the training part; with those of n-grams where a table has some."""
    shares: dict[str, float] = asdict(table.coverage)
    if shares["types_from_ngrams"] or table.extra_from_ngrams:
        return {**shares, "held_out_words_from_ngrams": table.extra_from_ngrams}
    return {name: shares[name] for name in ("types", "tokens")}


def _describe_sharing(table: Any) -> dict[str, int]:
    return {"words": table.shared.words, "distinct": table.shared.distinct}


def _describe_scale(table: Any, config: StudyConfig) -> dict[str, float | None]:
    """Return the mean length of known rows, of those of a random start, and their ratio."""
    initializer = config.model_configs[0].options.embedding_initializer
    shape = (len(table.rows), table.dim)
    start = initial_embedding(
        STRATEGIES["random"], shape, Seeds(0).embedding, initializer=initializer
    )
    random_length = _measure_mean_length(start, np.arange(len(start)))
    del start
    length = _measure_mean_length(table.matrix, table.rows[table.rows >= 0])
    ratio = float(f"{length / random_length:.4g}") if random_length else None
    return {"mean_norm": length, "random_mean_norm": random_length, "ratio": ratio}


def _measure_mean_length(matrix: np.ndarray, rows: np.ndarray) -> float:
    """Return the mean length of some rows, to six digits; few of them are in memory at a time."""
    if not len(rows):
        return 0.0
    parts = (rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS))
    lengths = np.concatenate([np.linalg.norm(matrix[part], axis=1) for part in parts])
    return float(f"{lengths.mean(dtype=np.float64):.6g}")


def count_planned(config: StudyConfig, datasets: StudyDatasets) -> dict[str, int]:
    """Count the trials and the runs of a study."""
    every = list_cells(config, datasets.sizes)
    searches = make_searches(config, every, datasets.dev_sizes)
    n_trials = sum(search.count_trials() for search in searches.values())
    return {"trials": n_trials, "runs": sum(cell.seeds for cell in every)}


def describe_environment() -> dict[str, dict[str, str]]:
    """Return the versions of what results may depend on, and the machine."""
    return {
        "versions": {"python": platform.python_version(), **find_versions()},
        "machine": describe_machine(),
    }


def find_versions() -> dict[str, str]:
    """Return the versions of the packages that results come from."""
    return {name: version(name) for name in _VERSIONS}


def make_identity(config: StudyConfig, datasets: StudyDatasets) -> dict[str, Any]:
    """Return all that decides the runs of a study, as plain data with JSON's types."""
    tokenizer = TOKENIZERS.get(config.tokenizer)
    identity_data = {
        "embedstudy": __version__,
        **config.to_json(),
        # It changes with the tokens: a study never goes on with other ones.
        "tokenizer_edition": tokenizer.edition if tokenizer is not None else None,
        "dataset_sha256": {name: source.corpus.sha256 for name, source in datasets.sources.items()},
        "vectors_sha256": {
            name: {
                table: [fold.tables[table].sha256 for fold in source.materials]
                for table in config.study.vectors
            }
            for name, source in datasets.sources.items()
        },
    }
    tokenizers = {name: source.tokenizer for name, source in datasets.sources.items()}
    if any(tokenizer.state for tokenizer in tokenizers.values()):
        identity_data["tokenizer_sha256"] = {
            name: tokenizer.state_sha256 for name, tokenizer in tokenizers.items()
        }
    plain: dict[str, Any] = json.loads(json.dumps(identity_data))
    return plain


def finish(
    study: StudyDirectory,
    warnings: Sequence[str],
    probes: Mapping[str, Sequence[str]],
    extensions: Sequence[str] = (),
) -> None:
    """Write to study.json that a study is finished, and whether it is complete.

    `extensions` are sentences on values beyond the first ones that tuning went on to.
    """
    complete = all(row.status == "complete" for row in study.summary)
    status = "complete" if complete else "incomplete"
    meta = study.meta
    end = {
        "probes": dict(probes),
        "warnings": list(warnings),
        "tuning_extensions": list(extensions),
        "finished": format_now(),
        "status": status,
        "peak_memory": max(measure_peak(), meta.get("peak_memory") or 0) or None,
    }
    study.write_meta({**meta, **end})


def format_now() -> str:
    """Return the time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _describe_data(source: StudyDataset, config: StudyConfig) -> dict[str, Any]:
    corpus, first = source.corpus, source.materials[0]
    return {
        "reading": corpus.reading,
        "readings": [reading.to_json() for reading in corpus.readings],
        "source_sha256": corpus.source_sha256,
        "revision": corpus.revision,
        # Which split results are of, and the texts of a part that stand in an earlier one too.
        "protocol": source.protocol,
        "repeats": source.repeats,
        "standard_split": corpus.standard_split and config.study.cv is None,
        "classes": corpus.classes,
        # How many texts of each part each class has, in the order of the classes.
        "class_counts": {
            name: np.bincount(labels, minlength=len(corpus.classes)).tolist()
            for name, labels in first.labels.items()
        },
        "distinct": source.n_distinct,
        "examples": len(corpus.examples),
        # In a cross-validation, those of the first fold.
        **{name: len(split) for name, split in first.corpus.splits.items()},
        "wordless": dict(first.wordless),
        "unknown": dict(first.unknown),
        "vocabulary": len(first.vocabulary),
        "tokens": int(first.vocabulary.counts.sum()),
    }
