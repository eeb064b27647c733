"""``embedstudy initializers``."""

import shlex
from typing import Annotated

from embedstudy.cli.bind import Argument, Only, make_command
from embedstudy.options.running import OutputOptions
from embedstudy.options.study import InitializerOutputOptions, InitializerStudyOptions
from embedstudy.options.text import TextOptions

_DATASET = "A data set: by name, a file, or hf:owner/name. [rotten-tomatoes]"


@make_command(
    "embedstudy initializers --open",
    "embedstudy initializers reviews.csv --initializer Zeros --initializer HeNormal",
)
def initializers(
    dataset: Annotated[str, Argument("[DATASET]", _DATASET, "dataset")] = "rotten-tomatoes",
    *,
    study: InitializerStudyOptions,
    text: Annotated[TextOptions, Only("tokenizer")],
    page: InitializerOutputOptions,
    output: OutputOptions,
) -> None:
    """Show why weights start at random.

    Trains a network with one hidden layer from each initializer. Units with equal weights at the
    start stay equal, and zeros never learn. Leaves a report of one page, with figures.
    """
    from dataclasses import asdict, replace
    from pathlib import Path

    from embedstudy.progress import show_step

    progress = not output.quiet
    with show_step("starting", show=progress, plain=False):
        from embedstudy.cli.output.console import open_in_browser, print_json
        from embedstudy.cli.output.initializers import print_starts
        from embedstudy.datasets.catalog import check_name, read_dataset
        from embedstudy.datasets.files.paths import name_dataset
        from embedstudy.initializer_study import compare_starts
        from embedstudy.initializers import INITIALIZERS
        from embedstudy.options.data import DataOptions
        from embedstudy.report.initializers import write_page
        from embedstudy.results.initializers import check_directory, drop_earlier, write_starts
        from embedstudy.study.data.study_datasets import encode_examples
        from embedstudy.study.plan.source_names import name_folder
        from embedstudy.text.tokenizers import get_tokenizer

    check_name(dataset)
    tokenizer = get_tokenizer(text.tokenizer)
    folder = Path(page.out or f"runs/initializers-{name_folder([name_dataset(dataset)])}")
    check_directory(folder)
    corpus = read_dataset(dataset, DataOptions(), progress=progress)
    starts = compare_starts(
        corpus,
        encode_examples(corpus, tokenizer, progress=progress),
        initializers=study.initializers or tuple(INITIALIZERS),
        seeds=study.seeds,
        epochs=study.epochs,
        progress=progress,
    )
    command = _build_command(dataset, study, text.tokenizer)
    starts = replace(starts, conditions=replace(starts.conditions, command=command))
    with show_step("drawing the page", show=progress, plain=False):
        path = write_page(write_starts(starts, folder))
        drop_earlier(folder)
    if output.json:
        print_json({"out": str(folder), "report": str(path), **asdict(starts)})
    else:
        print_starts(starts, path)
    if page.open_page:
        open_in_browser(path)


def _build_command(dataset: str, study: InitializerStudyOptions, tokenizer: str) -> str:
    initializers = [word for name in study.initializers for word in ("--initializer", name)]
    numbers = ["--seeds", str(study.seeds), "--epochs", str(study.epochs)]
    options = [*initializers, *numbers, "--tokenizer", tokenizer]
    return shlex.join(["embedstudy", "initializers", dataset, *options])
