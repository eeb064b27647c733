"""``embedstudy initializers``."""

from typing import TYPE_CHECKING, Annotated

import typer

from embedstudy.cli import reading_data

if TYPE_CHECKING:
    from embedstudy.study.initialization import Starts


def initializers(
    dataset: Annotated[
        str, typer.Argument(help="A data set: by name, a file, or hf:owner/name.")
    ] = "rotten-tomatoes",
    initializer: Annotated[
        list[str] | None,
        typer.Option(
            help="By name, e.g. HeNormal. Repeatable; all by default.", show_default=False
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(help="Networks from each initializer.")] = 3,
    epochs: Annotated[int, typer.Option(help="Passes over the training part.")] = 10,
    tokenizer: reading_data.TokenizerName = "basic",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Show why weights start at random.

    Trains a network with one hidden layer from each initializer: units that start alike stay
    alike, and zeros never learn.
    """
    from dataclasses import asdict

    from embedstudy.cli import console
    from embedstudy.datasets.catalog import DatasetOptions, load_with
    from embedstudy.initializers import INITIALIZERS
    from embedstudy.study.gathering import encoded
    from embedstudy.study.initialization import compare_starts
    from embedstudy.text.tokenizers import tokenizer_named

    splitter = tokenizer_named(tokenizer)
    corpus = load_with(dataset, DatasetOptions(), progress=not quiet)
    starts = compare_starts(
        corpus,
        encoded(corpus, splitter, progress=not quiet),
        initializers=initializer or tuple(INITIALIZERS),
        seeds=seeds,
        epochs=epochs,
        progress=not quiet,
    )
    if as_json:
        console.print_json(asdict(starts))
    else:
        _print(starts)


def _print(starts: "Starts") -> None:
    from statistics import fmean

    from embedstudy.cli.console import plain, plain_table, print_whole, wide_console
    from embedstudy.study.initialization import UNITS

    table = plain_table(f"{starts.dataset}: a hidden layer of {UNITS} units, before and after")
    table.add_column("initializer", no_wrap=True)
    for heading in ("units", "rank", "loss", "dev accuracy, %", "two seeds agree"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, agreement in starts.agreement.items():
        rows = [row for row in starts.rows if row.initializer == name]
        first, accuracies = rows[0], [100 * row.dev_accuracy for row in rows]
        losses = [fmean(row.losses[place] for row in rows) for place in (0, -1)]
        learned = "" if any(row.moved for row in rows) else " (nothing moves)"
        table.add_row(
            plain(name.partition("(")[0] + learned),
            f"{first.units_before} → {max(row.units_after for row in rows)}",
            f"{first.rank_before} → {max(row.rank_after for row in rows)}",
            f"{losses[0]:.3f} → {losses[1]:.3f}",
            f"{fmean(accuracies):.1f} ({min(accuracies):.1f} to {max(accuracies):.1f})",
            f"{agreement:.1%}",
        )
    print_whole(table)
    wide_console().print(
        plain(
            "units: different ones; rank: of the embedding; loss: of the first and the last "
            f"epoch. The most frequent class alone gets {starts.majority:.1%} of dev.",
            "dim",
        )
    )
