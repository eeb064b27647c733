"""``embedstudy neighbors``."""

from pathlib import Path
from typing import Annotated

import typer


def neighbors(
    study: Annotated[Path, typer.Argument(help="A study directory.", show_default=False)],
    words: Annotated[list[str], typer.Argument(help="The words to look up.", show_default=False)],
    topn: Annotated[int, typer.Option(help="Neighbours in each space.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show the nearest neighbours of a word in every space of a finished study."""
    from dataclasses import asdict

    from embedstudy.cli import console, output
    from embedstudy.results.study import Study
    from embedstudy.structure.neighbors import neighbor_rows, spaces

    found = Study(study)
    rows, names = neighbor_rows(found, words, topn), [space.name for space in spaces(found)]
    if as_json:
        console.print_json({"spaces": names, "neighbors": [asdict(row) for row in rows]})
    else:
        output.print_neighbors(words, names, rows)
