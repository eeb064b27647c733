"""The main job: train every strategy, then measure what is on disk."""

import platform
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import embedstudy
from embedstudy.datasets.catalog import DatasetOptions, Paths, check_name, load_with, name_of
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import EmbedstudyWarning, InputError, unknown_word, whole_number
from embedstudy.nn.strategies import USUAL
from embedstudy.statistics.tables import write_statistics
from embedstudy.storage import safe_name
from embedstudy.structure.neighbors import write_neighbors
from embedstudy.study.directory import Study, begin, claimed
from embedstudy.study.execute import StudyInterrupted, execute, train_size
from embedstudy.study.gathering import Trained, gather, texts_without_words
from embedstudy.study.in_domain import trains
from embedstudy.study.materials import Materials
from embedstudy.study.plan import Cell, StudyConfig, cells, configure
from embedstudy.study.probes import indicative_words
from embedstudy.study.tuning import at_the_edge
from embedstudy.text.tokenizers import tokenizer_named
from embedstudy.vectors.loading import LoadOptions
from embedstudy.vectors.sources import check_name as check_vectors
from embedstudy.vectors.training import as_options
from embedstudy.vectors.word_vectors import WordVectors


def compare(
    dataset: Paths | Corpus,
    vectors: str | WordVectors | Sequence[str | WordVectors] | None = None,
    strategies: Sequence[str] = USUAL,
    encoders: Sequence[str] = ("mean",),
    seeds: int = 5,
    *,
    epochs: int | None = None,
    model: Mapping[str, object] | None = None,
    learning_rate: float | str = "auto",
    oov: str = "random",
    reading: LoadOptions | None = None,
    data: DatasetOptions | None = None,
    tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    max_tokens: int | None = None,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    cv: int | None = None,
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
    dataset : str, path, sequence of paths, or Corpus
        By name or path, as `load_dataset` takes it.
    vectors : str, WordVectors or a sequence of them, optional
        Needed by the strategies that use pretrained vectors. ``train:word2vec`` and
        ``train:fasttext`` are trained here, once, on the study's own training texts without their
        labels; `embedstudy.study.in_domain` says how. Other words have no such vector.
    strategies : sequence of {"random", "frozen", "finetuned"}
    encoders : sequence of {"mean", "max", "concat", "hier", "dan", "cnn"}
    seeds : int
        Runs for each strategy, with the seeds from 0.
    epochs : int, optional
        10 by default.
    model : mapping of str to value, optional
        Values of `Recipe` and `Hyperparameters` in `embedstudy.nn`, for all encoders: such as
        ``{"dropout": 0.3, "optimizer": "adam", "ngrams": 2}``. The others are as recommended for
        each encoder.
    learning_rate : float or "auto"
        With "auto" it is chosen for each strategy on dev, from one grid.
    oov : {"random", "zeros", "mean", "drop"}
        What a training word without a pretrained vector starts from: a random row of its own,
        zeros, the mean of the others, or nothing: it is left out of the texts.
    reading : LoadOptions, optional
        How tables of vectors are read: case, limit, normalization and the like.
    data : DatasetOptions, optional
        How the data set is read: its columns, files of its dev and test parts and the like.
    tokenizer : {"basic", "whitespace", "treebank"} or callable
        From a text to its tokens.
    max_tokens : int, optional
        Of each text, only that many tokens from its beginning.
    min_count : int
        Words that the training part has less often are not learned.
    max_vocabulary : int, optional
        Only that many words are learned: the most frequent.
    cv : int, optional
        Cross-validation with that many folds, the same for every strategy, in place of the
        corpus's own split: every text is tested once. A tenth of the rest is dev.
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
    splitter = tokenizer_named(tokenizer)
    config = configure(
        dataset.name if isinstance(dataset, Corpus) else name_of(dataset),
        vectors=[table.name if isinstance(table, WordVectors) else table for table in tables],
        strategies=_listed(strategies),
        encoders=_listed(encoders),
        seeds=seeds,
        model={**(model or {}), **({} if epochs is None else {"epochs": epochs})},
        learning_rate=learning_rate,
        oov=oov,
        reading=reading or LoadOptions(),
        tokenizer=splitter.name,
        max_tokens=max_tokens,
        min_count=min_count,
        max_vocabulary=max_vocabulary,
        cv=cv,
    )
    if jobs is not None:
        jobs = whole_number("jobs", jobs)
    path = Path(out) if out is not None else Path("runs") / safe_name(config.dataset)
    with claimed(path, resume=resume, force=force) as directory:
        resumed = Study(directory) if resume and (directory / "study.json").exists() else None
        corpus = (
            dataset
            if isinstance(dataset, Corpus)
            else load_with(dataset, data or DatasetOptions(), progress=progress)
        )
        materials, trained = gather(
            corpus, tables, config, splitter, resumed=resumed, progress=progress
        )
        found = [*corpus.notes, *_warned(texts_without_words(materials))]
        words = _probe_words(_listed(probes or ()), materials[0])
        study = begin(directory, _meta(corpus, config, materials, trained, words), force=force)
        if not probes:  # those that the study was begun with
            words = study.meta["probes"]
        try:
            for made, settings in trained:
                if study.trained(made.name) is None:
                    study.write_trained(made, as_options(settings))
            rates = execute(study, config, materials, jobs=jobs, progress=progress)
            write_statistics(study)
            write_neighbors(study, words)
            _finish(study, words, [*found, *_warned(_at_the_edge(rates, config))])
        except KeyboardInterrupt:
            n_runs = config.seeds * len(cells(config, train_size(materials)))
            raise StudyInterrupted(
                f"{len(study.runs)} of {n_runs} runs kept in {study.path}, continue with --resume"
            ) from None
    return study


def _listed(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _warned(found: list[str]) -> list[str]:
    for warning in found:
        warnings.warn(warning, EmbedstudyWarning, stacklevel=3)
    return found


def _at_the_edge(rates: dict[Cell, float], config: StudyConfig) -> list[str]:
    said = {
        f"{cell.strategy}: the best learning rate, {rate:g}, is the {edge} that was tried"
        for cell, rate in rates.items()
        if (edge := at_the_edge(rate, config.rates(cell.recipe)))
    }
    return sorted(said)


def _finish(study: Study, probes: list[str], found: list[str]) -> None:
    complete = all(row.status == "complete" for row in study.summary)
    status = "complete" if complete else "incomplete"
    end = {"probes": probes, "warnings": found, "finished": _now(), "status": status}
    study.write_meta({**study.meta, **end})


def _check_names(dataset: Paths | Corpus, tables: Sequence[str | WordVectors]) -> None:
    """Let a misspelt name fail before anything is fetched."""
    if not isinstance(dataset, Corpus):
        check_name(dataset)
    names = [table.name if isinstance(table, WordVectors) else table for table in tables]
    for table in tables:
        if not isinstance(table, WordVectors) and not trains(table):
            check_vectors(table)
    if "" in names or len(set(names)) < len(names):
        raise InputError(f"every table of vectors needs a name of its own; these have {names}")


def _probe_words(probes: Sequence[str], materials: Materials) -> list[str]:
    if not probes:
        return indicative_words(materials)
    for word in probes:
        if word not in materials.vocabulary:
            raise unknown_word(word, materials.vocabulary.words)
    return list(probes)


_VERSIONS = ("numpy", "numba", "scipy", "scikit-learn", "gensim")


def _meta(
    corpus: Corpus,
    config: StudyConfig,
    materials: Sequence[Materials],
    trained: Trained,
    probes: list[str],
) -> dict[str, Any]:
    first = materials[0]
    tables = [table for table in first.tables.values() if table.coverage is not None]
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
            "dataset_sha256": corpus.sha256,
            "vectors_sha256": [
                table.sha256
                for each in materials
                for table in each.tables.values()
                if table.coverage is not None
            ],
        },
        "data": {
            "source_sha256": corpus.source_sha256,
            "revision": corpus.revision,
            "standard_split": corpus.standard_split and config.cv is None,
            "classes": corpus.classes,
            "examples": len(corpus.examples),
            # Of the first fold, in a cross-validation.
            **{name: len(split) for name, split in first.corpus.splits.items()},
            "wordless": dict(first.wordless),
            "unknown": dict(first.unknown),
            "vocabulary": len(first.vocabulary),
            "tokens": int(first.vocabulary.counts.sum()),
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
