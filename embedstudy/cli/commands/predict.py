"""``embedstudy predict``."""

from typing import Annotated

from embedstudy.cli.arguments import ModelArgument
from embedstudy.cli.bind import Argument, make_command
from embedstudy.options.classifier import PredictionOptions

_TEXTS = "Texts, one a line, gzipped or not; - is standard input. [-]"


@make_command(
    "embedstudy predict models/m new-reviews.txt",
    "cat new-reviews.txt | embedstudy predict models/m --json",
)
def predict(
    model: ModelArgument,
    file: Annotated[str, Argument("[FILE]", _TEXTS, "file")] = "-",
    *,
    options: PredictionOptions,
) -> None:
    """Predict the label of each line, and its probability.

    Prints a line for each line, as soon as it is read, with a tab between the label and the
    probability. An empty line gets the most frequent class of the training texts.
    """
    import sys
    from pathlib import Path

    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.cli.output.models import make_prediction_writer
    from embedstudy.errors import InputError
    from embedstudy.text.line_reader import read_lines, stream_lines

    # cyclopts takes a misspelt option for the file.
    if file.startswith("-") and file != "-" and not Path(file).exists():
        raise InputError(f"no option {file!r} (see --help)")
    classifier = EmbeddingClassifier.load(model)
    if file == "-":
        batches = stream_lines(sys.stdin.buffer, "standard input", options.encoding)
    else:
        batches = read_lines(Path(file), options.encoding)
    write = make_prediction_writer(
        classifier.classes_.tolist(), every=options.proba, as_json=options.json
    )
    for lines in batches:
        sys.stdout.write(write(classifier.predict_proba(lines)))
        sys.stdout.flush()
