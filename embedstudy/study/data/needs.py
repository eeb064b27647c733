"""The memory and the disk that a study takes, from what is known before its first run.

The factors were measured by `benchmarks/resources.py`; docs/benchmarks.md has its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from embedstudy.nn.best_weights import LARGE
from embedstudy.nn.engine import count_states
from embedstudy.storage import is_large
from embedstudy.strategies import STRATEGIES
from embedstudy.structure.measurement import MOST_FREQUENT
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.snapshot_cost import count_snapshot_bytes
from embedstudy.study.data.snapshot_plan import (
    SnapshotPlan,
    publishes_space,
)
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets
from embedstudy.study.plan.grid import Cell, list_cells

_FLOAT = 4
# A run holds its table once: a large one rests in a file at its best epoch. One result at a time is
# written, in memory as it is or as it began, while pages of pretrained vectors are read.
_RUNS_ALWAYS, _RUNS_EACH = 2.0, 1.5
# Rows of n-grams are no part of the space that a run gives back.
_SHARE_OF_NGRAMS = 0.7
# A space is read whole to be checked. Each thread measures its most frequent words in float64,
# scaled, whitened and sorted; of the others it holds some at a time.
_SPACES_ALWAYS, _SAMPLES_EACH = 1.5, 8.0
# Nearest neighbours of a word in a space, which are held until the spaces are compared.
_BYTES_OF_NEIGHBORS = 120
# Of the running words of all texts, in the ids of words and of n-grams and in sparse matrices.
_BYTES_OF_TOKEN = 40
# Of a text where these are in files: its row, its label, and its place in the order of training.
_BYTES_OF_TEXT = 80
# Of a linear baseline: in float64, with its gradient and its directions.
_BYTES_OF_WEIGHT = 16
# Threads, buffers and the pages that are drawn.
_ALWAYS, _EACH_THREAD = 90_000_000, 30_000_000
# Files of a study that do not grow with its data, and what a word takes in tables for each space.
_PAGES, _BYTES_OF_WORD = 10_000_000, 120
_BYTES_OF_PREDICTION = 24


@dataclass(frozen=True)
class RunNeeds:
    """What the runs of one model on one data set hold in memory.

    Attributes
    ----------
    table : int
        Bytes of the table that is trained: words and, for a part, rows of n-grams.
    states : int
        Copies of it that the optimizer holds, and a second channel.
    outputs : int
        Bytes of the probabilities of the test texts.
    snapshots : int
        Bytes of the snapshots of the first seed.
    drawn : int
        Bytes of rows that are drawn before they take their places in the table.
    """

    table: int
    states: int
    outputs: int
    snapshots: int = 0
    drawn: int = 0

    def count_bytes(self, jobs: int) -> int:
        """Return the bytes that so many runs at once hold."""
        copies = _RUNS_ALWAYS + (_RUNS_EACH + self.states) * jobs
        at_best = min(self.table, LARGE)
        others = 4 * self.outputs + self.snapshots + self.drawn + at_best
        return int(copies * self.table) + jobs * others


@dataclass(frozen=True)
class StudyNeeds:
    """What a study takes beyond what this process holds once its data are prepared.

    Attributes
    ----------
    runs : tuple of RunNeeds
        By cell.
    space : int
        Bytes of its largest space.
    sample : int
        Bytes of the most frequent words of a space, on which most is measured.
    n_spaces : int
        Spaces that are measured.
    neighbors : int
        Bytes of the nearest neighbours in all of them.
    texts : int
        Bytes that encoded texts and features for baselines take in memory.
    disk : int
        Bytes of the study directory.
    snapshots : int
        How many of them are snapshots.
    reads_ngrams : bool
        Whether rows of n-grams are part of the tables.
    """

    runs: tuple[RunNeeds, ...]
    space: int
    sample: int
    n_spaces: int
    neighbors: int
    texts: int
    disk: int
    snapshots: int = 0
    reads_ngrams: bool = False

    def count_memory(self, jobs: int, threads: int) -> int:
        """Return the bytes of memory at the peak.

        Parameters
        ----------
        jobs : int
            Runs at once; 0 if they are made elsewhere.
        threads : int
            Threads that measure spaces.
        """
        running = max((run.count_bytes(jobs) for run in self.runs), default=0) if jobs else 0
        measured = min(threads, self.n_spaces)
        samples = _SAMPLES_EACH * self.sample * measured
        whole = int(_SPACES_ALWAYS * self.space + samples) + self.neighbors
        measuring = whole if measured else 0
        fixed = _ALWAYS + _EACH_THREAD * max(jobs, threads)
        return max(running + self.texts, measuring) + fixed


def find_needs(datasets: StudyDatasets, plan: SnapshotPlan) -> StudyNeeds:
    """Return what the runs of a study, its measures of structure and its files take."""
    cells = list_cells(datasets.config, datasets.sizes)
    runs, space, sample, n_spaces, neighbors, disk, snapshots = [], 0, 0, 0, 0, _PAGES, 0
    for cell in cells:
        source = datasets.sources[cell.dataset]
        materials = source.materials[cell.fold or 0]
        n_test, n_classes = len(materials.labels["test"]), len(materials.corpus.classes)
        outputs = _FLOAT * n_test * n_classes
        disk += cell.seeds * (outputs + _BYTES_OF_PREDICTION * n_test)
        if cell.model_config is None:
            weights = _BYTES_OF_WEIGHT * n_classes * len(materials.vocabulary)
            runs.append(RunNeeds(0, 0, outputs + weights))
            continue
        size = count_snapshot_bytes(cell, datasets) if plan.keeps(cell, source) else 0
        snapshots += size
        runs.append(replace(_find_run_needs(cell, materials, outputs), snapshots=size))
        if publishes_space(cell, source):
            table = materials.tables[cell.vectors]
            n_words = len(materials.vocabulary)
            size = _FLOAT * n_words * table.dim
            copies = 2 if STRATEGIES[cell.strategy].learns else 1
            disk += cell.seeds * (copies * size + _count_word_bytes(materials.vocabulary.words))
            disk += _BYTES_OF_WORD * n_words
            space, n_spaces = max(space, size), n_spaces + cell.seeds
            sample = max(sample, _FLOAT * min(n_words, MOST_FREQUENT) * table.dim)
            neighbors += cell.seeds * _BYTES_OF_NEIGHBORS * n_words
    has_baselines = any(cell.model_config is None for cell in cells)
    texts = sum(
        _count_text_bytes(source, has_baselines=has_baselines)
        for source in datasets.sources.values()
    )
    reads_ngrams = any(model.n_buckets for model in datasets.config.model_configs)
    disk += snapshots
    return StudyNeeds(
        tuple(runs), space, sample, n_spaces, neighbors, texts, disk, snapshots, reads_ngrams
    )


def _find_run_needs(cell: Cell, materials: PreparedCorpus, outputs: int) -> RunNeeds:
    assert cell.model_config is not None  # noqa: S101 - a baseline has no model
    strategy, table = STRATEGIES[cell.strategy], materials.tables[cell.vectors]
    models = (cell.model_config, *cell.alternatives)
    n_buckets = max(model.n_buckets for model in models)
    n_ngrams = n_buckets + (table.char_ngrams.n_rows if table.char_ngrams else 0)
    n_words = len(table.rows) + len(table.extra_rows)
    size = int(_FLOAT * table.dim * (n_words + _SHARE_OF_NGRAMS * n_ngrams))
    states = max(count_states(model.options) for model in models) if strategy.learns else 0
    if strategy.pretrained:
        n_drawn = max(int((table.rows < 0).sum()), n_ngrams)
    else:
        n_drawn = max(n_ngrams, n_words - n_ngrams) if n_ngrams else 0
    drawn = _FLOAT * table.dim * n_drawn
    return RunNeeds(size, states + strategy.channels - 1, outputs, drawn=drawn)


def _count_word_bytes(words: Sequence[str]) -> int:
    return sum(map(len, words)) * 2


def _count_text_bytes(source: StudyDataset, *, has_baselines: bool) -> int:
    documents = source.encoded.documents
    if is_large(documents.values.nbytes) and not has_baselines:
        return _BYTES_OF_TEXT * len(documents)
    return _BYTES_OF_TOKEN * len(documents.values)
