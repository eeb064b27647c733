"""What the page says of one data set, ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from embedstudy.baselines import is_chance
from embedstudy.report.figures import Chart
from embedstudy.report.study.figures.accuracy import accuracy_charts
from embedstudy.report.study.figures.curve import Curves, learning_curves
from embedstudy.report.study.figures.drift import DRIFT, Drift, drifts
from embedstudy.report.study.figures.meaning import ALIGNMENT, MEANING, Picture, pictures
from embedstudy.report.study.figures.tuning import TuningCurves, tuning_curves
from embedstudy.report.study.groups import Group, groups_of, strategies_of
from embedstudy.report.study.study_data import Contents
from embedstudy.report.study.summary import missing
from embedstudy.report.study.tables import HtmlTable
from embedstudy.report.study.tables.accuracy import accuracy_table, pairs_tables, seeds_table
from embedstudy.report.study.tables.cost import cost_table, coverage_table
from embedstudy.report.study.tables.curve import crossings_table, curve_table, tuning_table
from embedstudy.report.study.tables.structure import GEOMETRY, spaces_table, stability_table
from embedstudy.report.study.tables.words import Probe, moved_tables, probes_of
from embedstudy.report.styles import Look, look_of, look_of_space


@dataclass(frozen=True)
class Section:
    """A data set: its figures and tables; what there is nothing of is None or empty.

    Attributes
    ----------
    id : str
        What the ids of its parts begin with.
    dataset : str
    data : mapping
        What study.json says of it.
    """

    id: str
    dataset: str
    data: dict[str, Any]
    missing: list[str]
    groups: list[Group]
    keys: list[tuple[str, Look]]
    train_size: int | None
    is_cross_validated: bool
    accuracy: list[tuple[Group, Chart]]
    accuracies: HtmlTable | None
    seeds: HtmlTable | None
    pairs: list[HtmlTable]
    curves: list[tuple[Curves, HtmlTable, HtmlTable | None]]
    tuning: list[tuple[TuningCurves, HtmlTable]]
    pictures: list[Picture]
    alignment: HtmlTable | None
    drifts: list[Drift]
    drift: HtmlTable | None
    moved: list[HtmlTable]
    probes: list[Probe]
    opposites: HtmlTable | None
    stability: HtmlTable | None
    geometry: HtmlTable | None
    coverage: HtmlTable | None
    cost: HtmlTable | None

    @property
    def drift_keys(self) -> list[tuple[str, Look]]:
        """The key of the spaces that moved."""
        spaces = [space for drift in self.drifts for space in drift.family.spaces]
        return list({s.kind: (s.kind, look_of_space(s.kind)) for s in spaces}.values())

    @property
    def tuning_keys(self) -> list[tuple[str, Look]]:
        """The key of what can be tuned."""
        return [(name, look) for name, look in self.keys if not is_chance(name)]

    @property
    def has_structure(self) -> bool:
        """Whether there is anything of the spaces."""
        return any(
            (self.pictures, self.alignment, self.drifts, self.moved, self.probes, self.opposites,
             self.stability, self.geometry)
        )  # fmt: skip

    @property
    def has_intervals(self) -> bool:
        """Whether accuracies have their intervals, as those of a finished study have."""
        return any(entry.interval for group in self.groups for entry in group.entries)

    @property
    def far_below(self) -> bool:
        """Whether the most frequent class is among the strategies."""
        return any(is_chance(name) for name, _ in self.keys)


def section_of(contents: Contents, number: int) -> Section:
    """Draw and tell all there is of one data set.

    Parameters
    ----------
    contents : Contents
        Of that data set alone.
    number : int
        Its place in the study.
    """
    own = f"d{number}"
    groups = groups_of(contents)
    has_runs = any(entry.accuracies for group in groups for entry in group.entries)
    structure = contents.structure
    return Section(
        id=own,
        dataset=contents.datasets[0],
        data=dict(contents.about("data")),
        missing=missing(contents),
        groups=groups,
        keys=[(name, look_of(name)) for name in strategies_of(groups)],
        train_size=contents.train_sizes[-1] if contents.train_sizes else None,
        is_cross_validated=contents.is_cross_validated,
        accuracy=accuracy_charts(groups, f"{own}-accuracy"),
        accuracies=accuracy_table(f"{own}-cells", groups) if groups else None,
        seeds=seeds_table(f"{own}-seeds", groups) if has_runs else None,
        pairs=pairs_tables(f"{own}-pairs", contents),
        curves=_curves(contents, own),
        tuning=_tuning(contents, own),
        pictures=pictures(structure, f"{own}-meaning"),
        alignment=spaces_table(
            f"{own}-alignment",
            "Task alignment and general meaning of every space, mean over seeds (from lowest to "
            "highest). Null: what comes by chance alone, its mean and what it stays below 95 times "
            "in 100; p: the largest of the seeds'.",
            structure,
            (ALIGNMENT, MEANING),
        ),
        drifts=drifts(structure, f"{own}-drift"),
        drift=spaces_table(
            f"{own}-drift-table",
            "Mean cosine between a word before and after training, by how often the training "
            "texts have it.",
            structure,
            (DRIFT,),
        ),
        moved=moved_tables(f"{own}-moved", contents.drift),
        probes=probes_of(contents.neighbors),
        opposites=spaces_table(
            f"{own}-opposites",
            "Mean cosine of pairs of opposites, by kind.",
            structure,
            ("opposites",),
        ),
        stability=stability_table(f"{own}-stability", structure),
        geometry=spaces_table(
            f"{own}-geometry",
            "The shape of every space: over how many dimensions it spreads, how much all words "
            "point one way, and how far the length of a vector goes with the word's frequency.",
            structure,
            GEOMETRY,
        ),
        coverage=coverage_table(f"{own}-coverage", contents),
        cost=cost_table(f"{own}-cost", groups),
    )


def _curves(contents: Contents, own: str) -> list[tuple[Curves, HtmlTable, HtmlTable | None]]:
    return [
        (curves, curve_table(f"{own}-curve-table-{n}", curves),
         crossings_table(f"{own}-crossings-{n}", curves))
        for n, curves in enumerate(learning_curves(contents, f"{own}-curve"))
    ]  # fmt: skip


def _tuning(contents: Contents, own: str) -> list[tuple[TuningCurves, HtmlTable]]:
    return [
        (curves, tuning_table(f"{own}-tuning-table-{n}", curves))
        for n, curves in enumerate(tuning_curves(contents, f"{own}-tuning"))
    ]


def sections_of(contents: Contents) -> Sequence[Section]:
    """Return a section for each data set of a study."""
    return [section_of(contents.of(name), n) for n, name in enumerate(contents.datasets)]
