"""``embedstudy forecast``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import ForecastOptions


@make_command("embedstudy forecast runs/rotten-tomatoes --at 10000,30000")
def forecast(study: StudyArgument, *, sizes: ForecastOptions, output: JsonOption) -> int:
    """Forecast the accuracy of a study with more training texts.

    Needs a study with three train sizes or more (compare --train-sizes 100,300,all). Reads the
    directory and changes nothing. Exit status: 0, 1 if a file is damaged, or 2.
    """
    from dataclasses import asdict

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.forecast import print_forecast
    from embedstudy.cli.studies import find_status, open_study
    from embedstudy.errors import FAILED, OK
    from embedstudy.forecast.forecast import check_sizes, make_forecast

    with open_study(study) as directory:
        summary = directory.summary
        if not summary and find_status(directory) != OK:  # the damage is named
            return FAILED
        check_sizes(summary, study, sizes.at)
        outlook = make_forecast(summary, directory.meta, sizes.at)
        if output.json:
            print_json({"study": study, **asdict(outlook)})
        else:
            print_forecast(directory, outlook)
    return find_status(directory)
