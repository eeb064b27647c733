"""The cells of a data set at one train size, in groups that share vectors and encoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.metrics import Metric
from embedstudy.plot_style import PlotStyle
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.results.rows import RunRow, SummaryRow


@dataclass(frozen=True)
class StrategyResult:
    """The runs of a strategy or a baseline, which differ by seed and fold alone.

    Attributes
    ----------
    strategy : str
    runs : tuple of RunRow
    summary : SummaryRow or None
        None in a study that is not finished.
    metric : Metric
        The one of the study.
    """

    strategy: str
    runs: tuple[RunRow, ...]
    summary: SummaryRow | None
    metric: Metric

    @property
    def look(self) -> PlotStyle:
        """How it is drawn."""
        return find_look(self.strategy)

    @property
    def score_by_seed(self) -> dict[int, float]:
        """The test score as it is shown, the mean over folds, of the seeds that finished."""
        scores: dict[int, list[float | None]] = {}
        for run in self.runs:
            scores.setdefault(run.seed, []).append(run.test_metric)
        return {
            seed: self.metric.factor * fmean(known)
            for seed, values in scores.items()
            if len(known := [value for value in values if value is not None]) == len(values)
        }

    @property
    def scores(self) -> list[float]:
        """The test score as it is shown, a number for each seed that finished."""
        return list(self.score_by_seed.values())

    @property
    def mean(self) -> float | None:
        """The mean test score as it is shown."""
        if self.summary is not None and self.summary.mean is not None:
            return self.metric.factor * self.summary.mean
        return fmean(self.scores) if self.scores else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean, as it is shown."""
        row = self.summary
        if row is None or row.ci_low is None or row.ci_high is None:
            return None
        return self.metric.factor * row.ci_low, self.metric.factor * row.ci_high


@dataclass(frozen=True)
class ResultGroup:
    """Results that share vectors and encoder; baselines have neither."""

    vectors: str
    encoder: str
    results: tuple[StrategyResult, ...]

    @property
    def is_baselines(self) -> bool:
        """Whether these have no embedding."""
        return not self.encoder

    @property
    def label(self) -> str:
        """Vectors and encoder, as the page writes them."""
        return format_place(self.vectors, self.encoder)


def format_place(vectors: str, encoder: str) -> str:
    """Write vectors and encoder.

    Examples
    --------
    >>> format_place("glove-6b-50d", "mean"), format_place("", "")
    ('glove-6b-50d, mean', 'no embedding')
    """
    return ", ".join(name for name in (vectors, encoder) if name) or "no embedding"


def group_results(study_data: StudyData, train_size: int | None = None) -> list[ResultGroup]:
    """Sort the cells of one data set into groups, baselines last.

    Parameters
    ----------
    study_data : StudyData
        The data of one data set.
    train_size : int, optional
        The largest by default.
    """
    sizes = study_data.train_sizes
    if not sizes:
        return []
    size = sizes[-1] if train_size is None else train_size
    cells: dict[tuple[str, str, str], list[RunRow]] = {}
    for run in study_data.runs:
        if run.train_size == size:
            cells.setdefault((run.vectors, run.encoder, run.strategy), []).append(run)
    summaries = {
        (row.vectors, row.encoder, row.strategy): row
        for row in study_data.summary
        if row.train_size == size
    }
    results: dict[tuple[str, str], list[StrategyResult]] = {}
    for key, runs in cells.items():
        vectors, encoder, strategy = key
        result = StrategyResult(strategy, tuple(runs), summaries.get(key), study_data.metric)
        results.setdefault((vectors, encoder), []).append(result)
    groups = [ResultGroup(*place, tuple(members)) for place, members in results.items()]
    return sorted(groups, key=lambda group: group.is_baselines)


def label_group(group: ResultGroup, groups: Sequence[ResultGroup]) -> str:
    """Return the label that tells a group from the others; empty where only one has embeddings."""
    several = sum(not other.is_baselines for other in groups) > 1
    return group.label if several and not group.is_baselines else ""


def list_looks(groups: Sequence[ResultGroup]) -> list[tuple[str, PlotStyle]]:
    """List the strategies and baselines of groups with their looks, each once."""
    names = dict.fromkeys(result.strategy for group in groups for result in group.results)
    return [(name, find_look(name)) for name in names]
