"""``embedstudy vectors``."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Pretrained vectors.", no_args_is_help=True)

Home = Annotated[
    Path | None,
    typer.Option(help="The data home; by default EMBEDSTUDY_HOME.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.callback()
def vectors() -> None:
    """Find and fetch pretrained vectors."""


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List the vectors that are known by name, and which of them are on disk."""
    from embedstudy.cli import console, vectors_output
    from embedstudy.storage import home_at

    with home_at(home):
        if as_json:
            console.print_json({"vectors": vectors_output.documents()})
        else:
            vectors_output.print_list()


@app.command()
def info(
    name: Annotated[str, typer.Argument(help="e.g. glove-6b-50d", show_default=False)],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of some vectors: what they are, their sources, where they are."""
    from embedstudy.cli import console, vectors_output
    from embedstudy.storage import home_at

    with home_at(home):
        if as_json:
            console.print_json(vectors_output.document(name))
        else:
            vectors_output.print_info(name)


@app.command()
def download(
    names: Annotated[
        list[str],
        typer.Argument(help="e.g. glove-6b-50d, or an https address", show_default=False),
    ],
    home: Home = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Fetch vectors into the data home, and print where they are."""
    from embedstudy.storage import home_at
    from embedstudy.vectors.sources import check_name, locate

    for name in names:  # a misspelt name fails before anything is fetched
        check_name(name)
    with home_at(home):
        for name in names:
            typer.echo(f"{name}\t{locate(name, progress=not quiet).path.parent}")
