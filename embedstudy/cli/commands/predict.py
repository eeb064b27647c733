"""``embedstudy predict``."""

from typing import Annotated

import typer

from embedstudy.cli import model_options as options


def predict(
    model: options.ModelFolder,
    file: Annotated[
        str,
        typer.Argument(help="Texts, one a line, gzipped or not; - is standard input."),
    ] = "-",
    encoding: Annotated[str, typer.Option(help="Of the texts.")] = "utf-8",
    proba: Annotated[
        bool, typer.Option("--proba", help="Every class, the most probable first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Predict the label of each line, and how probable it is, with a tab between them.

    There is a line for each line, as soon as that is read; an empty one gets the most frequent
    class of the training texts.
    """
    import sys
    from pathlib import Path

    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.cli import model_output
    from embedstudy.text.line_reader import lines_of, lines_of_file

    fitted = EmbeddingClassifier.load(model)
    if file == "-":
        batches = lines_of(sys.stdin.buffer, "standard input", encoding)
    else:
        batches = lines_of_file(Path(file), encoding)
    write = model_output.prediction_writer(fitted.classes_.tolist(), every=proba, as_json=as_json)
    for lines in batches:
        sys.stdout.write(write(fitted.predict_proba(lines)))
        sys.stdout.flush()
