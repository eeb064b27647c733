"""How small a start must be: one encoder, trained from random weights of different scales.

A network that starts small learns the directions of its task and hardly anything else. One that
starts large stays near its start. These are the rich and the lazy regime of training (Chizat,
Oyallon and Bach 2019, *On lazy training in differentiable programming*; Woodworth et al. 2020,
*Kernel and rich regimes in overparametrized models*).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
from joblib import cpu_count

from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import DivergedError, InputError
from embedstudy.initializers.parse import get_initializer
from embedstudy.metrics import METRICS
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds
from embedstudy.nn.model_config import learning_rates, recommended
from embedstudy.nn.training import Watch, predict_outputs
from embedstudy.options.scale import format_factor
from embedstudy.options.scale_range import check_scales
from embedstudy.options.study import StudyOptions
from embedstudy.options.tuning import TuningOptions
from embedstudy.parallel import limit_threads
from embedstudy.results.rows import DIVERGED, OK, UNSTABLE, RunRow
from embedstudy.results.scales import ScaleResults, ScaleRow
from embedstudy.results.space_labels import SpaceKey
from embedstudy.results.start_results import StartConditions
from embedstudy.start_study import DIM, check_seeds, describe_conditions, measure_majority
from embedstudy.strategies import STRATEGIES
from embedstudy.structure.alignment import measure_task_alignment
from embedstudy.structure.change import change_rank, change_share, relative_change
from embedstudy.structure.geometry import effective_rank
from embedstudy.structure.measurement import (
    MeasuredSpace,
    MeasuredWords,
    SpacePair,
    choose_words,
)
from embedstudy.structure.spaces import Space
from embedstudy.structure.stability import linear_cka, overlap
from embedstudy.structure.word_similarity import measure_general_meaning
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.study_datasets import StudyDatasets, open_datasets
from embedstudy.study.data.word_counts import count_words
from embedstudy.study.execution.backend import Backend, open_threads
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import Cell, RunSpec, list_cells, make_search
from embedstudy.study.runs.run import train_model
from embedstudy.study.runs.tuning import TrialPlan, run_trial
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning.search import Search
from embedstudy.tuning.values import TunedValues
from embedstudy.vectors.word_vectors import WordVectors

UNIFORM = "RandomUniform"
_RANDOM = "random"
# Steps beyond an edge: the best rate of a start at one end of a range may be far from the others'.
_STEPS_BEYOND = 8


@dataclass(frozen=True, kw_only=True)
class ScalePlan:
    """All that decides a study of scales, but its data.

    Attributes
    ----------
    scales : tuple of float
        The embedding starts with the root mean square scale / sqrt(3).
    initializers : tuple of str
        They draw the embedding. The default is uniform in [-scale, scale]; others are brought to
        each scale by one factor, measured on the table that the first seed draws.
    encoder : str
    optimizer : str, optional
        The one recommended for the encoder by default.
    seeds, epochs, dim : int
    learning_rate : float, optional
        The same for every scale; tuned on dev for each by default.
    jobs : int, optional
        Threads; one for each core by default.
    """

    scales: tuple[float, ...]
    initializers: tuple[str, ...] = (UNIFORM,)
    encoder: str = "mean"
    optimizer: str | None = None
    seeds: int = 3
    epochs: int = 10
    dim: int = DIM
    learning_rate: float | None = None
    jobs: int | None = None


@dataclass(frozen=True)
class ScaledStart:
    """An initializer at a scale: `factor` times the numbers that `draws` draws."""

    initializer: str
    scale: float
    draws: str
    factor: float

    def adapt(self, cell: Cell) -> Cell:
        """Return a cell whose embedding this start draws."""
        assert cell.model_config is not None  # noqa: S101 - it is no baseline
        options = replace(cell.model_config.options, embedding_initializer=self.draws)
        return replace(cell, model_config=replace(cell.model_config, options=options))

    def adapt_search(self, search: Search) -> Search:
        """Return a search that goes on beyond an edge for long, and stops where there is none."""
        candidates = tuple(replace(values, scale=self.factor) for values in search.candidates)
        return replace(search, candidates=candidates, reserve=_STEPS_BEYOND, refines=False)


@dataclass(frozen=True, eq=False)
class Network:
    """A trained network: its row, its predictions for dev, and its space; none if it diverged."""

    row: ScaleRow
    predicted: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    space: MeasuredSpace | None = None


def compare_scales(
    corpus: Corpus, plan: ScalePlan, *, tokenizer: str = "basic", progress: bool = True
) -> ScaleResults:
    """Train an encoder from each initializer at each scale, and measure what training changed.

    Rates are tuned on dev for each start, by one search that goes on beyond an edge. Each network
    reads the test part once, after its training.

    Parameters
    ----------
    corpus : Corpus
    plan : ScalePlan
    tokenizer : str
    progress : bool

    Returns
    -------
    ScaleResults
        ``embedstudy.report.scales.REPORT.write`` makes a report of it.

    Raises
    ------
    InputError
        If a name is unknown, a number is out of range, or an initializer has no scale.
    """
    scales, config = check_scales(plan.scales), _configure(corpus.name, plan)
    check_seeds(plan.seeds)
    names = list(dict.fromkeys(map(_format_initializer, plan.initializers)))
    datasets, _ = open_datasets(
        [corpus], (), config, get_tokenizer(tokenizer), resumed=None, progress=progress
    )
    prepared = datasets.sources[corpus.name].materials[0]
    shape = len(prepared.vocabulary), plan.dim
    starts = [make_start(name, scale, shape) for name in names for scale in scales]
    study = _ScaleStudy(config, datasets, starts)
    rows: list[ScaleRow] = []
    with study.open(plan.jobs, show=progress) as backend:
        for start in starts:
            networks = study.train(start, backend)
            rows += [network.row for network in add_agreement(networks)]
    how = _describe(prepared, config, tokenizer)
    return ScaleResults(corpus.name, measure_majority(corpus), how, tuple(rows), tuple(study.notes))


def make_start(name: str, scale: float, shape: tuple[int, int]) -> ScaledStart:
    """Return an initializer at a scale.

    Parameters
    ----------
    name : str
        `UNIFORM` is uniform in [-scale, scale]. The numbers of any other are multiplied, so that
        their root mean square is scale / sqrt(3), that of such uniform numbers.
    scale : float
    shape : (int, int)
        That of the embedding.

    Raises
    ------
    InputError
        If the initializer draws nothing but zeros, or cannot draw that shape.
    """
    if name == UNIFORM:
        return ScaledStart(name, scale, "RandomUniform(minval=-1.0, maxval=1.0)", scale)
    table = get_initializer(name)(shape, Seeds(0).embedding).astype(np.float64)
    length = float(np.sqrt((table * table).mean()))
    if not length:
        raise InputError(
            f"initializer {name} cannot be brought to a scale: all its numbers are 0; leave it "
            "out, since it is the limit of small scales"
        )
    return ScaledStart(name, scale, name, float(f"{scale / 3**0.5 / length:.6g}"))


def add_agreement(networks: Sequence[Network]) -> list[Network]:
    """Return networks whose rows say how far each agrees with those of the other seeds."""
    pairs: dict[int, list[_Agreement]] = {place: [] for place in range(len(networks))}
    with limit_threads():  # the number of threads would change the last digit
        for (i, one), (j, other) in combinations(enumerate(networks), 2):
            if one.space is not None and other.space is not None:
                pair = _compare_networks(one, other)
                pairs[i].append(pair)
                pairs[j].append(pair)
    return [
        replace(
            network,
            row=replace(
                network.row,
                agreement=_average(pair.predictions for pair in pairs[place]),
                cka=_average(pair.cka for pair in pairs[place]),
                overlap=_average(pair.overlap for pair in pairs[place]),
            ),
        )
        for place, network in enumerate(networks)
    ]


class _Agreement(NamedTuple):
    predictions: float
    cka: float | None
    overlap: float | None


def _compare_networks(one: Network, other: Network) -> _Agreement:
    assert one.space is not None  # noqa: S101 - both were trained
    assert other.space is not None  # noqa: S101
    predictions = float((one.predicted == other.predicted).mean())
    if len(one.space.words.rows) < 2:
        return _Agreement(predictions, None, None)
    pair = SpacePair(one.space, other.space)
    shared = overlap(one.space.neighbors, other.space.neighbors)
    return _Agreement(predictions, linear_cka(*pair.centred), shared)


def _average(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _format_initializer(name: str) -> str:
    """Return an initializer with its parameters; the default alone keeps its name."""
    return UNIFORM if name == UNIFORM else str(get_initializer(name))


def _configure(dataset: str, plan: ScalePlan) -> StudyConfig:
    rate = plan.learning_rate
    # The factor of a start takes the place of a tuned scale.
    model_config = recommended(
        plan.encoder,
        optimizer=plan.optimizer,
        epochs=plan.epochs,
        dim=plan.dim,
        scale=format_factor(1.0),
    )
    return StudyConfig(
        datasets=(dataset,),
        study=StudyOptions(
            strategies=(_RANDOM,), encoders=(plan.encoder,), baselines=(), seeds=plan.seeds
        ),
        tuning=TuningOptions(learning_rate="auto" if rate is None else rate),
        model_configs=(model_config,),
    )


def _describe(prepared: PreparedCorpus, config: StudyConfig, tokenizer: str) -> StartConditions:
    corpus, options = prepared.corpus, config.model_configs[0].options
    given = config.tuning.learning_rate
    rates = learning_rates(options) if isinstance(given, str) else (given,)
    n_words, seeds = len(prepared.vocabulary), config.study.seeds
    how = describe_conditions(corpus, options, n_words=n_words, seeds=seeds, learning_rates=rates)
    encoder = config.model_configs[0].encoder
    return replace(how, test=len(corpus.test), encoder=encoder, tokenizer=tokenizer)


class _ScaleStudy:
    """The starts of a study, and their trials and networks.

    Attributes
    ----------
    notes : list of str
        A sentence for each start whose best rate still is at the edge of those that were tried.
    """

    def __init__(
        self, config: StudyConfig, datasets: StudyDatasets, starts: Sequence[ScaledStart]
    ) -> None:
        self._config, self._datasets = config, datasets
        (cell,) = list_cells(config, datasets.sizes)
        self._cells = {start: start.adapt(cell) for start in starts}
        self._searches = {start: self._make_search(start) for start in starts}
        self._trials = {
            start: TrialPlan({self._cells[start]: search}, (), config)
            for start, search in self._searches.items()
        }
        prepared = datasets.sources[cell.dataset].materials[0]
        self._words = choose_words(cell.dataset, count_words(prepared), [])
        planned = [spec for start in starts for spec in self._list_planned(start)]
        self._watcher = Watcher(planned, planned, shows_scale=True)
        self.notes: list[str] = []

    @contextmanager
    def open(self, jobs: int | None, *, show: bool) -> Iterator[Backend]:
        """Open the threads that train, with their progress."""
        threads = open_threads(jobs or cpu_count(), self._datasets)
        with self._watcher.show(show), threads as backend:
            with self._watcher.announce("compiling the kernels, if this is the first time"):
                backend.warm_up()
            yield backend

    def train(self, start: ScaledStart, backend: Backend) -> list[Network]:
        """Tune the rate of a start, then train and measure a network under each seed."""
        trials, cell = self._trials[start], self._cells[start]
        n_expected = len(self._list_sure_trials(start))
        for spec, row in backend.as_finished(run_trial, trials.pop_waiting(), self._watcher):
            trials.add(row)
            more = len(list(trials)) - n_expected
            if more > 0:  # the search goes beyond an edge
                self._watcher.expect([spec] * more)
                n_expected += more
            self._watcher.log_finished(spec, row)
        ((_, result),) = trials.read_results().items()
        self.notes += [f"{start.initializer} at {start.scale:g}: {edge}" for edge in result.edges]
        specs = [cell.make_spec(seed, result.values) for seed in range(cell.seeds)]
        work = partial(_train_network, start=start, words=self._words)
        networks = {}
        for spec, network in backend.as_finished(work, specs, self._watcher):
            networks[spec.seed] = network
            self._watcher.log_finished(spec, _make_run_row(spec, network.row))
        return [networks[seed] for seed in sorted(networks)]

    def _make_search(self, start: ScaledStart) -> Search:
        cell = self._cells[start]
        search = make_search(cell, self._config, self._datasets.dev_sizes[cell.dataset])
        assert isinstance(search, Search)  # noqa: S101 - one optimizer
        return start.adapt_search(search)

    def _list_planned(self, start: ScaledStart) -> list[RunSpec]:
        """List the trials and networks of a start; what they will train with is not known yet."""
        cell = self._cells[start]
        usual = TunedValues(scale=start.factor)
        specs = [cell.make_spec(seed, usual) for seed in range(cell.seeds)]
        return [*self._list_sure_trials(start), *specs]

    def _list_sure_trials(self, start: ScaledStart) -> list[RunSpec]:
        """List the trials of a start that its search makes even if it never goes beyond an edge.

        A plan with all steps beyond an edge would look three times as long as most turn out.
        """
        cell = self._cells[start]
        search = replace(self._searches[start], reserve=0)
        return TrialPlan({cell: search}, (), self._config).list_planned()[0]


def _train_network(
    spec: RunSpec, corpus: PreparedCorpus, watch: Watch, *, start: ScaledStart, words: MeasuredWords
) -> Network:
    """Train a network, test it once, and measure its space and the change of it."""
    strategy, config, table = STRATEGIES[spec.strategy], spec.adapted_config, corpus.tables[""]
    row = ScaleRow(
        initializer=start.initializer,
        scale=start.scale,
        seed=spec.seed,
        learning_rate=spec.choice.learning_rate or 0.0,
    )
    try:
        model, training = train_model(spec, corpus, watch)
    except DivergedError as error:
        return Network(replace(row, status=DIVERGED, note=str(error)))
    dev, test = (
        predict_outputs(
            model, Examples.unweighted(table.encoded(part, strategy, config), corpus.labels[part])
        )
        for part in ("dev", "test")
    )
    row = replace(
        row,
        status=UNSTABLE if training.instability else OK,
        note=training.instability,
        epoch=training.best.epoch,
        train_loss=training.best.train_loss,
        dev_accuracy=METRICS["accuracy"].compute(dev),
        test_accuracy=METRICS["accuracy"].compute(test),
    )
    n_words = len(corpus.vocabulary)
    initial = table.initial(strategy, config, Seeds(spec.seed).embedding)[:n_words]
    final = model.rows(np.arange(n_words, dtype=np.int32))
    key = SpaceKey(spec.dataset, spec.strategy, spec.vectors, spec.encoder)
    space = MeasuredSpace(Space(key, WordVectors(words.counts.words, final)), words)
    n_directions = len(corpus.corpus.classes) - 1
    measures = _measure_space(space, initial[words.rows], n_directions)
    return Network(replace(row, **measures), dev.predicted, space)


def _measure_space(space: MeasuredSpace, before: np.ndarray, n_directions: int) -> dict[str, Any]:
    n, after = len(space.words.rows), space.vectors
    _ = space.neighbors  # sought here, on the thread of the network
    if n < 2:
        return {"n": n}
    return {
        "n": n,
        "task_alignment": measure_task_alignment(space)[0].value,
        "general_meaning": measure_general_meaning(space)[0].value,
        "effective_rank": effective_rank(after),
        "change_rank": change_rank(before, after),
        "change_share": change_share(before, after, n_directions),
        "change_norm": relative_change(before, after),
    }


def _make_run_row(spec: RunSpec, row: ScaleRow) -> RunRow:
    """Return a row as progress shows it."""
    return RunRow(
        run=spec.name, **spec.columns, seed=row.seed, lr=row.learning_rate, epochs=row.epoch,
        dev_accuracy=row.dev_accuracy, status=row.status, note=row.note,
    )  # fmt: skip
