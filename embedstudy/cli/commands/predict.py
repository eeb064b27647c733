"""``embedstudy predict``."""

from typing import Annotated

from embedstudy.cli.arguments import ModelArgument
from embedstudy.cli.bind import Argument, make_command
from embedstudy.options.classifier import PredictionOptions

_TEXTS = (
    "A table, such as new.csv, or texts, one a line; gzipped or not. - is standard input, a text a "
    "line. [-]"
)


@make_command(
    "embedstudy predict models/m tickets.csv",
    "embedstudy predict models/m --text 'the meal was lovely'",
)
def predict(
    model: ModelArgument,
    file: Annotated[str, Argument("[FILE]", _TEXTS, "file")] = "-",
    *,
    options: PredictionOptions,
) -> None:
    """Predict the label of each text, and its probability.

    A table is read by column, as training did, and is printed as CSV with two columns more. Of
    other files each line is a text: prints a line for each, as soon as it is read, with a tab
    between the label and the probability. An empty text gets the most frequent class of the
    training texts. Control characters in labels are spelled as in Python; --json has them exact.
    """
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.cli.output.console import print_data
    from embedstudy.cli.output.predictions import check_input, list_outputs

    check_input(file, options)
    classifier = EmbeddingClassifier.load(model)
    for output in list_outputs(classifier, file, options):
        print_data(output)
