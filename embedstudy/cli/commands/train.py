"""``embedstudy train``."""

from pathlib import Path
from typing import Annotated

import typer

from embedstudy.cli import model_options as options
from embedstudy.cli import reading_data


def train(
    dataset: Annotated[
        str,
        typer.Argument(help="A data set: by name, a file, or hf:owner/name.", show_default=False),
    ],
    out: Annotated[Path, typer.Option(help="The folder of the trained model.", show_default=False)],
    vectors: options.Vectors = None,
    strategy: options.Strategy = None,
    encoder: options.EncoderName = "mean",
    dim: options.Dim = None,
    epochs: options.Epochs = None,
    optimizer: options.Optimizer = None,
    learning_rate: options.LearningRate = None,
    batch_size: options.BatchSize = None,
    random_state: options.Seed = 0,
    tokenizer: reading_data.TokenizerName = "basic",
    min_count: options.MinCount = None,
    max_vocabulary: options.MaxVocabulary = None,
    max_tokens: options.MaxTokens = None,
    window: options.Window = None,
    hidden_size: options.HiddenSize = None,
    hidden_layers: options.HiddenLayers = None,
    ngrams: options.Ngrams = None,
    buckets: options.Buckets = None,
    momentum: options.Momentum = None,
    nesterov: options.Nesterov = None,
    schedule: options.Schedule = None,
    warmup: options.Warmup = None,
    embedding_rate: options.EmbeddingRate = None,
    weight_decay: options.WeightDecay = None,
    dropout: options.Dropout = None,
    word_dropout: options.WordDropout = None,
    max_norm: options.MaxNorm = None,
    unfreeze_after: options.UnfreezeAfter = None,
    patience: options.Patience = None,
    embedding_initializer: options.EmbeddingInitializer = None,
    initializer: options.InitializerName = None,
    class_weight: options.ClassWeight = None,
    text_column: reading_data.TextColumn = None,
    label_column: reading_data.LabelColumn = None,
    split: reading_data.SplitName = None,
    dev_file: reading_data.DevFile = None,
    test_file: reading_data.TestFile = None,
    encoding: reading_data.Encoding = "utf-8",
    skip_bad_lines: reading_data.SkipBadLines = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the model in --out.")] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Train one model on a data set, and save it for `predict` and `test`.

    It is trained on the training part; the learning rate and the epoch are those that do best on
    dev; test is looked at once, at the end. What is not given is as recommended for the encoder.
    """
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.classifier.persistence.save import check_target
    from embedstudy.classifier.train_and_test import train_on
    from embedstudy.cli import console, model_output
    from embedstudy.datasets.catalog import load_with
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
    chosen = {
        "vectors": vectors,
        "strategy": strategy or ("finetuned" if vectors else "random"),
        "dim": dim,
        "epochs": epochs,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "batch_size": batch_size,
        "random_state": random_state,
        "tokenizer": tokenizer,
        "min_count": min_count,
        "max_vocabulary": max_vocabulary,
        "max_tokens": max_tokens,
        "window": window,
        "hidden_size": hidden_size,
        "hidden_layers": hidden_layers,
        "ngrams": ngrams,
        "buckets": buckets,
        "momentum": momentum,
        "nesterov": nesterov,
        "schedule": schedule,
        "warmup": warmup,
        "embedding_rate": embedding_rate,
        "weight_decay": weight_decay,
        "dropout": dropout,
        "word_dropout": word_dropout,
        "max_norm": max_norm,
        "unfreeze_after": unfreeze_after,
        "patience": patience,
        "embedding_initializer": embedding_initializer,
        "initializer": initializer,
        "class_weight": class_weight,
        "verbose": int(not quiet),
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    model = EmbeddingClassifier.recommended(encoder, **given).check_parameters()
    folder = check_target(out, replace=force)
    corpus = load_with(dataset, data, progress=not quiet)
    report = train_on(corpus, model)
    model.save(folder)
    document = model_output.training_document(dataset, folder, model, report)
    if as_json:
        console.print_json(document)
    else:
        model_output.print_training(document)
