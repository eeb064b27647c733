"""The main job: train every strategy, then measure and show what is on disk."""

import json
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from embedstudy.baselines import BASELINES
from embedstudy.datasets.catalog import Paths, check_name, load_with
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import EmbedstudyWarning, InputError, StudyStoppedError
from embedstudy.options.data import DataOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.report.study import write_page
from embedstudy.results.create import begin, claimed
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.study import Study
from embedstudy.statistics.tables import write_statistics
from embedstudy.storage import FULL, safe_name
from embedstudy.strategies import USUAL
from embedstudy.structure.neighbors import write_neighbors
from embedstudy.structure.tables import write_structure
from embedstudy.study.data.probe_words import indicative_words
from embedstudy.study.data.study_datasets import StudyDatasets, open_supply, texts_without_words
from embedstudy.study.data.trained_vectors import trains
from embedstudy.study.data.word_counts import write_word_counts
from embedstudy.study.execution.backend import ClusterError, check_backend
from embedstudy.study.execution.dask import Cluster, connected
from embedstudy.study.execution.dask_job import check_can_travel, order_for
from embedstudy.study.execution.execute import StudyInterrupted, execute, n_runs
from embedstudy.study.execution.log import log_warnings, logged
from embedstudy.study.execution.metadata import describe, finish
from embedstudy.study.plan.config import Cell, StudyConfig, cells, configure
from embedstudy.study.plan.search_space import TunedValues, at_the_edge, tuning_named
from embedstudy.study.plan.source_names import dataset_names, placed, vectors_names
from embedstudy.study.runs.tuning import by_cell, mean_accuracies
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.validation import unknown_word, whole_number
from embedstudy.vectors.sources import check_name as check_vectors
from embedstudy.vectors.word_vectors import WordVectors


