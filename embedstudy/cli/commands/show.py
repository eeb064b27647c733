"""``embedstudy show``."""

from pathlib import Path
from typing import Annotated

import typer


def show(
    study: Annotated[Path, typer.Argument(help="A study directory.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show how a study stands, finished or not, and what it found so far.

    Reads the directory and changes nothing, also while the study is running. Exit status: 0, or 2
    if there is no study.
    """
    from dataclasses import asdict

    from embedstudy.cli import console, output, show_output
    from embedstudy.results.status import is_finished, so_far, state_of, understood
    from embedstudy.results.study import Study

    found = Study(study)
    with understood(found):
        state = state_of(found)
        if as_json:
            rows = [asdict(row) for row in so_far(found)]
            document = output.study_document(found)
            console.print_json({"state": asdict(state), "so_far": rows, **document})
            return
        show_output.print_state(found, state)
        if is_finished(state):
            output.print_study(found)
        else:
            show_output.print_so_far(found)
