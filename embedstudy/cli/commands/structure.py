"""``embedstudy structure``."""

from pathlib import Path
from typing import Annotated

import typer


def structure(
    study: Annotated[Path, typer.Argument(help="A study directory.", show_default=False)],
    min_count: Annotated[
        int,
        typer.Option(help="Leave out words that the training texts have less often."),
    ] = 1,
    stop_words: Annotated[
        bool, typer.Option(help="Measure English stop words too (the list of scikit-learn).")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Measure what the embeddings of a finished study learned.

    What is measured stands in docs/structure.md. Reads the directory and changes nothing; compare
    writes the same to structure.csv, drift.csv and words.csv.
    """
    from dataclasses import asdict

    from embedstudy.cli import console, structure_output
    from embedstudy.results.study import Study
    from embedstudy.structure.tables import structure_of

    found = structure_of(Study(study), min_count, stop_words=stop_words)
    if as_json:
        console.print_json(
            {"study": str(study), "min_count": min_count, "stop_words": stop_words, **asdict(found)}
        )
    else:
        structure_output.print_structure(found)
