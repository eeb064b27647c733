"""``embedstudy vectors``."""

from pathlib import Path
from typing import Annotated

import typer

from embedstudy.cli import reading, vectors_convert, vectors_evaluate, vectors_train

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
    against: Annotated[
        str | None,
        typer.Option(
            help="A data set: how much of its training part do they know?", show_default=False
        ),
    ] = None,
    case_fallback: reading.CaseFallback = True,
    skip_bad_lines: reading.SkipBadLines = False,
    encoding_errors: reading.EncodingErrors = "strict",
    trust_pickle: reading.TrustPickle = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of some vectors: what they are, their sources, where they are.

    A file is read for it; what was tolerated in reading is shown.
    """
    from embedstudy.cli import console, vectors_output
    from embedstudy.options.vectors import VectorOptions
    from embedstudy.storage import home_at
    from embedstudy.study.data.vector_coverage import hold_against

    options = VectorOptions(
        case_fallback=case_fallback,
        skip_bad_lines=skip_bad_lines,
        encoding_errors=encoding_errors,
        trust_pickle=trust_pickle,
    )
    with home_at(home):
        found = hold_against(name, against, options) if against else None
        document = vectors_output.document(name, options)
        if as_json:
            console.print_json(vectors_output.with_coverage(document, found))
        else:
            vectors_output.print_info(document)
            if found:
                vectors_output.print_coverage(name, found)


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


app.command("convert")(vectors_convert.convert)
app.command("train")(vectors_train.train)
app.command("evaluate")(vectors_evaluate.evaluate)
app.command("neighbors")(vectors_evaluate.neighbors)
