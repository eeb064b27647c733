"""``embedstudy structure``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import StructureOptions


@make_command("embedstudy structure runs/rotten-tomatoes --min-count 10 --no-stop-words")
def structure(study: StudyArgument, *, words: StructureOptions, output: JsonOption) -> int:
    """Measure what the embeddings of a study learned.

    docs/structure.md explains each measure. Reads the directory and changes nothing; compare
    writes the same to structure.csv, structure_differences.csv, drift.csv and words.csv. Below
    stands how the spaces took shape, from dynamics.csv, if the study keeps snapshots. Exit
    status: 0, 1 if a file is damaged and the others are measured, or 2.
    """
    from dataclasses import asdict

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.dynamics import print_dynamics
    from embedstudy.cli.output.structure import print_structure
    from embedstudy.cli.studies import find_status, open_study
    from embedstudy.structure.tables import measure_structure

    with open_study(study) as directory:
        measures = measure_structure(directory, words.min_count, stop_words=words.stop_words)
        dynamics = directory.dynamics
    if output.json:
        rows = [asdict(row) for row in dynamics]
        print_json({"study": study, **asdict(words), **asdict(measures), "dynamics": rows})
    else:
        print_structure(measures)
        for dataset in dict.fromkeys(row.dataset for row in dynamics):
            print_dynamics([row for row in dynamics if row.dataset == dataset])
    return find_status(directory)
