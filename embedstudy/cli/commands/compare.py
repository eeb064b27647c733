"""``embedstudy compare``."""

from typing import Annotated, Any

from embedstudy.cli.bind import Argument, make_command
from embedstudy.options.compare import STUDY_GROUPS
from embedstudy.options.running import ExistingStudyOptions, OutputOptions, RunningOptions

_DATASETS = (
    "Data sets: by name, e.g. rotten-tomatoes, a file such as reviews.csv, or hf:owner/name. Or "
    "one study.toml, which holds all of a study. Or none, with --out and --resume or --add."
)


@make_command(
    "embedstudy compare rotten-tomatoes --vectors glove-6b-50d",
    "embedstudy compare reviews.csv --strategy random --train-sizes 100,300,all",
)
def compare(
    *datasets: Annotated[str, Argument("[DATASET]...", _DATASETS, "dataset")],
    given: Annotated[dict[str, Any], STUDY_GROUPS],
    running: Annotated[dict[str, Any], RunningOptions],
    existing: ExistingStudyOptions,
    output: OutputOptions,
) -> int:
    """Train random, frozen and fine-tuned embeddings on a data set and compare them.

    Leaves a study directory with every run, and prints the comparison. Model options you leave
    out take the value recommended for each encoder; the defaults shown are those of mean. Exit
    status: 0 done, 1 a run failed, 2 bad input, 130 Ctrl-C, 143 SIGTERM.
    """
    from embedstudy.progress import show_step

    progress = not output.quiet
    with show_step("starting", show=progress):
        from embedstudy.cli.output.answer import print_answer
        from embedstudy.cli.output.console import print_json
        from embedstudy.cli.output.study import make_study_document
        from embedstudy.cli.saved_studies import make_arguments
        from embedstudy.comparison import run_comparison
        from embedstudy.errors import FAILED, OK
        from embedstudy.results.directory import StudyDirectory

    arguments = make_arguments(datasets, given, running, existing)

    unread: list[OSError] = []

    def show_answer(study: StudyDirectory) -> None:
        try:
            print_answer(study)
        except OSError as error:  # nobody reads stdout, but the study is to be whole
            unread.append(error)

    shown = None if output.json else show_answer
    study = run_comparison(**arguments, progress=progress, show_answer=shown)
    if output.json:
        print_json(make_study_document(study))
    if unread:
        raise unread[0]
    return OK if all(row.status == "complete" for row in study.summary) else FAILED
