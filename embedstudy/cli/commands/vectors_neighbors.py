"""``embedstudy vectors neighbors``."""

from embedstudy.cli.arguments import TableOptions, VectorsArgument, WordsArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import NeighborOptions
from embedstudy.options.running import OutputOptions


@make_command("embedstudy vectors neighbors glove-6b-50d good terrible")
def vectors_neighbors(
    name: VectorsArgument,
    *words: WordsArgument,
    options: NeighborOptions,
    reading: TableOptions,
    output: OutputOptions,
) -> None:
    """Show the words nearest to others in a table of vectors."""
    from dataclasses import asdict

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.neighbors import NearestWord, print_nearest
    from embedstudy.vectors.catalog import read_vectors, write_reading

    vectors = read_vectors(name, None, reading, progress=not output.quiet)
    if not output.quiet:
        write_reading(vectors)
    rows = [
        NearestWord(word, name, rank, neighbor, cosine)
        for word in words
        for rank, (neighbor, cosine) in enumerate(vectors.neighbors(word, options.topn), 1)
    ]
    if output.json:
        print_json({"neighbors": [asdict(row) for row in rows]})
    else:
        print_nearest(name, words, rows)
