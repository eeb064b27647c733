"""``embedstudy neighbors``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument, WordsArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import NeighborOptions


@make_command("embedstudy neighbors runs/rotten-tomatoes good terrible --topn 5")
def neighbors(
    study: StudyArgument, *words: WordsArgument, options: NeighborOptions, output: JsonOption
) -> int:
    """Show the nearest neighbours of words in every space of a study.

    Exit status: 0, 1 if a file is damaged and the other spaces are shown, or 2.
    """
    from dataclasses import asdict

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.neighbors import print_neighbors
    from embedstudy.cli.studies import find_status, open_study
    from embedstudy.results.space_labels import label_spaces
    from embedstudy.structure.neighbors import find_neighbors
    from embedstudy.structure.spaces import list_spaces

    with open_study(study) as directory:
        spaces = list_spaces(directory)
        rows, keys = find_neighbors(spaces, words, options.topn), [space.key for space in spaces]
    if output.json:
        labels = list(label_spaces(keys).values())
        print_json({"spaces": labels, "neighbors": [asdict(row) for row in rows]})
    else:
        print_neighbors(words, keys, rows)
    return find_status(directory)
