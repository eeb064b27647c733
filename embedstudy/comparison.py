"""The main job: train every strategy, then measure what is on disk."""

import platform
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import embedstudy
from embedstudy import registry
from embedstudy.datasets.catalog import load_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import EmbedstudyWarning, InputError, unknown_word, whole_number
from embedstudy.nn.strategies import STRATEGIES
from embedstudy.statistics import write_statistics
from embedstudy.storage import safe_name
from embedstudy.structure.neighbors import write_neighbors
from embedstudy.study.directory import Study, begin, claimed
from embedstudy.study.execute import StudyInterrupted, execute
from embedstudy.study.in_domain import DEFAULT_DIM, settings_for, trains, vectors_of_study
from embedstudy.study.materials import Materials, prepare, tokenize_splits
from embedstudy.study.plan import Cell, StudyConfig, cells, configure
from embedstudy.study.probes import indicative_words
from embedstudy.study.tuning import at_the_edge
from embedstudy.vectors.catalog import load_located
from embedstudy.vectors.loading import LoadOptions
from embedstudy.vectors.sources import check_name
from embedstudy.vectors.training import TrainingSettings, as_options
from embedstudy.vectors.word_vectors import WordVectors


def compare(
    dataset: str | Corpus,
    vectors: str | WordVectors | Sequence[str | WordVectors] | None = None,
    strategies: Sequence[str] = tuple(STRATEGIES),
    encoders: Sequence[str] = ("mean",),
    seeds: int = 5,
    *,
    epochs: int = 10,
    learning_rate: float | str = "auto",
    oov: str = "random",
    reading: LoadOptions | None = None,
    probes: Sequence[str] | None = None,
    out: str | Path | None = None,
    jobs: int | None = None,
    resume: bool = False,
    force: bool = False,
    progress: bool = True,
) -> Study:
    """Compare strategies on a data set, and leave a study directory.

    Parameters
    ----------
    dataset : str or Corpus
    vectors : str, WordVectors or a sequence of them, optional
        Needed by the strategies that use pretrained vectors. ``train:word2vec`` and
        ``train:fasttext`` are trained here, once, on the study's own training texts without their
        labels; `embedstudy.study.in_domain` says how. Other words have no such vector.
    strategies : sequence of {"random", "frozen", "finetuned"}
    encoders : sequence of {"mean"}
    seeds : int
        Runs for each strategy, with the seeds from 0.
    epochs : int
    learning_rate : float or "auto"
        With "auto" it is chosen for each strategy on dev, from one grid.
    oov : {"random", "zeros", "mean", "drop"}
        What a training word without a pretrained vector starts from: a random row of its own,
        zeros, the mean of the others, or nothing: it is left out of the texts.
    reading : LoadOptions, optional
        How tables of vectors are read: case, limit, normalization and the like.
    probes : sequence of str, optional
        Words whose neighbours go to neighbors.csv; by default those most indicative of a class.
    out : str or Path, optional
        The study directory, ``runs/<dataset>`` by default.
    jobs : int, optional
        Threads; one for each core by default. Results do not depend on it.
    resume, force : bool
        What to do with a study that is there already: go on with it, or replace it.
    progress : bool
        Whether to show progress on stderr.

    Returns
    -------
    Study
        ``.runs``, ``.summary``, ``.comparisons``, ``.neighbors``, ``.space(run)``, read from disk.

    Raises
    ------
    InputError
        If a name or value is not usable, or the directory is taken.
    FetchError
        If data cannot be fetched.
    """
    tables = [vectors] if isinstance(vectors, str | WordVectors) else list(vectors or [])
    _check_names(dataset, tables)
    config = configure(
        dataset if isinstance(dataset, str) else dataset.name,
        vectors=[table.name if isinstance(table, WordVectors) else table for table in tables],
        strategies=_listed(strategies),
        encoders=_listed(encoders),
        seeds=seeds,
        epochs=epochs,
        learning_rate=learning_rate,
        oov=oov,
        reading=reading or LoadOptions(),
    )
    if jobs is not None:
        jobs = whole_number("jobs", jobs)
    path = Path(out) if out is not None else Path("runs") / safe_name(config.dataset)
    with claimed(path, resume=resume, force=force) as directory:
        resumed = Study(directory) if resume and (directory / "study.json").exists() else None
        materials, trained = _load(dataset, tables, config, resumed, progress)
        words = _probe_words(_listed(probes or ()), materials)
        study = begin(directory, _meta(config, materials, trained, words), force=force)
        if not probes:  # those that the study was begun with
            words = study.meta["probes"]
        try:
            for made, settings in trained:
                if study.trained(made.name) is None:
                    study.write_trained(made, as_options(settings))
            rates = execute(study, config, materials, jobs=jobs, progress=progress)
            write_statistics(study)
            write_neighbors(study, words)
            _finish(study, words, _warnings(rates, config))
        except KeyboardInterrupt:
            n_runs = config.seeds * len(cells(config, len(materials.corpus.train)))
            raise StudyInterrupted(
                f"{len(study.runs)} of {n_runs} runs kept in {study.path}, continue with --resume"
            ) from None
    return study


