"""``embedstudy show``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import ShowOptions


@make_command(
    "embedstudy show runs/rotten-tomatoes",
    "embedstudy show runs/rotten-tomatoes --all",
    "embedstudy show runs/rotten-tomatoes --verify",
)
def show(study: StudyArgument, *, shown: ShowOptions, output: JsonOption) -> int:
    """Show how a study stands, finished or not, and its results so far.

    Reads the directory and changes nothing, also while the study is running. Exit status: 0, 1 if
    a file is damaged (its name is on stderr, and the rest is shown), or 2 if there is no study.
    """
    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.status import make_status_document, print_status
    from embedstudy.cli.studies import find_status, open_study

    if shown.verify:
        from embedstudy.cli.output.verification import show_verification

        return show_verification(study, as_json=output.json)
    with open_study(study) as directory:
        if output.json:
            print_json(make_status_document(directory))
        else:
            print_status(directory, with_tables=shown.all)
    return find_status(directory)
