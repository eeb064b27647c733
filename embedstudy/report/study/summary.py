"""The lead of the page: the verdict, how the study stands, and what is missing.

Names stand amid sentences here: a character in one of them that turns the direction of text is
shown and not obeyed.
"""

from collections.abc import Sequence

from embedstudy.report.study.figures.drift import DRIFT
from embedstudy.report.study.figures.meaning import ALIGNMENT, MEANING
from embedstudy.report.study.formatting import clipped, listed
from embedstudy.report.study.study_data import Contents
from embedstudy.report.study.tables.structure import GEOMETRY, STABILITY
from embedstudy.results.rows import StructureRow
from embedstudy.statistics.verdict import verdict
from embedstudy.wording import counted, printable

FINISHED = ("complete", "incomplete")
_FAILURES = 20  # more than that are counted
# What is measured of spaces, and how its metrics begin.
_MEASURES: dict[str, str | tuple[str, ...]] = {
    "task alignment": ALIGNMENT,
    "general meaning": MEANING,
    "drift": DRIFT,
    "opposites": "opposites",
    "stability": STABILITY,
    "geometry": GEOMETRY,
}


def verdicts(contents: Contents) -> list[str]:
    """Return the verdict of each data set, in sentences; none until the study has its tables."""
    tables = contents.summary, contents.comparisons, contents.crossovers, contents.runs
    said = verdict(*tables, peak_memory=contents.meta.get("peak_memory"))
    return [printable(sentence).replace(" %", "\u00a0%") for sentence in said]


def standing(contents: Contents) -> list[str]:
    """Say what a reader must know first: what is not finished, is damaged, or failed."""
    said = []
    if contents.meta.get("status") not in FINISHED:
        planned = contents.meta.get("planned", {}).get("runs")
        runs = f"{len(contents.runs):,}" + (f" of {planned:,}" if planned is not None else "")
        said.append(
            f"This study was not finished when this page was made: {runs} runs are there. "
            "Intervals, tests and the verdict come at its end; any that are below are older. "
            "embedstudy compare --out DIR --resume goes on with a study that was interrupted."
        )
    said += [
        f"This page is without what could not be read: {printable(each)}."
        for each in contents.damaged
    ]
    failed = [run for run in contents.runs if run.status != "ok"]
    if failed:
        cells = "its cell is" if len(failed) == 1 else "their cells are"
        said.append(f"{counted(len(failed), 'run')} failed, and {cells} incomplete.")
    return said


def failures(contents: Contents) -> list[str]:
    """Name the runs that failed, and why."""
    failed = [run for run in contents.runs if run.status != "ok"]
    said = [f"{run.run}: {run.status}{f', {run.note}' if run.note else ''}" for run in failed]
    more = len(said) - _FAILURES
    said = [printable(each) for each in said]
    return [*said[:_FAILURES], *([f"and {more:,} more: see runs.csv"] if more > 0 else [])]


def missing(contents: Contents) -> list[str]:
    """Say what this study has no numbers for, of one data set."""
    said = []
    if not contents.runs:
        said.append("No run is finished yet, so there are no accuracies.")
    elif not any(run.test_accuracy is not None for run in contents.runs):
        said.append("No run finished, so there are no accuracies.")
    if not contents.neighbors:
        said.append("neighbors.csv has no words of this data set: no neighbours are shown.")
    gone = []
    for what, metrics in _MEASURES.items():
        rows = [row for row in contents.structure if row.metric.startswith(metrics)]
        if not rows:
            gone.append(what)
        elif all(row.value is None for row in rows):
            said.append(f"{what.capitalize()} could not be measured{_why(rows)}.")
    if gone:
        said.append(
            f"structure.csv has nothing on {listed(gone)}. "
            "embedstudy structure DIR computes what the spaces of a study allow."
        )
    if not contents.drift:
        said.append("drift.csv has no words of this data set: those that moved most are not shown.")
    return said


def _why(rows: Sequence[StructureRow]) -> str:
    """Return the reasons that rows give, each once, and of what it is where they differ."""
    reasons = {note: of for of, note in {row.of: row.note for row in rows if row.note}.items()}
    told = [f"{note} ({of})" if of and len(reasons) > 1 else note for note, of in reasons.items()]
    return f": {'; '.join(told)}" if told else ""


def subject(contents: Contents) -> str:
    """Say what was compared."""
    embeddings = list(dict.fromkeys(run.strategy for run in contents.runs if run.encoder))
    baselines = list(dict.fromkeys(run.strategy for run in contents.runs if not run.encoder))
    seeds = len({run.seed for run in contents.runs})
    if not contents.runs:
        return "A study without a finished run."
    with_ = [
        clipped(name)
        for names in (_unique(contents, "vectors"), _unique(contents, "encoder"))
        for name in names
    ]
    parts = []
    if embeddings:
        of = f" ({', '.join(with_)})" if with_ else ""
        parts.append(f"{listed(embeddings)} embeddings{of}")
    if baselines:
        parts.append(counted(len(baselines), "baseline"))
    said = f"Text classification with {listed(parts)}; {counted(seeds, 'seed')}."
    return printable(said)


def _unique(contents: Contents, column: str) -> list[str]:
    return list(dict.fromkeys(value for run in contents.runs if (value := getattr(run, column))))


def names_of(rows: Sequence[str]) -> str:
    """Join names for a title."""
    return listed([printable(name) for name in rows], most=3)
