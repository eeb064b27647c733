"""``embedstudy vectors evaluate`` and ``embedstudy vectors neighbors``."""

from typing import Annotated

import typer

from embedstudy.cli import reading

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
Name = Annotated[str, typer.Argument(help="Vectors, e.g. glove-6b-50d", show_default=False)]


def evaluate(
    name: Name,
    among: Annotated[
        int,
        typer.Option(
            help="Analogies among this many words from the top of the table; gensim itself takes "
            "300000, which takes minutes."
        ),
    ] = 30_000,
    limit: reading.Limit = None,
    skip_bad_lines: reading.SkipBadLines = False,
    encoding_errors: reading.EncodingErrors = "strict",
    trust_pickle: reading.TrustPickle = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score vectors on WordSim-353, SimLex-999 and the Google analogies, as gensim does."""
    from dataclasses import asdict

    from embedstudy.cli import console, output
    from embedstudy.vectors.catalog import load_vectors
    from embedstudy.vectors.evaluation import evaluate as score

    vectors = load_vectors(
        name,
        limit=limit,
        skip_bad_lines=skip_bad_lines,
        encoding_errors=encoding_errors,
        trust_pickle=trust_pickle,
        progress=not quiet,
    )
    rows = score(vectors, analogies_among=among, progress=not quiet)
    if as_json:
        console.print_json({"vectors": name, "evaluation": [asdict(row) for row in rows]})
    else:
        output.print_evaluation(name, rows)


def neighbors(
    name: Name,
    words: Annotated[list[str], typer.Argument(help="The words to look up.", show_default=False)],
    topn: Annotated[int, typer.Option(help="Neighbours of each word.")] = 10,
    limit: reading.Limit = None,
    skip_bad_lines: reading.SkipBadLines = False,
    encoding_errors: reading.EncodingErrors = "strict",
    trust_pickle: reading.TrustPickle = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show the words nearest to others in a table of vectors."""
    from dataclasses import asdict

    from embedstudy.cli import console, output
    from embedstudy.results.rows import NeighborRow
    from embedstudy.vectors.catalog import load_vectors

    vectors = load_vectors(
        name,
        limit=limit,
        skip_bad_lines=skip_bad_lines,
        encoding_errors=encoding_errors,
        trust_pickle=trust_pickle,
        progress=not quiet,
    )
    rows = [
        NeighborRow(word, name, rank, neighbor, cosine)
        for word in words
        for rank, (neighbor, cosine) in enumerate(vectors.neighbors(word, topn), 1)
    ]
    if as_json:
        console.print_json({"neighbors": [asdict(row) for row in rows]})
    else:
        output.print_nearest(name, words, rows)
