"""``embedstudy report``."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    study: Annotated[Path, typer.Argument(help="A study directory.", show_default=False)],
    layout: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="The layout of the maps that come first: pca, tsne or umap. The last two take a "
            "minute or two; umap needs embedstudy\\[umap].",
        ),
    ] = "pca",
    open_page: Annotated[bool, typer.Option("--open", help="Open the report.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Draw the report of a study anew: one page, report.html in its directory.

    A study that is not finished has one of what is there.

    Exit status: 0, or 2 if there is no study, or no such layout.
    """
    from embedstudy.cli import console
    from embedstudy.report.study import write_page

    page = write_page(study, layout=layout, progress=not quiet)
    if as_json:
        console.print_json({"report": str(page)})
    else:
        console.print_page(page)
    if open_page:
        console.open_in_browser(page)