def compare(
    dataset: Paths | Corpus | Sequence[Paths | Corpus],
    vectors: str | WordVectors | Sequence[str | WordVectors] | None = None,
    strategies: Sequence[str] = USUAL,
    encoders: Sequence[str] = ("mean",),
    seeds: int = 5,
    *,
    baselines: Sequence[str] = tuple(BASELINES),
    train_sizes: Sequence[int | str] = ("all",),
    epochs: int | None = None,
    model: Mapping[str, object] | None = None,
    dim: int | None = None,
    learning_rate: float | str = "auto",
    tune: str = "grid",
    tune_dropout: Sequence[float] = (),
    tune_epochs: Sequence[int] = (),
    oov: str = "random",
    reading: VectorOptions | None = None,
    data: DataOptions | None = None,
    tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    max_tokens: int | None = None,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    cv: int | None = None,
    probes: Sequence[str] | None = None,
    out: str | Path | None = None,
    jobs: int | None = None,
    backend: str = "threads",
    scheduler: str | None = None,
    resume: bool = False,
    extend: bool = False,
    force: bool = False,
    progress: bool = True,
) -> Study:
    """Compare strategies on data sets, and leave a study directory.

    Parameters
    ----------
    dataset : str, path, Corpus, or a sequence of them
        By name or path, as `load_dataset` takes it. In a sequence each is a data set of its own,
        and one of several files is a sequence within it.
    vectors : str, WordVectors or a sequence of them, optional
        Needed by the strategies that use pretrained vectors. ``train:word2vec`` and
        ``train:fasttext`` are trained here, once, on the study's own training texts without their
        labels; `embedstudy.study.data.trained_vectors` says how. Other words have no such vector.
    strategies : sequence of {"random", "frozen", "finetuned", "multichannel", "random-frozen", \
"zeros"}
    encoders : sequence of {"mean", "max", "concat", "hier", "dan", "cnn"}
    seeds : int
        Runs for each strategy, with the seeds from 0.
    baselines : sequence of {"majority", "tfidf-logistic-regression", "tfidf-linear-svm"}
        What to compare with that has no embedding; all by default.
    train_sizes : sequence of int or "all"
        Texts to train on: samples of the training part, each within the next larger one, drawn
        anew by each seed. Dev and test stay as they are.
    epochs : int, optional
        As recommended for each encoder by default.
    model : mapping of str to value, optional
        Values of `ModelOptions`, for all encoders: such as
        ``{"dropout": 0.3, "optimizer": "adam", "ngrams": 2}``. The others are as recommended for
        each encoder.
    dim : int, optional
        The length of word vectors where no `vectors` are given; 100 by default.
    learning_rate : float or "auto"
        With "auto" it is chosen for each strategy on dev.
    tune : {"grid", "random:N", "none"}
        How: of one grid, of N random values, the same for every strategy, or not at all.
    tune_dropout, tune_epochs : sequence
        Values to choose from on dev beside the learning rate.
    oov : {"random", "zeros", "mean", "drop"}
        What a training word without a pretrained vector starts from: a random row of its own,
        zeros, the mean of the others, or nothing: it is left out of the texts.
    reading : VectorOptions, optional
        How tables of vectors are read: case, limit, normalization and the like.
    data : DataOptions, optional
        How data sets are read: their columns, files of dev and test parts and the like.
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
    backend : {"threads", "dask"}
        Where runs are made: here, or by the workers of a Dask scheduler, which read data by name,
        or by path from a disk that they share. Results do not depend on it either.
    scheduler : str, optional
        Of ``dask``, as in ``tcp://localhost:8786``.
    resume, extend, force : bool
        What to do with a study that is there already: go on with it; go on with it though it is
        only a part of what is asked for (more seeds, strategies, train sizes and so on); or
        replace it.
    progress : bool
        Whether to show progress on stderr.

    Returns
    -------
    Study
        ``.runs``, ``.summary``, ``.comparisons``, ``.neighbors``, ``.structure``, ``.space(run)``,
        read from disk.

    Raises
    ------
    InputError
        If a name or value is not usable, or the directory is taken.
    FetchError
        If data cannot be fetched.
    StudyStoppedError
        If the disk is full; what was finished is kept.
    ClusterError
        If a scheduler or its workers are lost; what was finished is on disk.
    """
    options = _options(locals())
    given = _several(dataset)
    tables = [vectors] if isinstance(vectors, str | WordVectors) else list(vectors or [])
    _check_names(given, tables)
    splitter = get_tokenizer(tokenizer)
    config = configure(
        dataset_names(given),
        vectors=vectors_names(tables),
        strategies=_listed(strategies),
        encoders=_listed(encoders),
        seeds=seeds,
        baselines=_listed(baselines),
        train_sizes=_listed(train_sizes) if isinstance(train_sizes, str) else train_sizes,
        model={**(model or {}), **({} if epochs is None else {"epochs": epochs})},
        dim=dim,
        learning_rate=learning_rate,
        tuning=tuning_named(tune, dropout=tune_dropout, epochs=tune_epochs),
        oov=oov,
        reading=reading or VectorOptions(),
        tokenizer=splitter.name,
        max_tokens=max_tokens,
        min_count=min_count,
        max_vocabulary=max_vocabulary,
        cv=cv,
    )
    if jobs is not None:
        jobs = whole_number("jobs", jobs)
    check_backend(backend, scheduler, jobs)
    if scheduler:
        check_can_travel(given, tables, splitter)
    resume = resume or extend
    path = Path(out) if out is not None else Path("runs") / safe_name("-".join(config.datasets))
    with (
        connected(scheduler) if scheduler else nullcontext() as client,
        claimed(path, resume=resume, force=force) as directory,
    ):
        resumed = (
            StudyDirectory(directory) if resume and (directory / "study.json").exists() else None
        )
        corpora = [
            each
            if isinstance(each, Corpus)
            else load_with(each, data or DataOptions(), progress=progress)
            for each in given
        ]
        supply, trained = open_supply(
            corpora, tables, config, splitter, resumed=resumed, progress=progress
        )
        found = _noticed(supply)
        words = _probe_words(_listed(probes or ()), supply)
        meta = describe(config, supply, trained, words, options)
        study = begin(directory, meta, force=force, extend=extend)
        if not probes:  # those that the study was begun with
            words = {**words, **study.meta["probes"]}
        with (
            _ended(study, config, supply),
            logged(study, resumed=resumed is not None, warnings=found) as log,
        ):
            for made, settings in trained:
                if study.trained(made.name) is None:
                    study.write_trained(made, asdict(settings))
            write_word_counts(study, supply)
            cluster = None
            if client is not None:
                told = (given, tables, data or DataOptions(), splitter)
                cluster = Cluster(client, order_for(study, supply, trained, *told))
            choices = execute(
                study, config, supply, jobs=jobs, progress=progress, elsewhere=cluster
            )
            write_statistics(study)
            write_neighbors(study, words)
            write_structure(study)
            edges = _warned(_at_the_edge(study, choices, config))
            finish(study, [*found, *edges], words)
            log_warnings(log, edges)
            write_page(study)
    return Study(study.path)


