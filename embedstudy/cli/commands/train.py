"""``embedstudy train``."""

from typing import Annotated, Any

from embedstudy.cli.arguments import DatasetArgument
from embedstudy.cli.bind import Only, make_command
from embedstudy.options.classifier import ClassifierOptions, SaveModelOptions
from embedstudy.options.data import DataOptions
from embedstudy.options.model import ModelOptions
from embedstudy.options.running import OutputOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.tuning import TuningOptions


@make_command(
    "embedstudy train rotten-tomatoes --vectors glove-6b-50d --out models/m",
    "embedstudy train reviews.csv --encoder cnn --out models/cnn",
)
def train(
    dataset: DatasetArgument,
    *,
    given: Annotated[
        dict[str, Any],
        ClassifierOptions,
        TextOptions,
        ModelOptions,
        Only("learning_rate", group=TuningOptions),
    ],
    data: DataOptions,
    saving: SaveModelOptions,
    output: OutputOptions,
) -> None:
    """Train one model on a data set, and save it for `predict` and `test`.

    Trains on the training part. The learning rate and the epoch are those that do best on dev by
    --metric. Test is read once, at the end. Options you leave out take the value recommended for
    the encoder; the defaults shown are those of mean.
    """
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.classifier.persistence.save import check_target
    from embedstudy.classifier.train_and_test import train_on
    from embedstudy.cli.output.console import print_result
    from embedstudy.cli.output.models import make_training_document, print_training
    from embedstudy.datasets.catalog import read_dataset
    from embedstudy.datasets.corpus import write_reading

    usual = "finetuned" if given.get("vectors") else "random"
    options = {"strategy": usual, **given, "verbose": int(not output.quiet)}
    encoder = options.pop("encoder", "mean")
    model = EmbeddingClassifier.recommended(encoder, **options).check_parameters()
    folder = check_target(saving.out, replace=saving.force)
    corpus = read_dataset(dataset, data, progress=not output.quiet)
    if not output.quiet:
        write_reading(corpus)
    report = train_on(corpus, model, data)
    model.save(folder)
    document = make_training_document(dataset, folder, model, report)
    print_result(document, print_training, as_json=output.json)
