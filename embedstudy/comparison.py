"""The main job: train every strategy, then measure and show what is on disk."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from embedstudy.datasets.catalog import Paths
from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import EmbedstudyWarning, StudyStoppedError
from embedstudy.options.compare import GROUPS
from embedstudy.options.model import ModelOptions
from embedstudy.options.signature import takes_options
from embedstudy.report.study import write_page
from embedstudy.results.create import GOING_ON, begin, claimed
from embedstudy.results.directory import META, StudyDirectory
from embedstudy.results.study import Study
from embedstudy.statistics.tables import write_statistics
from embedstudy.storage import FULL, safe_name
from embedstudy.structure.neighbors import write_neighbors
from embedstudy.structure.tables import write_structure
from embedstudy.study.data.probe_words import indicative_words
from embedstudy.study.data.study_datasets import StudyDatasets, open_supply, texts_without_words
from embedstudy.study.data.word_counts import write_word_counts
from embedstudy.study.execution.backend import ClusterError, check_backend
from embedstudy.study.execution.dask import Cluster, connected
from embedstudy.study.execution.dask_job import check_can_travel, job_for
from embedstudy.study.execution.execute import StudyInterrupted, execute, n_runs
from embedstudy.study.execution.log import log_warnings, logged
from embedstudy.study.execution.metadata import describe, finish
from embedstudy.study.plan.config import StudyConfig, configure
from embedstudy.study.plan.grid import Cell, cells
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.plan.search_space import TunedValues, at_the_edge
from embedstudy.study.runs.tuning import group_by_cell, mean_accuracies
from embedstudy.validation import unknown_word
from embedstudy.vectors.word_vectors import WordVectors


@takes_options(*GROUPS.values(), recommended=(ModelOptions,))
def compare(
    dataset: Paths | Corpus | Sequence[Paths | Corpus],
    vectors: str | WordVectors | Sequence[str | WordVectors] | None = None,
    *,
    tokenizer: str | Callable[[str], Iterable[str]] = "basic",
    progress: bool = True,
    **options: Any,
) -> Study:
    """Compare strategies on data sets, and leave a study directory.

    Parameters
    ----------
    dataset : str, path, Corpus, or a sequence of them
        By name or path, as `load_dataset` takes it. In a sequence each item is a data set, and
        one data set of several files is a sequence within it.
    vectors : str, WordVectors or a sequence of them, optional
        Pretrained vectors, by name or file. ``train:word2vec`` and ``train:fasttext`` train them
        on the training texts of the study, without labels. Other words have no such vector.
    **options
    tokenizer : {"basic", "whitespace", "treebank"} or callable
        How a text is cut into tokens.
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
    request = StudyRequest.from_call(dataset, vectors, tokenizer, options)
    config = configure(request.dataset_names, request.options, request.tokenizer.name)
    running = request.options.running
    check_backend(running.backend, running.scheduler, running.jobs)
    if running.scheduler:
        check_can_travel(request)
    default = Path("runs") / safe_name("-".join(config.datasets))
    with (
        connected(running.scheduler) if running.scheduler else nullcontext() as client,
        claimed(Path(running.out or default), running.if_exists) as directory,
    ):
        return _make_study(directory, request, config, client=client, progress=progress)


def _make_study(
    directory: Path,
    request: StudyRequest,
    config: StudyConfig,
    *,
    client: Any,
    progress: bool,
) -> Study:
    """Make all files of a study in a directory that is claimed."""
    running = request.options.running
    is_resumed = running.if_exists in GOING_ON and (directory / META).exists()
    supply, trained = open_supply(
        request.load_corpora(progress=progress),
        request.vectors,
        config,
        request.tokenizer,
        resumed=StudyDirectory(directory) if is_resumed else None,
        progress=progress,
    )
    warned = _warn_of_data(supply)
    probes = request.options.study.probes
    words = _probe_words(probes, supply)
    meta = describe(config, supply, trained, words, request.to_json())
    study = begin(directory, meta, running.if_exists)
    if not probes:  # those that the study began with
        words = {**words, **study.meta["probes"]}
    with (
        _ended(study, config, supply),
        logged(study, resumed=is_resumed, warnings=warned) as log,
    ):
        for vectors, settings in trained:
            if study.trained(vectors.name) is None:
                study.write_trained(vectors, asdict(settings))
        write_word_counts(study, supply)
        cluster = None
        if client is not None:
            cluster = Cluster(client, job_for(study, supply, trained, request))
        choices = execute(
            study, config, supply, jobs=running.jobs, progress=progress, elsewhere=cluster
        )
        write_statistics(study)
        write_neighbors(study, words)
        write_structure(study)
        edges = _warned(_at_the_edge(study, choices, config))
        finish(study, [*warned, *edges], words)
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


def _warn_of_data(supply: StudyDatasets) -> list[str]:
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
    tuned = group_by_cell(study.tuning)
    for cell, choice in choices.items():
        for edge in at_the_edge(choice, mean_accuracies(cell, tuned[cell.names], config)):
            dataset, vectors, strategy, encoder, *_ = cell.names
            named = (
                (dataset, config.datasets),
                (vectors, config.study.vectors),
                (encoder, config.model_configs),
            )
            names = [name for name, among in named if name and len(among) > 1]
            said.setdefault(f"{', '.join([*names, strategy])}: {edge}", []).append(cell.train_size)
    return [
        line if len(config.study.train_sizes) == 1 else f"{line} (with {_sizes(sizes)} texts)"
        for line, sizes in sorted(said.items())
    ]


def _sizes(sizes: list[int]) -> str:
    return ", ".join(f"{size:,}" for size in dict.fromkeys(sizes))


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
