"""``embedstudy vectors convert``."""

from pathlib import Path
from typing import Annotated

import typer

from embedstudy.cli import reading


def convert(
    source: Annotated[str, typer.Argument(help="Vectors by name or path.", show_default=False)],
    target: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    kind: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="glove, word2vec, word2vec-binary, npy or safetensors; by the ending of the "
            "target by default (.txt, .vec, .bin, .npy, .safetensors).",
            show_default=False,
        ),
    ] = None,
    limit: reading.Limit = None,
    normalize: reading.Normalize = False,
    all_but_the_top: reading.AllButTheTop = 0,
    skip_bad_lines: Annotated[
        bool,
        typer.Option(
            "--skip-bad-lines",
            help="Leave out and count rows that cannot be read, and words that the format "
            "cannot hold.",
        ),
    ] = False,
    encoding_errors: reading.EncodingErrors = "strict",
    trust_pickle: reading.TrustPickle = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the target and its word list.")
    ] = False,
) -> None:
    """Write vectors in another format."""
    from embedstudy.errors import InputError
    from embedstudy.vectors.catalog import load_vectors
    from embedstudy.vectors.formats.writing import files_written, write_vectors

    for path in files_written(target, kind):
        if path.exists() and not force:
            raise InputError(f"{path}: is there already (--force replaces it)")
    table = load_vectors(
        source,
        limit=limit,
        normalize=normalize,
        all_but_the_top=all_but_the_top,
        skip_bad_lines=skip_bad_lines,
        encoding_errors=encoding_errors,
        trust_pickle=trust_pickle,
    )
    for path in write_vectors(table, target, kind, skip_bad_words=skip_bad_lines):
        typer.echo(path)
