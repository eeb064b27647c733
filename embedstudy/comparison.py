"""The main job: train every strategy, then measure and show what is on disk."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from embedstudy.datasets.catalog import add_columns
from embedstudy.datasets.corpus import Corpus, write_reading
from embedstudy.errors import EmbedstudyWarning, StudyStoppedError
from embedstudy.forecast.reference import write_reference
from embedstudy.forecast.tables import write_forecast
from embedstudy.interrupts import describe_if_stopped
from embedstudy.memory import format_bytes
from embedstudy.memory_errors import describe_memory_error, is_memory_error
from embedstudy.metrics import METRICS
from embedstudy.metrics.imbalance import describe_imbalance
from embedstudy.notebook import Study
from embedstudy.options.compare import GROUPS
from embedstudy.options.model import ComparedModelOptions
from embedstudy.options.python_names import speak_python
from embedstudy.options.running import RunningOptions
from embedstudy.options.signature import takes_options
from embedstudy.options.study import StudyOptions
from embedstudy.parallel import limit_workers
from embedstudy.progress import show_step, write_line
from embedstudy.report.study import write_page
from embedstudy.results.create import GOING_ON, begin, claim_directory, complete
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.files import is_study
from embedstudy.results.protocol import list_protocol
from embedstudy.results.replacement import describe_replacement
from embedstudy.results.rows import ReferenceRow
from embedstudy.statistics.tables import write_statistics
from embedstudy.storage import FULL, safe_name
from embedstudy.strategies import STRATEGIES
from embedstudy.structure.dynamics import write_dynamics
from embedstudy.structure.neighbors import write_neighbors
from embedstudy.structure.tables import write_structure
from embedstudy.study.data.default_vectors import DefaultVectors, choose_default_vectors
from embedstudy.study.data.example_texts import write_example_texts
from embedstudy.study.data.needs import find_needs
from embedstudy.study.data.probe_words import choose_probe_words
from embedstudy.study.data.snapshot_plan import SnapshotPlan, plan_snapshots
from embedstudy.study.data.study_datasets import (
    EncodedDataset,
    StudyDatasets,
    Trained,
    describe_from_ngrams,
    describe_shared,
    describe_wordless,
    encode_datasets,
    prepare_datasets,
)
from embedstudy.study.data.word_counts import write_word_counts
from embedstudy.study.execution.backend import ClusterError, check_backend
from embedstudy.study.execution.dask import Cluster, connect_client
from embedstudy.study.execution.dask_job import check_can_travel, make_job
from embedstudy.study.execution.execute import StudyInterrupted, count_runs, execute
from embedstudy.study.execution.log import log_study, log_warnings
from embedstudy.study.execution.metadata import describe_study, finish
from embedstudy.study.execution.resources import choose_threads
from embedstudy.study.execution.resume import open_resumed, repair
from embedstudy.study.plan.config import StudyConfig, configure
from embedstudy.study.plan.grid import Cell, list_cells
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.plan.source_names import name_folder
from embedstudy.study.runs.tuning import TuningResult
from embedstudy.validation import unknown_word
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.verdict import write_verdict
from embedstudy.wording import counted, join_names, printable


@takes_options(*GROUPS.values(), recommended=(ComparedModelOptions,))
def compare(
    dataset: Any,
    vectors: str | WordVectors | Sequence[str | WordVectors] | None = None,
    *,
    text: str | Sequence[str] | None = None,
    label: str | None = None,
    tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    progress: bool = True,
    **options: Any,
) -> Study:
    """Compare strategies on data sets, and leave a study directory.

    Parameters
    ----------
    dataset : str, path, Corpus, data in memory, or a sequence of them
        By name or path, or a table or ``(texts, labels)``, as `load_dataset` takes it. In a
        sequence each item is a data set, and one data set of several files is a sequence within it.
    vectors : str, WordVectors or a sequence of them, optional
        Pretrained vectors, by name or file. ``train:word2vec`` and ``train:fasttext`` train them
        on the training texts of the study, without labels. Other words have no such vector.
    **options
    text : str or sequence of str, optional
    label : str, optional
        Other names of `text_column` and `label_column`.
    tokenizer : str or callable
        How a text is cut into tokens: a name such as "basic", "characters", "jieba" or
        "subwords:8000".
    progress : bool
        Show progress on stderr.

    Notes
    -----
    A group of options may also be given as a whole: ``model`` takes a mapping of model options,
    ``data`` a `DataOptions` or a mapping, ``reading`` a `VectorOptions` or a mapping.
    ``resume=True``, ``extend=True`` and ``force=True`` stand for ``if_exists="resume"``,
    ``"extend"`` and ``"replace"``. An option that is None takes its default.

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
        If the disk is full; the runs that are finished stay.
    ClusterError
        If a scheduler or its workers are lost; the runs that are finished are on disk.
    """
    with speak_python():
        values = add_columns(options, text, label)
        return run_comparison(dataset, vectors, tokenizer=tokenizer, progress=progress, **values)


def run_comparison(
    dataset: Any,
    vectors: str | WordVectors | Sequence[str | WordVectors] | None = None,
    *,
    tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    progress: bool = True,
    show_answer: Callable[[StudyDirectory], object] | None = None,
    **options: Any,
) -> Study:
    """Compare strategies as `compare` does, with errors that name the flags of the command line.

    `show_answer` is called with the study once its answer is known, before structure is measured
    and the page is drawn.
    """
    request = StudyRequest.from_call(dataset, vectors, tokenizer, options)
    config = _configure(request)
    running = request.options.running
    check_backend(running.backend, running.scheduler, running.jobs)
    if running.scheduler:
        check_can_travel(request)
    folder = _choose_folder(config, running)
    with (
        (
            connect_client(running.scheduler, running.worker_timeout)
            if running.scheduler
            else nullcontext()
        ) as client,
        claim_directory(folder, running.if_exists) as directory,
    ):
        return _train_and_measure(
            directory, request, config, client=client, progress=progress, show_answer=show_answer
        )


def _train_and_measure(
    directory: Path,
    request: StudyRequest,
    config: StudyConfig,
    *,
    client: Any,
    progress: bool,
    show_answer: Callable[[StudyDirectory], object] | None,
) -> Study:
    running = request.options.running
    begun = open_resumed(directory, running.if_exists)
    resumed = begun.study if begun is not None else None
    corpora = _load_corpora(request, progress=progress)
    request = _choose_pilot_sizes(request, corpora, show=progress)
    request = _keep_wishes(request, resumed)
    config = _configure(request)
    encoded = encode_datasets(
        corpora, config, request.tokenizer, resumed=resumed, progress=progress
    )
    default = _find_default_vectors(request, encoded, resumed, progress=progress)
    if request.has_default_vectors and default is not None:
        request = request.with_vectors(default.name)
        config = _configure(request)
    datasets, trained = prepare_datasets(
        encoded, request.vectors, config, resumed=resumed, progress=progress
    )
    plan = _plan_snapshots(datasets, resumed, show=progress)
    threads = choose_threads(find_needs(datasets, plan), directory, running, show=progress)
    _write_table_readings(datasets, show=progress)
    with show_step("looking at the texts", show=progress):
        warned = [*_warn_of_data(datasets), *_warn(_describe_unfrozen(config), stacklevel=5)]
        if default is not None and default.is_fallback:
            warned += _warn([default.reason], stacklevel=5)
        probes = request.options.study.probes
        words = _choose_probe_words(probes, datasets)
        meta = describe_study(config, datasets, trained, words, request.to_json(), plan)
    if default is not None:
        meta["default_vectors"] = default.to_json()
    _write_protocols(meta["data"], show=progress)
    study = begin(directory, meta, running.if_exists)
    repaired = repair(study, begun, words if probes else {})
    if repaired.is_needless:
        return _end_unchanged(study, show=progress, show_answer=show_answer)
    if not probes:  # those that the study began with
        words = {**words, **study.meta["probes"]}
    _warn(repaired.messages, stacklevel=5)
    with (
        _explain_end(study, config, datasets),
        log_study(study, resumed=begun is not None, warnings=[*repaired.messages, *warned]) as log,
        limit_workers(threads.measuring),
    ):
        _write_learned(study, datasets, trained)
        cluster = None
        if client is not None:
            job = make_job(study, datasets, trained, request)
            cluster = Cluster(client, job, running.worker_timeout)
        results = execute(
            study, datasets, plan, jobs=threads.jobs, progress=progress, elsewhere=cluster
        )
        _write_kept_snapshots(study, plan, show=progress)
        extensions = _describe_by_cell(
            config, {cell: _describe_extension(result) for cell, result in results.items()}
        )
        for sentence in extensions:
            log.info("tuning: %s", sentence)
        edges = _describe_by_cell(config, {cell: result.edges for cell, result in results.items()})
        _warn(edges, stacklevel=5)
        log_warnings(log, edges)
        with show_step("computing statistics", show=progress):
            _write_tables(study, request.options.study)
        study.write_meta({**study.meta, "warnings": [*warned, *edges]})
        if show_answer is not None:
            show_answer(study)
        with show_step("choosing texts and neighbours to show", show=progress):
            write_example_texts(study, datasets)
            write_neighbors(study, words)
        with show_step("measuring structure", show=progress):
            write_structure(study)
            write_dynamics(study)
        finish(study, [*warned, *edges], words, extensions)
        write_verdict(study)
        with show_step("drawing the page", show=progress):
            write_page(study, progress=progress)
    complete(directory)
    return Study(study.path)


def _write_tables(study: StudyDirectory, options: StudyOptions) -> None:
    """Write the tables on all runs: statistics, the forecast, and where the data set stands."""
    write_statistics(study)
    write_forecast(study, wanted=options.forecast)
    if options.reference or study.has_table(ReferenceRow):  # a study that goes on may have it
        write_reference(study)


def _load_corpora(request: StudyRequest, *, progress: bool) -> list[Corpus]:
    corpora = request.load_corpora(progress=progress)
    for corpus in corpora if progress else ():
        write_reading(corpus)
    return list(corpora)


def _choose_pilot_sizes(
    request: StudyRequest, corpora: Sequence[Corpus], *, show: bool
) -> StudyRequest:
    """Return a request with the train sizes that its forecast needs, and say those that it took."""
    chosen = request.with_pilot_sizes(corpora)
    sizes = chosen.options.study.train_sizes
    if show and sizes != request.options.study.train_sizes:
        names = [size if isinstance(size, str) else f"{size:,}" for size in sizes]
        smallest = min(corpora, key=lambda corpus: len(corpus.train))
        reason = f" (they fit {printable(smallest.name)}, the smallest data set)"
        write_line(
            f"train sizes for the forecast: {join_names(names, 'and')}"
            f"{reason if len(corpora) > 1 else ''}"
        )
    return chosen


def _end_unchanged(
    study: StudyDirectory,
    *,
    show: bool,
    show_answer: Callable[[StudyDirectory], object] | None,
) -> Study:
    """Show a study to which nothing is to be done, and leave each of its bytes."""
    complete(study.path)
    if show:
        write_line(f"{study.path}: finished, and every file is whole: nothing to do")
    if show_answer is not None:
        show_answer(study)
    return Study(study.path)


def _choose_folder(config: StudyConfig, running: RunningOptions) -> Path:
    """Return the directory of a study: by default one of the name of its data sets."""
    if running.out is not None:
        return Path(running.out)
    folder = Path("runs", name_folder(config.datasets))
    # Studies of older versions have the ending of a file in their name.
    older = Path("runs", safe_name("-".join(config.datasets)))
    is_older = running.if_exists in GOING_ON and not folder.exists() and is_study(older)
    return older if is_older else folder


def _configure(request: StudyRequest) -> StudyConfig:
    return configure(request.dataset_names, request.options, request.tokenizer.name)


def _find_default_vectors(
    request: StudyRequest,
    encoded: Sequence[EncodedDataset],
    resumed: StudyDirectory | None,
    *,
    progress: bool,
) -> DefaultVectors | None:
    """Return the vectors that the study takes, or has taken, where none were named."""
    begun = resumed.meta.get("default_vectors") if resumed is not None else None
    if begun is not None and (request.has_default_vectors or begun["name"] in request.vectors):
        return DefaultVectors(**begun)
    if not request.has_default_vectors:
        return None
    chosen = choose_default_vectors(encoded, request.options.reading, progress=progress)
    if progress and not chosen.is_fallback:
        write_line(chosen.reason)
    return chosen


def _write_learned(study: StudyDirectory, datasets: StudyDatasets, trained: Trained) -> None:
    """Write what was learned from the training texts before any run."""
    for vectors, settings in trained:
        if study.trained(vectors.name) is None:
            study.write_trained(vectors, asdict(settings))
    for name, source in datasets.sources.items():
        if source.tokenizer.state and study.read_tokenizer(name) is None:
            study.write_tokenizer(name, source.tokenizer.state)
    write_word_counts(study, datasets)


def _write_table_readings(datasets: StudyDatasets, *, show: bool) -> None:
    lines = [
        line for source in datasets.sources.values() for line in source.table_readings.values()
    ]
    for line in dict.fromkeys(lines) if show else ():
        write_line(line)


def _keep_wishes(request: StudyRequest, resumed: StudyDirectory | None) -> StudyRequest:
    """Return a request with what a study that goes on was asked for, and need not be again."""
    return request if resumed is None else request.with_begun(resumed.meta)


def _plan_snapshots(
    datasets: StudyDatasets, resumed: StudyDirectory | None, *, show: bool
) -> SnapshotPlan:
    """Decide whether runs keep snapshots, for all that needs to know, and say what is decided."""
    plan = plan_snapshots(datasets, None if resumed is None else resumed.meta)
    if show and plan.remark:
        write_line(plan.remark)
    return plan


def _write_kept_snapshots(study: StudyDirectory, plan: SnapshotPlan, *, show: bool) -> None:
    """Say how many runs have snapshots, what they take, and how to leave them out."""
    runs = [row.run for row in study.runs if study.has_snapshots(row.run)] if show else []
    if runs:
        size = format_bytes(sum(map(study.measure_snapshots, runs)))
        remark = "--no-snapshots leaves them out" if plan.is_on else "made before"
        write_line(f"snapshots: {counted(len(runs), 'run')}, {size} ({remark})")


def _write_protocols(data: Mapping[str, Any], *, show: bool) -> None:
    for name, facts in data.items() if show else ():
        for sentence in list_protocol(facts):
            write_line(f"{name}: {sentence}")


@contextmanager
def _explain_end(
    study: StudyDirectory, config: StudyConfig, datasets: StudyDatasets
) -> Iterator[None]:
    """Add to an error that ends a study early how many runs are on disk, and how to go on."""

    def describe() -> str:
        return f"{_count_finished(study, config, datasets)}, continue with --resume"

    try:
        with describe_if_stopped(describe):
            yield
    except KeyboardInterrupt as stop:
        raise StudyInterrupted(*stop.args) from None
    except ClusterError as error:
        finished = _count_finished(study, config, datasets)
        raise ClusterError(f"{error}; {finished}, continue with --resume") from None
    except Exception as error:
        finished = _count_finished(study, config, datasets)
        if is_memory_error(error):
            raise StudyStoppedError(
                f"{describe_memory_error(error)}; {finished}, continue with --resume where there "
                "is more, or with fewer --jobs"
            ) from None
        if not isinstance(error, OSError) or error.errno not in FULL:
            raise
        raise StudyStoppedError(
            f"{error.filename or study.path}: {error.strerror}; {finished}, make room and "
            "continue with --resume"
        ) from error


def _count_finished(study: StudyDirectory, config: StudyConfig, datasets: StudyDatasets) -> str:
    planned = count_runs(list_cells(config, datasets.sizes))
    remark = describe_replacement(study.path)
    count = f"{len(study.runs)} of {planned} runs kept in {study.path}"
    return f"{count} ({remark})" if remark else count


def _warn_of_data(datasets: StudyDatasets) -> list[str]:
    """Return what is odd about each data set; warn of what loading has not warned of yet."""
    messages = []
    for name, source in datasets.sources.items():
        prefix = f"{name}: " if len(datasets.sources) > 1 else ""
        messages += [f"{prefix}{note}" for note in source.corpus.notes]
        if len(source.folds) > 1:
            notes = dict.fromkeys(note for fold in source.folds for note in fold.notes)
            messages += _warn([f"{prefix}{note}" for note in notes], stacklevel=6)
        oddities = [
            sentence
            for describe in (describe_wordless, describe_from_ngrams, describe_shared)
            for sentence in describe(source.materials)
        ]
        first = source.materials[0]
        metric = datasets.config.study.metric
        oddities += describe_imbalance(first.labels["train"], first.corpus.classes, metric)
        oddities += dict.fromkeys(
            sentence
            for part in ("dev", "test")
            for material in source.materials
            for sentence in METRICS[metric].describe_absent(
                material.labels[part], material.corpus.classes, part
            )
        )
        messages += _warn([f"{prefix}{sentence}" for sentence in oddities], stacklevel=6)
    return messages


def _describe_unfrozen(config: StudyConfig) -> list[str]:
    """Say of strategies that are unfrozen that they are shown under the name of what is not."""
    epochs = [model.options.unfreeze_after or 0 for model in config.model_configs]
    unfrozen = [name for name in config.study.strategies if not STRATEGIES[name].learns]
    if not any(epochs) or not unfrozen:
        return []
    return [
        f"{join_names(unfrozen, 'and')}: trained after epoch {max(epochs)} (--unfreeze-after), so "
        "results are not those of vectors that stand still, and neighbours, structure and "
        "export show the trained space as the one before training; finetuned tells them apart"
    ]


def _warn(messages: list[str], stacklevel: int) -> list[str]:
    """Warn at the line that called `compare`: so many functions lie between."""
    for message in messages:
        warnings.warn(message, EmbedstudyWarning, stacklevel=stacklevel)
    return messages


def _describe_extension(result: TuningResult) -> list[str]:
    if not result.extensions:
        return []
    return [f"the best values lay at an edge, so tuning went on to {', '.join(result.extensions)}"]


def _describe_by_cell(
    config: StudyConfig, phrases_by_cell: Mapping[Cell, Sequence[str]]
) -> list[str]:
    """Return a sentence for each phrase about the tuning of a cell, with its train sizes."""
    sizes_by_sentence: dict[str, list[int]] = {}
    for cell, phrases in phrases_by_cell.items():
        for phrase in phrases:
            dataset, vectors, strategy, encoder, *_ = cell.names
            keys = (
                (dataset, config.datasets),
                (vectors, config.study.vectors),
                (encoder, config.models_by_encoder),
            )
            names = [name for name, values in keys if name and len(values) > 1]
            sentence = f"{', '.join([*names, strategy])}: {phrase}"
            sizes_by_sentence.setdefault(sentence, []).append(cell.train_size)
    if len(config.study.train_sizes) == 1:
        return sorted(sizes_by_sentence)
    return [
        f"{sentence} (with {', '.join(f'{size:,}' for size in dict.fromkeys(sizes))} texts)"
        for sentence, sizes in sorted(sizes_by_sentence.items())
    ]


def _choose_probe_words(probes: Sequence[str], datasets: StudyDatasets) -> dict[str, list[str]]:
    first = {name: source.materials[0] for name, source in datasets.sources.items()}
    if not probes:
        return {name: choose_probe_words(materials) for name, materials in first.items()}
    for word in probes:
        if not any(word in materials.vocabulary for materials in first.values()):
            raise unknown_word(word, next(iter(first.values())).vocabulary.words)
    return {
        name: [word for word in probes if word in materials.vocabulary]
        for name, materials in first.items()
    }
