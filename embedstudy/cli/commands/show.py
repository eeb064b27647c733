"""``embedstudy show``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import ShowOptions


@make_command(
    "embedstudy show runs/rotten-tomatoes",
    "embedstudy show runs/rotten-tomatoes --all",
)
def show(study: StudyArgument, *, shown: ShowOptions, output: JsonOption) -> None:
    """Show how a study stands, finished or not, and its results so far.

    Reads the directory and changes nothing, also while the study is running. Exit status: 0, or 2
    if there is no study.
    """
    from pathlib import Path

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.status import make_status_document, print_status
    from embedstudy.results.directory import StudyDirectory

    directory = StudyDirectory(Path(study))
    if output.json:
        print_json(make_status_document(directory))
    else:
        print_status(directory, with_tables=shown.all)
