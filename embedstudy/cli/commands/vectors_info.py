"""``embedstudy vectors info``."""

from typing import Annotated

from embedstudy.cli.arguments import JsonOption, VectorsArgument
from embedstudy.cli.bind import Only, make_command
from embedstudy.options.looking import CoverageOptions
from embedstudy.options.running import HomeOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.vectors import VectorOptions

_READING = Only(
    "case_fallback", "word_prefix", "word_suffix", "skip_bad_lines", "encoding_errors",
    "trust_pickle", "max_bytes",
)  # fmt: skip


@make_command(
    "embedstudy vectors info glove-6b-50d --against rotten-tomatoes",
    "embedstudy vectors info my-vectors.txt",
)
def vectors_info(
    name: VectorsArgument,
    *,
    coverage: CoverageOptions,
    reading: Annotated[VectorOptions, _READING],
    text: Annotated[TextOptions, Only("tokenizer", "unicode_form")],
    place: HomeOptions,
    output: JsonOption,
) -> None:
    """Describe vectors: their size, licence and sources, and where they are.

    A file is read, and the description counts the rows that were tolerated.
    """
    from embedstudy.cli.output.console import print_result
    from embedstudy.cli.output.vectors import make_info_document, print_info
    from embedstudy.storage import use_home

    with use_home(place.path):
        document = make_info_document(name, reading, coverage.against, text)
        print_result(document, print_info, as_json=output.json)
