"""``embedstudy initializers``."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from embedstudy.cli import reading_data

if TYPE_CHECKING:
    from embedstudy.results.initializers import Starts


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
    out: Annotated[
        Path | None,
        typer.Option(
            help="The directory of the report and its numbers; runs/initializers-DATASET by "
            "default. What an earlier call left there is replaced.",
            show_default=False,
        ),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the report.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Show why weights start at random.

    Trains a network with one hidden layer from each initializer: units that start alike stay
    alike, and zeros never learn. Leaves a report of one page, with figures.
    """
    from dataclasses import asdict, replace

    from embedstudy.cli import console
    from embedstudy.datasets.catalog import check_name, load_with, name_of
    from embedstudy.initializer_study import compare_starts
    from embedstudy.initializers import INITIALIZERS
    from embedstudy.options.data import DataOptions
    from embedstudy.report.initializers import write_page
    from embedstudy.results.initializers import check_directory, write_starts
    from embedstudy.storage import safe_name
    from embedstudy.study.data.study_datasets import encoded
    from embedstudy.text.tokenizers import tokenizer_named

    check_name(dataset)
    splitter = tokenizer_named(tokenizer)
    folder = out or Path("runs") / f"initializers-{safe_name(name_of(dataset))}"
    check_directory(folder)
    corpus = load_with(dataset, DataOptions(), progress=not quiet)
    starts = compare_starts(
        corpus,
        encoded(corpus, splitter, progress=not quiet),
        initializers=initializer or tuple(INITIALIZERS),
        seeds=seeds,
        epochs=epochs,
        progress=not quiet,
    )
    command = _command(dataset, initializer or (), seeds, epochs, tokenizer)
    conditions = replace(starts.conditions, command=command)
    starts = replace(starts, conditions=conditions)
    page = write_page(write_starts(starts, folder))
    if as_json:
        console.print_json({"out": str(folder), "report": str(page), **asdict(starts)})
    else:
        _print(starts)
        console.print_page(page)
    if open_page:
        console.open_in_browser(page)


def _command(
    dataset: str, initializers: Sequence[str], seeds: int, epochs: int, tokenizer: str
) -> str:
    """Return what makes the same numbers again."""
    named = [word for name in initializers for word in ("--initializer", name)]
    options = ["--seeds", str(seeds), "--epochs", str(epochs), "--tokenizer", tokenizer]
    return shlex.join(["embedstudy", "initializers", dataset, *named, *options])


def _print(starts: "Starts") -> None:
    from statistics import fmean

    from embedstudy.cli.console import plain, plain_table, print_whole, wide_console

    units = starts.conditions.units
    table = plain_table(f"{starts.dataset}: a hidden layer of {units} units, before and after")
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
