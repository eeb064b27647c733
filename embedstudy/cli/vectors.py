"""``embedstudy vectors``."""

from typing import Annotated

import typer

from embedstudy.cli import vectors_evaluate, vectors_train

app = typer.Typer(help="Pretrained vectors.", no_args_is_help=True)


@app.callback()
def vectors() -> None:
    """Fetch pretrained vectors."""


@app.command()
def download(
    names: Annotated[list[str], typer.Argument(help="e.g. glove-6b-50d", show_default=False)],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Fetch vectors into the data home, and print where they are."""
    from embedstudy import registry
    from embedstudy.vectors.catalog import download_vectors

    for name in names:  # a misspelt name fails before anything is fetched
        registry.vectors(name)
    for name in names:
        matrix, _ = download_vectors(name, progress=not quiet)
        typer.echo(f"{name}\t{matrix.parent}")


app.command("train")(vectors_train.train)
app.command("evaluate")(vectors_evaluate.evaluate)
app.command("neighbors")(vectors_evaluate.neighbors)
