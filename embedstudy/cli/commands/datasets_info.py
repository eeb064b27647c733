"""``embedstudy datasets info``."""

from typing import Annotated

from embedstudy.cli.arguments import DatasetArgument
from embedstudy.cli.bind import Only, make_command
from embedstudy.options.data import DataOptions
from embedstudy.options.looking import DatasetCoverageOptions
from embedstudy.options.running import HomeOptions, OutputOptions
from embedstudy.options.text import TextOptions


@make_command(
    "embedstudy datasets info rotten-tomatoes --vectors glove-6b-50d",
    "embedstudy datasets info reviews.csv --text-column body --label-column stars",
)
def datasets_info(
    dataset: DatasetArgument,
    *,
    coverage: DatasetCoverageOptions,
    data: DataOptions,
    text: Annotated[TextOptions, Only("tokenizer", "unicode_form")],
    place: HomeOptions,
    output: OutputOptions,
) -> None:
    """Describe a data set: classes, lengths, words, and texts that occur again.

    A text that occurs in train and in test is a leak: the model was trained on what it is asked.
    """
    from embedstudy.cli.output.console import print_result
    from embedstudy.cli.output.datasets import make_info_document, print_info
    from embedstudy.storage import use_home
    from embedstudy.text.tokenizers import get_tokenizer

    tokenizer = get_tokenizer(text.tokenizer, text.unicode_form)
    progress = not output.quiet
    with use_home(place.path):
        document = make_info_document(dataset, data, tokenizer, coverage.vectors, progress=progress)
    print_result(document, print_info, as_json=output.json)