@contextmanager
def _ended(study: StudyDirectory, config: StudyConfig, supply: StudyDatasets) -> Iterator[None]:
    """Say of a study that ends before its time how much of it is kept, and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        kept = _kept(study, config, supply)
        raise StudyInterrupted(f"{kept}, continue with --resume") from None
    except ClusterError as error:
        kept = _kept(study, config, supply)
        raise ClusterError(f"{error}; {kept}, continue with --resume") from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        kept = _kept(study, config, supply)
        raise StudyStoppedError(
            f"{error.filename or study.path}: {error.strerror}; {kept}, make room and "
            "continue with --resume"
        ) from error


def _kept(study: StudyDirectory, config: StudyConfig, supply: StudyDatasets) -> str:
    wanted = n_runs(cells(config, supply.sizes))
    return f"{len(study.runs)} of {wanted} runs kept in {study.path}"


def _several(dataset: Any) -> list[Paths | Corpus]:
    if isinstance(dataset, Sequence) and not isinstance(dataset, str):
        return list(dataset)
    return [dataset]


def _listed(names: str | Sequence[Any]) -> list[Any]:
    return [names] if isinstance(names, str) else list(names)


# Of `compare`: what says how it is to be done, and not what.
_NOT_OPTIONS = ("out", "jobs", "backend", "scheduler", "resume", "extend", "force", "progress")


def _options(arguments: dict[str, Any]) -> dict[str, Any] | None:
    """Return what `compare` was called with as plain data; None if that cannot be said in words."""
    plain: dict[str, Any] = {}
    for name, value in arguments.items():
        if name not in _NOT_OPTIONS:
            is_dataclass = isinstance(value, VectorOptions | DataOptions)
            plain[name] = asdict(value) if is_dataclass else value
    try:
        said: dict[str, Any] = json.loads(json.dumps(plain, default=_spelled))
    except TypeError:
        return None
    return placed(said)


def _spelled(value: object) -> str:
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    raise TypeError


def _noticed(supply: StudyDatasets) -> list[str]:
    """Say what was tolerated in each data set; the notes of corpora were said when they came."""
    found = []
    for name, source in supply.sources.items():
        of = f"{name}: " if len(supply.sources) > 1 else ""
        found += [f"{of}{note}" for note in source.corpus.notes]
        found += _warned([f"{of}{said}" for said in texts_without_words(source.materials)])
    return found


def _warned(found: list[str]) -> list[str]:
    for warning in found:
        warnings.warn(warning, EmbedstudyWarning, stacklevel=3)
    return found


def _at_the_edge(
    study: StudyDirectory, choices: Mapping[Cell, TunedValues], config: StudyConfig
) -> list[str]:
    said: dict[str, list[int]] = {}
    tuned = by_cell(study.tuning)
    for cell, choice in choices.items():
        for edge in at_the_edge(choice, mean_accuracies(cell, tuned[cell.names], config)):
            dataset, vectors, strategy, encoder, *_ = cell.names
            named = (
                (dataset, config.datasets),
                (vectors, config.vectors),
                (encoder, config.model_configs),
            )
            of = [name for name, among in named if name and len(among) > 1]
            said.setdefault(f"{', '.join([*of, strategy])}: {edge}", []).append(cell.train_size)
    return [
        line if len(config.train_sizes) == 1 else f"{line} (with {_sizes(sizes)} texts)"
        for line, sizes in sorted(said.items())
    ]


def _sizes(sizes: list[int]) -> str:
    return ", ".join(f"{size:,}" for size in dict.fromkeys(sizes))


def _check_names(datasets: Sequence[Paths | Corpus], tables: Sequence[str | WordVectors]) -> None:
    """Let a misspelt name fail before anything is fetched."""
    if not datasets:
        raise InputError("name at least one data set")
    for dataset in datasets:
        if not isinstance(dataset, Corpus):
            check_name(dataset)
    for table in tables:
        if not isinstance(table, WordVectors) and not trains(table):
            check_vectors(table)


def _probe_words(probes: Sequence[str], supply: StudyDatasets) -> dict[str, list[str]]:
    """Choose the probe words of each data set."""
    first = {name: source.materials[0] for name, source in supply.sources.items()}
    if not probes:
        return {name: indicative_words(materials) for name, materials in first.items()}
    for word in probes:
        if not any(word in materials.vocabulary for materials in first.values()):
            raise unknown_word(word, next(iter(first.values())).vocabulary.words)
    return {
        name: [word for word in probes if word in materials.vocabulary]
        for name, materials in first.items()
    }
