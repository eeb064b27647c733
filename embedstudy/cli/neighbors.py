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
    from embedstudy.results.space_labels import label_spaces
    from embedstudy.results.study import Study
    from embedstudy.structure.neighbors import find_neighbors
    from embedstudy.structure.spaces import list_spaces

    spaces = list_spaces(Study(study))
    rows, keys = find_neighbors(spaces, words, topn), [space.key for space in spaces]
    if as_json:
        labels = list(label_spaces(keys).values())
        console.print_json({"spaces": labels, "neighbors": [asdict(row) for row in rows]})
    else:
        output.print_neighbors(words, keys, rows)
