"""``embedstudy vectors convert``."""

from typing import Annotated

from embedstudy.cli.arguments import VectorsArgument
from embedstudy.cli.bind import Argument, Only, make_command
from embedstudy.options.looking import ConversionOptions
from embedstudy.options.vectors import VectorOptions

_READING = Only(
    "word_prefix", "word_suffix", "limit", "normalize", "all_but_the_top", "skip_bad_lines",
    "encoding_errors", "trust_pickle", "max_bytes",
)  # fmt: skip


@make_command("embedstudy vectors convert glove-6b-50d glove.bin --limit 50000")
def vectors_convert(
    source: VectorsArgument,
    target: Annotated[str, Argument("TARGET", "The file to write.", "file")],
    *,
    writing: ConversionOptions,
    reading: Annotated[VectorOptions, _READING],
) -> None:
    """Write vectors in another format.

    --skip-bad-lines leaves out rows that cannot be read and words that the format cannot hold.
    """
    from pathlib import Path

    from embedstudy.cli.output.console import print_fields
    from embedstudy.vectors.catalog import read_vectors, write_reading
    from embedstudy.vectors.formats.write_vectors import check_target, write_vectors

    path = Path(target)
    check_target(path, writing.format, force=writing.force)
    table = read_vectors(source, None, reading)
    write_reading(table)
    skip_bad_words = reading.skip_bad_lines
    for file in write_vectors(table, path, writing.format, skip_bad_words=skip_bad_words):
        print_fields(str(file))
