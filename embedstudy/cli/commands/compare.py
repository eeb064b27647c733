"""``embedstudy compare``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from embedstudy.cli import model_options as options
from embedstudy.cli import reading, reading_data

Number = TypeVar("Number", int, float)


def compare(
    context: typer.Context,
    dataset: Annotated[
        list[str] | None,
        typer.Argument(
            help="Data sets: by name, e.g. rotten-tomatoes, a file such as reviews.csv, or "
            "hf:owner/name. Or a study.toml, which says all of it; or nothing, with --add or "
            "--resume, to go on with the study in --out as it is.",
            show_default=False,
            metavar="[DATASET]...",
        ),
    ] = None,
    vectors: Annotated[
        list[str] | None,
        typer.Option(
            help="Pretrained vectors by name, e.g. glove-6b-50d; train:word2vec and "
            "train:fasttext are trained on the training texts, unlabeled. Repeatable."
        ),
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            help="random, frozen, finetuned or (with cnn) multichannel; random-frozen and zeros "
            "as controls. Repeatable; the first three by default."
        ),
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option(
            help="majority, tfidf-logistic-regression, tfidf-linear-svm, or none. Repeatable; "
            "all three by default."
        ),
    ] = None,
    encoder: Annotated[
        list[str] | None,
        typer.Option(help="mean, max, concat, hier, dan or cnn. Repeatable; mean by default."),
    ] = None,
    seeds: Annotated[int, typer.Option(help="Runs for each strategy.")] = 5,
    train_sizes: Annotated[
        str,
        typer.Option(help="Texts to train on, e.g. 100,300,1000,all; samples within each other."),
    ] = "all",
    tune: Annotated[
        str,
        typer.Option(
            help="How the learning rate is chosen on dev: of a grid, of random:N values, or none."
        ),
    ] = "grid",
    tune_dropout: Annotated[
        str, typer.Option(help="Dropout to choose from too, e.g. 0,0.3,0.5.", show_default=False)
    ] = "",
    tune_epochs: Annotated[
        str, typer.Option(help="Epochs to choose from too, e.g. 5,10,20.", show_default=False)
    ] = "",
    epochs: options.Epochs = None,
    learning_rate: options.LearningRate = None,
    cv: Annotated[
        int | None,
        typer.Option(
            help="Cross-validation with that many folds instead of one test part.",
            show_default=False,
        ),
    ] = None,
    text_column: reading_data.TextColumn = None,
    label_column: reading_data.LabelColumn = None,
    split: reading_data.SplitName = None,
    dev_file: reading_data.DevFile = None,
    test_file: reading_data.TestFile = None,
    encoding: reading_data.Encoding = "utf-8",
    tokenizer: reading_data.TokenizerName = "basic",
    max_tokens: options.MaxTokens = None,
    min_count: options.MinCount = None,
    max_vocabulary: options.MaxVocabulary = None,
    dim: options.Dim = None,
    optimizer: options.Optimizer = None,
    batch_size: options.BatchSize = None,
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
    oov: Annotated[
        str,
        typer.Option(
            help="What a word without a vector starts from: random, zeros, mean, or drop "
            "to leave it out."
        ),
    ] = "random",
    case_fallback: reading.CaseFallback = True,
    limit: reading.Limit = None,
    normalize: reading.Normalize = False,
    all_but_the_top: reading.AllButTheTop = 0,
    skip_bad_lines: reading.SkipBadLines = False,
    encoding_errors: reading.EncodingErrors = "strict",
    trust_pickle: reading.TrustPickle = False,
    probe: Annotated[
        list[str] | None,
        typer.Option(
            help="A word to show the neighbours of. Repeatable; "
            "by default words indicative of a class."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The study directory; runs/DATASET by default.", show_default=False),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(help="Threads; one a core by default.", show_default=False)
    ] = None,
    backend: Annotated[
        str,
        typer.Option(help="Where models are trained: threads of this process, or dask."),
    ] = "threads",
    scheduler: Annotated[
        str | None,
        typer.Option(help="Of --backend dask, as in tcp://localhost:8786.", show_default=False),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the study in --out.")
    ] = False,
    add: Annotated[
        list[str] | None,
        typer.Option(
            help="Give the study in --out more, and train only that: seeds=10, "
            "strategies=zeros,multichannel, train_sizes=300,3000, encoders=, vectors=, datasets= "
            "or baselines=. Repeatable."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the study in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Train random, frozen and fine-tuned embeddings on a data set and compare them.

    Leaves a study directory with every run, and prints the comparison. What is not given of the
    model is as recommended for each encoder. Exit status: 0 done, 1 a run failed, 2 bad input,
    130 Ctrl-C.
    """
    from embedstudy.cli import console, output
    from embedstudy.cli.kept_studies import kept_arguments
    from embedstudy.comparison import compare as run_comparison
    from embedstudy.errors import FAILED
    from embedstudy.options.data import DataOptions
    from embedstudy.options.vectors import VectorOptions
    from embedstudy.results.directory import PAGE
    from embedstudy.strategies import USUAL

    model = {
        "epochs": epochs,
        "optimizer": optimizer,
        "batch_size": batch_size,
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
    }
    arguments = kept_arguments(context, dataset, out, add) or {
        "dataset": dataset,
        "vectors": vectors,
        "strategies": strategy or USUAL,
        "encoders": encoder or ("mean",),
        "seeds": seeds,
        "baselines": _baselines(baseline),
        "train_sizes": _listed(train_sizes),
        "model": model,
        "dim": dim,
        "learning_rate": "auto" if learning_rate is None else learning_rate,
        "tune": tune,
        "tune_dropout": _numbers("--tune-dropout", tune_dropout, float),
        "tune_epochs": _numbers("--tune-epochs", tune_epochs, int),
        "oov": oov,
        "reading": VectorOptions(
            case_fallback=case_fallback,
            limit=limit,
            normalize=normalize,
            all_but_the_top=all_but_the_top,
            skip_bad_lines=skip_bad_lines,
            encoding_errors=encoding_errors,
            trust_pickle=trust_pickle,
        ),
        "data": DataOptions(
            text_column=text_column,
            label_column=label_column,
            split=split,
            dev_file=dev_file,
            test_file=test_file,
            encoding=encoding,
            skip_bad_lines=skip_bad_lines,
        ),
        "tokenizer": tokenizer,
        "max_tokens": max_tokens,
        "min_count": 1 if min_count is None else min_count,
        "max_vocabulary": max_vocabulary,
        "cv": cv,
        "probes": probe,
        "out": out,
    }
    study = run_comparison(
        **arguments,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        resume=resume,
        extend=bool(add),
        force=force,
        progress=not quiet,
    )
    if as_json:
        console.print_json(output.study_document(study))
    else:
        output.print_study(study)
        console.print_page(study.path / PAGE)
    if any(row.status != "complete" for row in study.summary):
        raise typer.Exit(FAILED)


def _listed(text: str) -> list[str]:
    """Split what an option lists."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _numbers(option: str, text: str, kind: Callable[[str], Number]) -> list[Number]:
    from embedstudy.errors import InputError

    try:
        return [kind(part) for part in _listed(text)]
    except ValueError:
        raise InputError(f"{option} {text!r} is no list of numbers, as in 1,2,3") from None


def _baselines(named: list[str] | None) -> tuple[str, ...]:
    from embedstudy.baselines import BASELINES

    if named is None:
        return tuple(BASELINES)
    return () if named == ["none"] else tuple(named)
