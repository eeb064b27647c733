"""The lead of the page: the state of the study, and its gaps.

Names stand in the middle of sentences here. A character in a name that turns the direction of text
is shown, so that it has no effect.
"""

from collections.abc import Sequence

from embedstudy.report.formatting import clip
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.structure import list_metrics
from embedstudy.results.rows import UNSTABLE, StructureRow
from embedstudy.results.space_labels import label_spaces
from embedstudy.structure.measures import MEASURES
from embedstudy.wording import counted, join_names, printable

FINISHED = ("complete", "incomplete")
_FAILURES = 20  # named one by one; the others are counted


def list_cautions(study_data: StudyData) -> list[str]:
    """Say first that a study is not finished, a file is damaged, or runs failed."""
    sentences = []
    if study_data.meta.get("status") not in FINISHED:
        planned = study_data.meta.get("planned", {}).get("runs")
        runs = f"{len(study_data.runs):,}" + (f" of {planned:,}" if planned is not None else "")
        sentences.append(
            f"This study was not finished when this page was made: {runs} runs are there. "
            "Intervals, tests and the verdict come at its end; any that are below are older. "
            "embedstudy compare --out DIR --resume goes on with a study that was interrupted."
        )
    sentences += [
        f"This page is without a file that cannot be read: {printable(line)}."
        for line in study_data.damaged
    ]
    failed = [run for run in study_data.runs if not run.has_result]
    if failed:
        cells = "its cell is" if len(failed) == 1 else "their cells are"
        sentences.append(f"{counted(len(failed), 'run')} failed, and {cells} incomplete.")
    if n_unstable := sum(run.status == UNSTABLE for run in study_data.runs):
        sentences.append(
            f"{counted(n_unstable, 'run')} exploded and still ended with finite numbers (status "
            "unstable). All means and intervals include them."
        )
    return sentences


def list_failures(study_data: StudyData) -> list[str]:
    """Name the runs that failed, and why."""
    failed = [run for run in study_data.runs if run.status != "ok"]
    lines = [
        printable(f"{run.run}: {run.status}{f', {run.note}' if run.note else ''}")
        for run in failed[:_FAILURES]
    ]
    more = len(failed) - _FAILURES
    return [*lines, *([f"and {more:,} more: see runs.csv"] if more > 0 else [])]


def list_gaps(study_data: StudyData) -> list[str]:
    """Say which numbers are missing for one data set."""
    sentences = []
    if not study_data.runs:
        sentences.append("No run is finished yet, so there are no accuracies.")
    elif not any(run.test_accuracy is not None for run in study_data.runs):
        sentences.append("No run finished, so there are no accuracies.")
    if not study_data.neighbors:
        sentences.append("neighbors.csv has no words of this data set: no neighbours are shown.")
    missing = []
    for group in dict.fromkeys(measure.group for measure in MEASURES.values()):
        metrics = list_metrics(study_data.structure, [group])
        rows = [row for row in study_data.structure if row.metric in metrics]
        if not rows:
            missing.append(group)
        elif all(row.value is None for row in rows):
            sentences.append(f"{group.capitalize()} could not be measured{_format_reasons(rows)}.")
    if missing:
        sentences.append(
            f"structure.csv has nothing on {join_names(missing, 'and')}. "
            "embedstudy structure DIR computes the measures that the spaces of a study allow."
        )
    sentences += _list_dynamics_gaps(study_data)
    if not study_data.drift:
        sentences.append(
            "drift.csv has no words of this data set: those that moved most are not shown."
        )
    return sentences


def _list_dynamics_gaps(study_data: StudyData) -> list[str]:
    """Say which spaces have no snapshots of their training, and why."""
    plan = study_data.meta.get("snapshots")
    lacking = [row for row in study_data.dynamics if row.train_loss is None]
    labels = label_spaces(row.space for row in study_data.dynamics)
    sentences = [
        printable(f"{labels[row.space]} has no snapshots of its training: {row.note}.")
        for row in lacking
    ]
    if isinstance(plan, dict) and plan.get("reason"):
        cure = " (--snapshots --resume adds them)" if study_data.drift else ""
        sentences.append(
            printable(f"No snapshots of the training were kept: {plan['reason']}{cure}.")
        )
    elif plan is None and study_data.drift and not study_data.dynamics:
        sentences.append("Snapshots of the training were not kept by the version that made this.")
    return sentences


def _format_reasons(rows: Sequence[StructureRow]) -> str:
    """Return the notes of rows, each once, with the part that it is about where notes differ."""
    note_by_part = {row.of: row.note for row in rows if row.note}
    parts = {note: part for part, note in note_by_part.items()}
    reasons = [
        f"{note} ({part})" if part and len(parts) > 1 else note for note, part in parts.items()
    ]
    return f": {'; '.join(reasons)}" if reasons else ""


def describe_study(study_data: StudyData) -> str:
    """Say in one sentence what the study compares."""
    embeddings = list(dict.fromkeys(run.strategy for run in study_data.runs if run.encoder))
    baselines = list(dict.fromkeys(run.strategy for run in study_data.runs if not run.encoder))
    seeds = len({run.seed for run in study_data.runs})
    if not study_data.runs:
        return "A study without a finished run."
    places = [
        clip(name)
        for names in (_list_unique(study_data, "vectors"), _list_unique(study_data, "encoder"))
        for name in names
    ]
    parts = []
    if embeddings:
        suffix = f" ({', '.join(places)})" if places else ""
        parts.append(f"{join_names(embeddings, 'and')} embeddings{suffix}")
    if baselines:
        parts.append(counted(len(baselines), "baseline"))
    sentence = f"Compares {join_names(parts, 'and')}; {counted(seeds, 'seed')}."
    return printable(sentence)


def _list_unique(study_data: StudyData, column: str) -> list[str]:
    values = (getattr(run, column) for run in study_data.runs)
    return list(dict.fromkeys(value for value in values if value))


def format_title(datasets: Sequence[str]) -> str:
    """Join the names of data sets for a title."""
    return join_names([printable(name) for name in datasets], "and", most=3)
