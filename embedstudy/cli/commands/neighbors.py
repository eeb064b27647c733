"""``embedstudy neighbors``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedstudy.cli.arguments import JsonOption, StudyArgument, WordsArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import MomentOptions, NeighborOptions

if TYPE_CHECKING:
    from embedstudy.results.directory import StudyDirectory


@make_command(
    "embedstudy neighbors runs/rotten-tomatoes good terrible --topn 5",
    "embedstudy neighbors runs/rotten-tomatoes dull --over-time",
)
def neighbors(
    study: StudyArgument,
    *words: WordsArgument,
    options: NeighborOptions,
    time: MomentOptions,
    output: JsonOption,
) -> int:
    """Show the nearest neighbours of words in every space of a study.

    Exit status: 0, 1 if a file is damaged and the other spaces are shown, or 2.
    """
    from embedstudy.cli.studies import find_status, open_study

    show = _show_moments if time.over_time else _show_spaces
    with open_study(study) as directory:
        show(directory, words, options.topn, as_json=output.json)
    return find_status(directory)


def _show_spaces(
    study: "StudyDirectory", words: Sequence[str], topn: int, *, as_json: bool
) -> None:
    from dataclasses import asdict

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.neighbors import print_neighbors
    from embedstudy.results.space_labels import label_spaces
    from embedstudy.structure.neighbors import find_neighbors
    from embedstudy.structure.spaces import list_spaces

    spaces = list_spaces(study)
    rows, keys = find_neighbors(spaces, words, topn), [space.key for space in spaces]
    if as_json:
        labels = list(label_spaces(keys).values())
        print_json({"spaces": labels, "neighbors": [asdict(row) for row in rows]})
    else:
        print_neighbors(words, keys, rows)


def _show_moments(
    study: "StudyDirectory", words: Sequence[str], topn: int, *, as_json: bool
) -> None:
    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.neighbors import print_moments
    from embedstudy.results.space_labels import label_spaces
    from embedstudy.structure.trajectory import follow_neighbors

    moments = follow_neighbors(study, words, topn)
    labels = label_spaces(moment.space for moment in moments)
    if as_json:
        rows = [moment.to_json() for moment in moments]
        print_json({"spaces": list(labels.values()), "moments": rows})
    else:
        print_moments(moments, labels)
