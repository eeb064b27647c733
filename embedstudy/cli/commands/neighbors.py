"""``embedstudy neighbors``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument, WordsArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import NeighborOptions


@make_command("embedstudy neighbors runs/rotten-tomatoes good terrible --topn 5")
def neighbors(
    study: StudyArgument, *words: WordsArgument, options: NeighborOptions, output: JsonOption
) -> None:
    """Show the nearest neighbours of words in every space of a study."""
    from dataclasses import asdict
    from pathlib import Path

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.neighbors import print_neighbors
    from embedstudy.results.directory import StudyDirectory
    from embedstudy.structure.neighbors import neighbor_rows, spaces

    directory = StudyDirectory(Path(study))
    rows = neighbor_rows(directory, words, options.topn)
    names = [space.name for space in spaces(directory)]
    if output.json:
        print_json({"spaces": names, "neighbors": [asdict(row) for row in rows]})
    else:
        print_neighbors(words, names, rows)
