"""``embedstudy test``."""

from embedstudy.cli.arguments import DatasetArgument, ModelArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.classifier import EvaluationOptions
from embedstudy.options.data import DataOptions
from embedstudy.options.running import OutputOptions


@make_command(
    "embedstudy test models/m rotten-tomatoes",
    "embedstudy test models/m new-reviews.csv",
)
def test(
    model: ModelArgument,
    dataset: DatasetArgument,
    *,
    texts: EvaluationOptions,
    data: DataOptions,
    output: OutputOptions,
) -> None:
    """Test a model on the test part of a data set.

    Tests all of a file that is not split, unless the model was trained on it. A table is read by
    the columns of training, where it has them.

    Shows the metric that chose the model, accuracy, macro F1, each class, and which classes are
    taken for which. Labels that the model was not trained on count as wrong.
    """
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.classifier.evaluation import load_part, score
    from embedstudy.cli.output.console import print_result
    from embedstudy.cli.output.models import make_report_document, print_report
    from embedstudy.progress import write_line

    classifier = EmbeddingClassifier.load(model)
    tested = load_part(
        dataset,
        data,
        texts.part,
        trained_on=classifier.training_data,
        progress=not output.quiet,
    )
    if tested.reading and not output.quiet:
        write_line(tested.reading)
    report = score(classifier, tested.split.texts, tested.split.labels)
    document = {"model": model, "dataset": dataset, "part": tested.part, "note": tested.note}
    document |= make_report_document(report)
    print_result(document, print_report, as_json=output.json)
