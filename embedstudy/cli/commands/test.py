"""``embedstudy test``."""

from typing import Annotated

import typer

from embedstudy.cli import model_options as options
from embedstudy.cli import reading_data


def evaluate(
    model: options.ModelFolder,
    dataset: Annotated[
        str,
        typer.Argument(help="A data set: by name, a file, or hf:owner/name.", show_default=False),
    ],
    part: Annotated[
        str,
        typer.Option(help="test, dev or train as `train` splits it, or all of it, unsplit."),
    ] = "test",
    text_column: reading_data.TextColumn = None,
    label_column: reading_data.LabelColumn = None,
    split: reading_data.SplitName = None,
    dev_file: reading_data.DevFile = None,
    test_file: reading_data.TestFile = None,
    encoding: reading_data.Encoding = "utf-8",
    skip_bad_lines: reading_data.SkipBadLines = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Test a model on the test part of a data set.

    Shows accuracy, macro F1, each class, and what is taken for what. Labels that the model was
    not trained on count as wrong.
    """
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.classifier.evaluation import part_of, score
    from embedstudy.cli import console, model_output
    from embedstudy.options.data import DataOptions

    data = DataOptions(
        text_column=text_column,
        label_column=label_column,
        split=split,
        dev_file=dev_file,
        test_file=test_file,
        encoding=encoding,
        skip_bad_lines=skip_bad_lines,
    )
    fitted = EmbeddingClassifier.load(model)
    found = part_of(dataset, data, part, progress=not quiet)
    report = score(fitted, found.texts, found.labels)
    document = {"model": model, "dataset": dataset, "part": part}
    document |= model_output.report_document(report)
    if as_json:
        console.print_json(document)
    else:
        model_output.print_report(document)
