"""``embedstudy initializers``."""

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from embedstudy.cli.bind import Argument, Only, make_command
from embedstudy.options.running import OutputOptions
from embedstudy.options.study import InitializerOutputOptions, InitializerStudyOptions
from embedstudy.options.text import TextOptions

if TYPE_CHECKING:
    from pathlib import Path

    from embedstudy.datasets.corpus import Corpus
    from embedstudy.report.start_report import StartReport

_DATASET = "A data set: by name, a file, or hf:owner/name. [rotten-tomatoes]"


class _Job(NamedTuple):
    """What the command does: how it trains on a corpus, its report, and how it prints that."""

    run: Callable[["Corpus"], Any]
    report: "StartReport[Any, Any]"
    show: Callable[[Any, "Path"], None]


@make_command(
    "embedstudy initializers --open",
    "embedstudy initializers reviews.csv --initializer Zeros --initializer HeNormal",
    "embedstudy initializers r8 --scales 1e-4:10",
)
def initializers(
    dataset: Annotated[str, Argument("[DATASET]", _DATASET, "dataset")] = "rotten-tomatoes",
    *,
    study: InitializerStudyOptions,
    text: Annotated[TextOptions, Only("tokenizer")],
    page: InitializerOutputOptions,
    output: OutputOptions,
) -> int:
    """Show why weights start at random, and how small they must be.

    Trains a network with one hidden layer from each initializer. Units with equal weights at the
    start stay equal, and zeros never learn. With --scales, trains an encoder from small and from
    large starts instead. Leaves a report of one page, with figures. Exit status: 0, 1 if every
    network diverged, or 2.
    """
    from dataclasses import replace
    from pathlib import Path

    from embedstudy.progress import show_step

    progress = not output.quiet
    with show_step("starting", show=progress, plain=False):
        from embedstudy.cli.output.console import open_in_browser, print_json
        from embedstudy.datasets.catalog import check_name, read_dataset
        from embedstudy.datasets.files.paths import name_dataset
        from embedstudy.errors import FAILED, OK
        from embedstudy.options.data import DataOptions
        from embedstudy.results.report_folder import USUAL_SIZE
        from embedstudy.study.plan.source_names import name_folder
        from embedstudy.text.tokenizers import get_tokenizer

        plan_job = _plan_starts if study.scales is None else _plan_scales
        job = plan_job(study, text.tokenizer, progress=progress)
    check_name(dataset)
    get_tokenizer(text.tokenizer)  # checks it
    kind = "initializers" if study.scales is None else "scales"
    folder = Path(page.out or f"runs/{kind}-{name_folder([name_dataset(dataset)])}")
    job.report.folder.check(folder, USUAL_SIZE)
    results = job.run(read_dataset(dataset, DataOptions(), progress=progress))
    command = _build_command(dataset, study, text.tokenizer)
    results = replace(results, conditions=replace(results.conditions, command=command))
    with show_step("drawing the page", show=progress, plain=False):
        path = job.report.write(results, folder)
    if output.json:
        print_json({"out": str(folder), "report": str(path), **results.to_document()})
    else:
        job.show(results, path)
    if page.open_page:
        open_in_browser(path)
    return OK if results.has_result else FAILED


def _plan_starts(study: InitializerStudyOptions, tokenizer: str, *, progress: bool) -> _Job:
    from embedstudy.cli.output.initializers import print_starts
    from embedstudy.initializer_study import compare_starts
    from embedstudy.initializers import INITIALIZERS
    from embedstudy.report.initializers import REPORT

    def run(corpus: "Corpus") -> Any:
        return compare_starts(
            corpus,
            tokenizer=tokenizer,
            initializers=study.initializers or tuple(INITIALIZERS),
            seeds=study.seeds,
            epochs=study.epochs,
            progress=progress,
        )

    return _Job(run, REPORT, print_starts)


def _plan_scales(study: InitializerStudyOptions, tokenizer: str, *, progress: bool) -> _Job:
    from embedstudy.cli.output.scales import print_scales
    from embedstudy.options.scale_range import parse_scales
    from embedstudy.report.scales import REPORT
    from embedstudy.scale_study import UNIFORM, ScalePlan, compare_scales

    plan = ScalePlan(
        scales=parse_scales(study.scales or ""),
        initializers=study.initializers or (UNIFORM,),
        encoder=study.encoder or "mean",
        seeds=study.seeds,
        epochs=study.epochs,
        learning_rate=study.learning_rate,
    )

    def run(corpus: "Corpus") -> Any:
        return compare_scales(corpus, plan, tokenizer=tokenizer, progress=progress)

    return _Job(run, REPORT, print_scales)


def _build_command(dataset: str, study: InitializerStudyOptions, tokenizer: str) -> str:
    options = [word for name in study.initializers for word in ("--initializer", name)]
    if study.scales is not None:
        options += ["--scales", study.scales, "--encoder", study.encoder or "mean"]
    if study.learning_rate is not None:
        options += ["--learning-rate", f"{study.learning_rate:g}"]
    options += ["--seeds", str(study.seeds), "--epochs", str(study.epochs)]
    options += ["--tokenizer", tokenizer]
    return shlex.join(["embedstudy", "initializers", dataset, *options])
