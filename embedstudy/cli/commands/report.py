"""``embedstudy report``."""

from embedstudy.cli.arguments import StudyArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import ReportOptions
from embedstudy.options.running import OutputOptions


@make_command(
    "embedstudy report runs/rotten-tomatoes --open",
    "embedstudy report runs/rotten-tomatoes --layout tsne",
)
def report(study: StudyArgument, *, drawing: ReportOptions, output: OutputOptions) -> int:
    """Draw the report of a study again: one page, report.html in its directory.

    The report of an unfinished study shows the runs that are there. Exit status: 0, 1 if a file is
    damaged (the page names it and shows the rest), or 2 if there is no study, or no such layout.
    """
    from embedstudy.cli.output.console import open_in_browser, print_json, print_page
    from embedstudy.cli.studies import find_status, open_study
    from embedstudy.progress import show_step

    progress = not output.quiet
    with (
        open_study(study) as directory,
        show_step("drawing the page", show=progress, plain=False),
    ):
        from embedstudy.report.study import write_page

        page = write_page(directory, layout=drawing.layout, progress=progress)
    if output.json:
        print_json({"report": str(page)})
    else:
        print_page(page)
    if drawing.open_page:
        open_in_browser(page)
    return find_status(directory)
