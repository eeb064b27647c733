"""Writes the tables of a study for a paper."""

from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.report.paper.checklist import make_checklist
from embedstudy.report.paper.formats import PAPER_FORMATS
from embedstudy.report.paper.results import tabulate_accuracy, tabulate_pairs
from embedstudy.report.paper.settings import tabulate_settings
from embedstudy.report.paper.table import PaperTable
from embedstudy.report.paper.tuning import tabulate_budget
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.status import explain_format
from embedstudy.storage import publish_all
from embedstudy.structure.export.export import Exported
from embedstudy.structure.export.write_files import check_target, remove_empty_folders


def list_paper_tables(study: StudyDirectory) -> list[PaperTable]:
    """Return the tables of a study for a paper, those that it has numbers for.

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    with explain_format(study):
        tables = (
            tabulate_accuracy(study),
            tabulate_pairs(study),
            tabulate_budget(study),
            make_checklist(study),
            tabulate_settings(study),
        )
    return [table for table in tables if table is not None]


def export_paper(
    study: StudyDirectory, space: ExportOptions, output: ExportOutputOptions | None = None
) -> Exported:
    """Write the tables of a study for a paper, a file each: all or none.

    Parameters
    ----------
    study : StudyDirectory
    space : ExportOptions
        Its `format` is one of `PAPER_FORMATS`; the options of spaces are not for tables.
    output : ExportOutputOptions, optional
        By default a folder in the working directory, named after the study.

    Raises
    ------
    InputError
        If the study has no results yet, or a file is there already.
    """
    output = output or ExportOutputOptions()
    kind = PAPER_FORMATS.find(space.format)
    if space != ExportOptions(format=space.format) or output.spreadsheet_safe:
        raise InputError(
            f"{space.format} has the tables of the whole study: --run, --initial, --limit, --all "
            "and --spreadsheet-safe go with other formats"
        )
    tables = list_paper_tables(study)
    if "accuracy" not in {table.name for table in tables}:
        raise InputError(f"{study.path}: has no results yet")
    folder = Path(output.out or f"{study.path.resolve().name}-{space.format}")
    files = [folder / f"{table.name}{kind.ending}" for table in tables]
    check_target(folder, files, study.path, force=output.force)
    contents = [kind.write(table).encode() for table in tables]
    with (
        remove_empty_folders(folder),
        publish_all(files, sum(map(len, contents))) as opened,
    ):
        for file, content in zip(opened, contents, strict=True):
            file.write(content)
    return Exported(tuple(files))
