"""``embedstudy export``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from embedstudy.structure.export.export import Exported


def export(
    study: Annotated[Path, typer.Argument(help="A study directory.", show_default=False)],
    kind: Annotated[
        str,
        typer.Option(
            "--format",
            help="word2vec-text, word2vec-binary, glove, safetensors, projector, parquet; or "
            "csv, the tables of the study.",
            show_default=False,
        ),
    ],
    run: Annotated[
        str | None,
        typer.Option(
            help="A run of runs.csv; or a strategy, pretrained or random-before, of the first "
            "seed. By default the one learned space.",
            show_default=False,
        ),
    ] = None,
    initial: Annotated[
        bool, typer.Option("--initial", help="The space as it was before training.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file, or the folder for projector and csv; by default named after the run.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(help="Only that many words, the most frequent.", show_default=False),
    ] = None,
    every_word: Annotated[
        bool,
        typer.Option(
            "--all", help="In the pretrained space, words without a pretrained vector too."
        ),
    ] = False,
    spreadsheet_safe: Annotated[
        bool,
        typer.Option(
            "--spreadsheet-safe",
            help="An apostrophe before cells that begin with = + - @ (projector, csv).",
        ),
    ] = False,
    skip_bad_lines: Annotated[
        bool,
        typer.Option(
            "--skip-bad-lines", help="Leave out and count words that the format cannot hold."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Write a space of a study for other programs: gensim, TensorBoard, viewers, spreadsheets.

    Class log-odds are those of the held-out texts. docs/export.md says what each file holds.
    """
    from dataclasses import asdict

    from embedstudy.cli import console
    from embedstudy.results.study import Study
    from embedstudy.structure.export.export import export as write

    made = write(
        Study(study),
        kind,
        run,
        out=out,
        initial=initial,
        limit=limit,
        every_word=every_word,
        spreadsheet_safe=spreadsheet_safe,
        skip_bad_words=skip_bad_lines,
        force=force,
    )
    if as_json:
        files = [str(path) for path in made.files]
        console.print_json({"format": kind, **asdict(made), "files": files})
    else:
        _print(made)


def _print(made: "Exported") -> None:
    from rich.console import Console

    from embedstudy.cli.console import plain
    from embedstudy.wording import counted

    console = Console()
    if made.run:
        when = ", before training" if made.initial else ""
        said = f"{made.run}{when}: {counted(made.words, 'word')} x {made.dim}"
        console.print(plain(said), soft_wrap=True)
    if made.without_vector:
        said = f"left out: {counted(made.without_vector, 'word')} without a pretrained vector"
        console.print(plain(f"{said} (--all keeps them)"), soft_wrap=True)
    for note in made.notes:
        console.print(plain(note), soft_wrap=True)
    for path in made.files:
        console.print(plain(f"written to {path}", "dim"), soft_wrap=True)