def _listed(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _warnings(rates: dict[Cell, float], config: StudyConfig) -> list[str]:
    return [
        f"{cell.strategy}: the best learning rate, {rate:g}, is the {edge} that was tried"
        for cell, rate in rates.items()
        if (edge := at_the_edge(rate, config))
    ]


def _finish(study: Study, probes: list[str], found: list[str]) -> None:
    complete = all(row.status == "complete" for row in study.summary)
    status = "complete" if complete else "incomplete"
    end = {"probes": probes, "warnings": found, "finished": _now(), "status": status}
    study.write_meta({**study.meta, **end})
    for warning in found:
        warnings.warn(warning, EmbedstudyWarning, stacklevel=3)


def _check_names(dataset: str | Corpus, tables: Sequence[str | WordVectors]) -> None:
    """Let a misspelt name fail before anything is fetched."""
    if not isinstance(dataset, Corpus):
        registry.dataset(dataset)
    names = [table.name if isinstance(table, WordVectors) else table for table in tables]
    for table in tables:
        if not isinstance(table, WordVectors) and not trains(table):
            check_name(table)
    if "" in names or len(set(names)) < len(names):
        raise InputError(f"every table of vectors needs a name of its own; these have {names}")


# Vectors that the study trained itself, and how.
Trained = list[tuple[WordVectors, TrainingSettings]]


def _load(
    dataset: str | Corpus,
    tables: Sequence[str | WordVectors],
    config: StudyConfig,
    resumed: Study | None,
    progress: bool,
) -> tuple[Materials, Trained]:
    corpus = load_dataset(dataset, progress=progress) if isinstance(dataset, str) else dataset
    documents = tokenize_splits(corpus, config.tokenizer)
    words = sorted({word for texts in documents.values() for tokens in texts for word in tokens})
    named: dict[str, WordVectors] = {}
    to_train: list[str] = []
    for table in tables:
        if isinstance(table, WordVectors):
            named[table.name] = table
        elif trains(table):
            to_train.append(table)
        else:
            named[table] = load_located(table, words, config.reading, progress=progress)
    dim = next((vectors.dim for vectors in named.values()), DEFAULT_DIM)
    trained: Trained = []
    for name in dict.fromkeys(to_train):
        settings = settings_for(name, documents["train"], dim)
        made = vectors_of_study(name, documents["train"], settings, resumed, progress=progress)
        named[name] = made
        trained.append((made, settings))
    return prepare(corpus, documents, [named[name] for name in config.vectors], config.oov), trained


def _probe_words(probes: Sequence[str], materials: Materials) -> list[str]:
    if not probes:
        return indicative_words(materials)
    for word in probes:
        if word not in materials.vocabulary:
            raise unknown_word(word, materials.vocabulary.words)
    return list(probes)


_VERSIONS = ("numpy", "numba", "scipy", "scikit-learn", "gensim")


def _meta(
    config: StudyConfig, materials: Materials, trained: Trained, probes: list[str]
) -> dict[str, Any]:
    corpus = materials.corpus
    tables = [table for table in materials.tables.values() if table.coverage is not None]
    return {
        "format": 1,
        "status": "running",
        "warnings": [],
        "started": _now(),
        "finished": None,
        # A study can be resumed only if all of this is the same.
        "identity": {
            "embedstudy": embedstudy.__version__,
            **{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(config).items()},
            "dataset_sha256": materials.corpus_sha256,
            "vectors_sha256": [table.sha256 for table in tables],
        },
        "data": {
            "source_sha256": corpus.sha256,
            "classes": corpus.classes,
            "train": len(corpus.train),
            "dev": len(corpus.dev),
            "test": len(corpus.test),
            "vocabulary": len(materials.vocabulary),
            "tokens": int(materials.vocabulary.counts.sum()),
            # On the training part, unlabeled.
            "trained_vectors": {made.name: as_options(settings) for made, settings in trained},
        },
        "coverage": {table.name: asdict(table.coverage) for table in tables if table.coverage},
        "without_vector": {table.name: table.most_frequent_unknown for table in tables},
        "held_out_words": {table.name: len(table.extra_rows) for table in tables},
        "probes": probes,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in _VERSIONS},
        },
        "machine": {"system": platform.platform(), "processor": platform.machine()},
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
