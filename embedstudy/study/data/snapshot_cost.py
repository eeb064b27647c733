"""What the snapshots of a study cost: bytes on disk, and time."""

from collections.abc import Sequence
from dataclasses import dataclass

from embedstudy.nn.engine import is_fused
from embedstudy.nn.training import FIRST_SHARES
from embedstudy.results.snapshots import LOSS_TEXTS, MOST_WORDS
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.study_datasets import StudyDatasets
from embedstudy.study.plan.grid import Cell, make_search

_FLOAT = 4


@dataclass(frozen=True)
class Seconds:
    """What parts of a study take, in seconds of one core.

    `python benchmarks/dynamics.py commands` compares the estimate with whole commands. On another
    machine all are longer or shorter, and only their ratios decide.

    Attributes
    ----------
    training_by_fused, training : float
        To train on one dimension of a word, by the fused loop; the least of any encoder by batches.
    look_by_fused, look : float
        A look at a text by the time of training on it: the most of any encoder.
    pair, pair_by_dim, word : float
        To measure and draw a moment: of each pair of words, each dimension of it, and each word.
    charts : float
        To draw the charts of a space, and all else that a space takes of any size.
    start : float
        All that a study takes without its training, if it is small.
    structure : float
        The structure of a run, of each pair of words.
    """

    training_by_fused: float = 0.9e-9
    training: float = 4e-9
    look_by_fused: float = 0.65
    look: float = 0.55
    pair: float = 2.2e-9
    pair_by_dim: float = 2.2e-11
    word: float = 8e-6
    charts: float = 0.1
    start: float = 5.0
    structure: float = 1.5e-8


SECONDS = Seconds()


def count_snapshot_bytes(cell: Cell, datasets: StudyDatasets) -> int:
    """Return the bytes of the snapshots of one run of a cell, at most."""
    n_moments = _count_moments(_find_most_epochs(cell, datasets))
    return _FLOAT * n_moments * _count_words(cell, datasets) * _find_dim(cell, datasets)


@dataclass(frozen=True)
class TimeEstimate:
    """What a study is expected to take, in seconds of one core.

    Attributes
    ----------
    plain : float
        Without snapshots.
    extra : float
        What snapshots add.
    """

    plain: float
    extra: float

    @property
    def share(self) -> float:
        """What snapshots add, as a share of the time without them."""
        return self.extra / self.plain


def estimate_time(
    datasets: StudyDatasets, cells: Sequence[Cell], keeping: Sequence[Cell]
) -> TimeEstimate:
    """Estimate the time of a study, and of its snapshots.

    The first run of a cell takes them; then they are measured, and drawn on the page. The estimate
    counts that and depends on the configuration and the data alone.

    Parameters
    ----------
    datasets : StudyDatasets
    cells : sequence of Cell
        All of the study.
    keeping : sequence of Cell
        Those whose first run keeps snapshots.
    """
    models = [cell for cell in cells if cell.model_config is not None]
    plain = SECONDS.start + sum(_estimate_training(cell, datasets) for cell in models)
    plain += sum(
        SECONDS.structure * cell.seeds * _count_words(cell, datasets) ** 2 for cell in keeping
    )
    return TimeEstimate(plain, sum(_estimate_snapshots(cell, datasets) for cell in keeping))


def _estimate_training(cell: Cell, datasets: StudyDatasets) -> float:
    search = make_search(cell, datasets.config, datasets.dev_sizes[cell.dataset])
    if search.candidates[0].c is not None:  # solved, in next to no time
        return 0.0
    n_epochs = (search.count_full_runs() + cell.seeds) * _find_most_epochs(cell, datasets)
    return n_epochs * cell.train_size * _estimate_text(cell, datasets)


def _estimate_snapshots(cell: Cell, datasets: StudyDatasets) -> float:
    """Return the seconds that it takes to take, measure and draw the snapshots of a cell."""
    n_moments = _count_moments(_find_most_epochs(cell, datasets))
    n_texts = n_moments * min(LOSS_TEXTS, cell.train_size)
    n_texts += _count_moments(0) * datasets.dev_sizes[cell.dataset]  # each epoch looks at dev
    look = SECONDS.look_by_fused if _is_fused(cell) else SECONDS.look
    n_words = _count_words(cell, datasets)
    pair = SECONDS.pair + SECONDS.pair_by_dim * _find_dim(cell, datasets)
    moment = pair * n_words**2 + SECONDS.word * n_words
    return look * n_texts * _estimate_text(cell, datasets) + n_moments * moment + SECONDS.charts


def _estimate_text(cell: Cell, datasets: StudyDatasets) -> float:
    """Return the seconds of training on a text of average length."""
    documents = _find_corpus(cell, datasets).features.documents["train"]
    length = len(documents.values) / max(len(documents), 1)
    dimension = SECONDS.training_by_fused if _is_fused(cell) else SECONDS.training
    return dimension * _find_dim(cell, datasets) * length


def _is_fused(cell: Cell) -> bool:
    assert cell.model_config is not None  # noqa: S101 - a baseline has none
    return is_fused(cell.model_config.options)


def _find_corpus(cell: Cell, datasets: StudyDatasets) -> PreparedCorpus:
    return datasets.sources[cell.dataset].materials[cell.fold or 0]


def _find_dim(cell: Cell, datasets: StudyDatasets) -> int:
    return _find_corpus(cell, datasets).tables[cell.vectors].dim


def _count_words(cell: Cell, datasets: StudyDatasets) -> int:
    return min(MOST_WORDS, len(_find_corpus(cell, datasets).vocabulary))


def _find_most_epochs(cell: Cell, datasets: StudyDatasets) -> int:
    assert cell.model_config is not None  # noqa: S101 - a baseline has no epochs
    return max(datasets.config.search_space.epochs or (cell.model_config.options.epochs,))


def _count_moments(epochs: int) -> int:
    return 1 + len(FIRST_SHARES) + epochs
