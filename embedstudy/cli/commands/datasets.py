"""``embedstudy datasets``."""

from pathlib import Path
from typing import Annotated

import typer

from embedstudy.cli import reading_data

app = typer.Typer(help="Data sets.", no_args_is_help=True)

Home = Annotated[
    Path | None,
    typer.Option(help="The data home; by default EMBEDSTUDY_HOME.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]


@app.callback()
def datasets() -> None:
    """Find, fetch and look into data sets."""


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List the data sets that are built in, and which of them are on disk."""
    from embedstudy.cli import console, datasets_output
    from embedstudy.storage import home_at

    with home_at(home):
        if as_json:
            console.print_json({"datasets": datasets_output.documents()})
        else:
            datasets_output.print_list()


@app.command()
def info(
    name: Annotated[
        str,
        typer.Argument(help="e.g. rotten-tomatoes, reviews.csv, hf:owner/name", show_default=False),
    ],
    vectors: Annotated[
        list[str] | None,
        typer.Option(help="Vectors: how many of the words do they know? Repeatable."),
    ] = None,
    text_column: reading_data.TextColumn = None,
    label_column: reading_data.LabelColumn = None,
    split: reading_data.SplitName = None,
    dev_file: reading_data.DevFile = None,
    test_file: reading_data.TestFile = None,
    encoding: reading_data.Encoding = "utf-8",
    skip_bad_lines: reading_data.SkipBadLines = False,
    tokenizer: reading_data.TokenizerName = "basic",
    home: Home = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what a data set is like: classes, lengths, words, and texts that occur again.

    A text that occurs in train and in test is a leak: the model was trained on what it is asked.
    """
    from embedstudy.cli import console, datasets_output
    from embedstudy.options.data import DataOptions
    from embedstudy.storage import home_at
    from embedstudy.text.tokenizers import tokenizer_named

    options = DataOptions(
        text_column=text_column,
        label_column=label_column,
        split=split,
        dev_file=dev_file,
        test_file=test_file,
        encoding=encoding,
        skip_bad_lines=skip_bad_lines,
    )
    splitter = tokenizer_named(tokenizer)
    with home_at(home):
        document = datasets_output.document(
            name, options, splitter, vectors or [], progress=not quiet
        )
    if as_json:
        console.print_json(document)
    else:
        datasets_output.print_info(document)


@app.command()
def download(
    names: Annotated[
        list[str],
        typer.Argument(help="e.g. imdb, or hf:owner/name", show_default=False),
    ],
    home: Home = None,
    quiet: Quiet = False,
) -> None:
    """Fetch data sets into the data home."""
    import warnings

    from embedstudy.datasets.catalog import check_name, load_dataset
    from embedstudy.errors import EmbedstudyWarning
    from embedstudy.storage import home_at

    for name in names:  # a misspelt name fails before anything is fetched
        check_name(name)
    with home_at(home), warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)  # info shows what was off
        for name in names:
            corpus = load_dataset(name, progress=not quiet)
            sizes = ", ".join(f"{len(part):,} {split}" for split, part in corpus.splits.items())
            typer.echo(f"{name}\t{sizes}")
