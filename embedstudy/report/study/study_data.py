"""The data of the page: the tables of a study, whole or of one data set."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from embedstudy.errors import InputError
from embedstudy.metrics import METRICS, Metric
from embedstudy.report.study.verdicts import ShownVerdict, list_verdicts
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import (
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    DynamicsRow,
    ForecastCrossoverRow,
    ForecastGainRow,
    ForecastRow,
    NeighborRow,
    ReferenceRow,
    RunRow,
    ScoreRow,
    StructureDifferenceRow,
    StructureRow,
    SummaryRow,
    TextRow,
    TuningRow,
)
from embedstudy.statistics.confusion import Confusion, list_confusions
from embedstudy.verdict.question import StudyTables

# All but runs.csv.
_TABLES = (
    "tuning", "summary", "scores", "comparisons", "curve", "crossovers", "forecast",
    "forecast_crossovers", "forecast_gains", "reference", "neighbors", "structure",
    "structure_differences", "dynamics", "drift", "texts",
)  # fmt: skip


@dataclass(frozen=True)
class StudyData:
    """The tables of a study, each read once.

    Attributes
    ----------
    meta : mapping
        The content of study.json.
    datasets : tuple of str
    runs, tuning, summary, scores, comparisons, curve, crossovers, forecast, \
forecast_crossovers, forecast_gains, reference, neighbors, structure, structure_differences, \
dynamics, drift, texts : tuple
        The rows of each table.
    confusions : tuple of Confusion
        Of the best cell of each strategy and baseline, from predictions/.
    has_texts : bool
        Whether the study has texts.csv, which earlier versions did not write.
    damaged : tuple of str
        A line for each file that cannot be read.
    page_id : str
        The first part of the ids in the page, which differs by data set.
    verdicts : mapping of str to ShownVerdict
        By data set; a study that is not finished has none.
    """

    meta: Mapping[str, Any]
    datasets: tuple[str, ...]
    runs: tuple[RunRow, ...]
    tuning: tuple[TuningRow, ...]
    summary: tuple[SummaryRow, ...]
    scores: tuple[ScoreRow, ...]
    comparisons: tuple[ComparisonRow, ...]
    curve: tuple[CurveRow, ...]
    crossovers: tuple[CrossoverRow, ...]
    neighbors: tuple[NeighborRow, ...]
    structure: tuple[StructureRow, ...]
    structure_differences: tuple[StructureDifferenceRow, ...]
    drift: tuple[DriftRow, ...]
    texts: tuple[TextRow, ...] = ()
    forecast: tuple[ForecastRow, ...] = ()
    forecast_crossovers: tuple[ForecastCrossoverRow, ...] = ()
    forecast_gains: tuple[ForecastGainRow, ...] = ()
    reference: tuple[ReferenceRow, ...] = ()
    dynamics: tuple[DynamicsRow, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    has_texts: bool = False
    damaged: tuple[str, ...] = ()
    page_id: str = "d0"
    verdicts: Mapping[str, ShownVerdict] = field(default_factory=dict)

    def for_dataset(self, dataset: str) -> "StudyData":
        """Return the part of the data that belongs to one data set."""
        rows: dict[str, Any] = {
            name: tuple(row for row in getattr(self, name) if row.dataset == dataset)
            for name in ("runs", "confusions", *_TABLES)
        }
        near = rows.pop("neighbors")
        probes = self.meta.get("probes", {}).get(dataset)
        if len(self.datasets) > 1 and probes is not None:
            near = tuple(row for row in near if row.word in probes)
        page_id = f"d{self.datasets.index(dataset)}"
        return replace(self, datasets=(dataset,), neighbors=near, page_id=page_id, **rows)

    @property
    def verdict(self) -> ShownVerdict | None:
        """The verdict on the first data set."""
        return self.verdicts.get(self.dataset)

    @property
    def dataset(self) -> str:
        """The first data set."""
        return self.datasets[0]

    @property
    def metric_name(self) -> str:
        """The name of the study's metric."""
        return str(self.meta.get("identity", {}).get("metric", "accuracy"))

    @property
    def metric(self) -> Metric:
        """The metric of the study."""
        return METRICS.find(self.metric_name)

    @property
    def train_sizes(self) -> list[int]:
        """The train sizes of the runs, the smallest first."""
        return sorted({row.train_size for row in self.runs})

    @property
    def is_cross_validated(self) -> bool:
        """Whether each text is tested once."""
        return any(row.fold is not None for row in self.runs)

    def look_up(self, heading: str) -> Any:
        """Return the entry of the first data set under a heading of study.json; {} if none."""
        return self.meta.get(heading, {}).get(self.dataset, {})


def read_study_data(study: StudyDirectory) -> StudyData:
    """Read a study; what is damaged counts as empty if the study takes note of it.

    Raises
    ------
    InputError
        If study.json or runs.csv is damaged; without them there is no page.
    """
    meta, runs, damaged = study.meta, replace(study, damage=None).runs, study.damage

    def read(part: Callable[[], Iterable[Any]]) -> tuple[Any, ...]:
        try:
            return tuple(part())
        except InputError as error:
            if damaged is None:
                raise
            damaged.add(error)
            return ()

    tables: dict[str, Any] = {table: read(partial(getattr, study, table)) for table in _TABLES}
    confusions = read(partial(list_confusions, study)) if tables["summary"] else ()
    return StudyData(
        meta=meta,
        datasets=tuple(dict.fromkeys([*meta.get("data", {}), *(row.dataset for row in runs)])),
        runs=tuple(runs),
        confusions=confusions,
        has_texts=study.has_table(TextRow),
        verdicts=list_verdicts(
            StudyTables(
                study.path,
                meta,
                runs,
                tables["summary"],
                tables["comparisons"],
                tables["crossovers"],
                tables["forecast_crossovers"],
                tables["forecast_gains"],
            )
        ),
        **tables,
    )
