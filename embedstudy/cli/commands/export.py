"""``embedstudy export``."""

from embedstudy.cli.arguments import JsonOption, StudyArgument
from embedstudy.cli.bind import make_command
from embedstudy.options.looking import ExportOptions, ExportOutputOptions


@make_command(
    "embedstudy export runs/rotten-tomatoes --format word2vec-text --run finetuned",
    "embedstudy export runs/rotten-tomatoes --format latex --out paper/tables",
    "embedstudy export runs/rotten-tomatoes --format gif --run random",
)
def export(
    study: StudyArgument, *, space: ExportOptions, files: ExportOutputOptions, output: JsonOption
) -> int:
    """Write a space of a study for programs, its tables and figures, or a film.

    The programs are gensim, TensorBoard, viewers and spreadsheets. Class log-odds are those of
    the held-out texts. docs/export.md says what each file holds. Exit status: 0, 1 if a file of
    the study is damaged and what was written is without it, or 2.
    """
    from dataclasses import asdict

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.export import print_exported
    from embedstudy.cli.studies import find_status, open_study
    from embedstudy.progress import show_step

    with (
        open_study(study) as directory,
        show_step(f"writing {space.format}", show=True, plain=False),
    ):
        from embedstudy.report.export import export as export_study

        exported = export_study(directory, space, files, progress=True)
    if output.json:
        paths = [str(path) for path in exported.files]
        print_json({"format": space.format, **asdict(exported), "files": paths})
    else:
        print_exported(exported)
    return find_status(directory)
