"""The output of ``embedstudy show``."""

import shlex
from dataclasses import asdict
from typing import Any

from embedstudy.cli.output.answer import print_answer
from embedstudy.cli.output.console import make_text, print_text
from embedstudy.cli.output.study import make_study_document, print_study
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.display import describe_state, format_cells_so_far
from embedstudy.results.status import State, explain_format, is_finished, read_state, summarize_runs
from embedstudy.wording import counted

# runs.csv has all failed runs.
SHOWN_FAILURES = 20


def make_status_document(study: StudyDirectory) -> dict[str, Any]:
    """Return how a study stands, and all its tables, as plain data."""
    with explain_format(study):
        rows = [asdict(row) for row in summarize_runs(study)]
        return {"state": asdict(read_state(study)), "so_far": rows, **make_study_document(study)}


def print_status(study: StudyDirectory, *, with_tables: bool = False) -> None:
    """Print the answer of a finished study, or how one stands that is not finished.

    Parameters
    ----------
    study : StudyDirectory
    with_tables : bool
        Whether a finished study is shown with all its tables.
    """
    with explain_format(study):
        state = read_state(study)
        if is_finished(state) and not with_tables:
            print_answer(study)
            return
        _print_state(study, state)
        if is_finished(state):
            print_study(study)
        else:
            print_so_far(study)


def _print_state(study: StudyDirectory, state: State) -> None:
    print_text(f"{study.path}: {describe_state(state)}", "bold")
    times = [f"started {state.started}" if state.started else ""]
    times += [f"finished {state.finished}" if state.finished and is_finished(state) else ""]
    if any(times):
        print_text(", ".join(time for time in times if time))
    if state.in_use is None and not is_finished(state):
        print_text("its lock may not be opened, so a process may be working on it")
    if state.status == "running" and state.in_use:
        print_text(f"a process is working on it; last line of its log: {state.last_logged}")
    if state.status == "interrupted":
        command = shlex.join(["embedstudy", "compare", "--out", str(study.path), "--resume"])
        print_text(f"no process is working on it; finish it with {command}")
    for warning in study.meta.get("warnings", []):
        print_text(f"warning: {warning}")
    for sentence in study.meta.get("tuning_extensions", []):
        print_text(sentence, "dim")
    print_text("")


def print_so_far(study: StudyDirectory) -> None:
    """Print the mean accuracies of the runs that are finished, and the runs that failed."""
    rows = summarize_runs(study)
    if rows:
        table = make_table("runs so far: mean accuracy in %", ["data set"], ["texts"])
        table.add_columns("vectors", "encoder", "strategy")
        table.add_columns("runs", "dev", "test", right=True)
        for row in rows:
            table.add_row(*map(make_text, format_cells_so_far(row)))
        print_table(table)
    failed = [run for run in study.runs if run.status != "ok"]
    for run in failed[:SHOWN_FAILURES]:
        print_text(f"{run.run}: {run.status}: {run.note}", "bold red")
    if len(failed) > SHOWN_FAILURES:
        print_text(f"and {counted(len(failed) - SHOWN_FAILURES, 'more failed run')}: see runs.csv")
