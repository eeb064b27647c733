"""Writes the tables and figures of a study for a paper."""

import io
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.report.paper.checklist import make_checklist
from embedstudy.report.paper.figures import list_figures
from embedstudy.report.paper.formats import FIGURE_FORMATS, PAPER_FORMATS
from embedstudy.report.paper.results import tabulate_accuracy, tabulate_pairs
from embedstudy.report.paper.settings import tabulate_settings
from embedstudy.report.paper.table import PaperTable
from embedstudy.report.paper.tuning import tabulate_budget
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.status import explain_format
from embedstudy.structure.export.export import Exported
from embedstudy.structure.export.write_files import check_target, write_files


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
    """Write the tables of a study for a paper, or its figures, a file each: all or none.

    Parameters
    ----------
    study : StudyDirectory
    space : ExportOptions
        Its `format` is one of `PAPER_FORMATS` or `FIGURE_FORMATS`; the options of spaces are not
        for them.
    output : ExportOutputOptions, optional
        By default a folder in the working directory, named after the study.

    Raises
    ------
    InputError
        If the study has no results yet, or a file is there already.
    """
    output = output or ExportOutputOptions()
    kind = space.format
    if space != ExportOptions(format=kind) or output.spreadsheet_safe:
        raise InputError(
            f"{kind} shows the whole study: --run, --initial, --limit, --all and "
            "--spreadsheet-safe go with other formats"
        )
    if not study.summary:
        raise InputError(f"{study.path}: has no results yet")
    contents = _draw_figures(study, kind) if kind in FIGURE_FORMATS else _write_tables(study, kind)
    folder = Path(output.out or f"{study.path.resolve().name}-{kind}")
    files = [folder / name for name in contents]
    check_target(folder, files, study.path, force=output.force)
    write_files(dict(zip(files, contents.values(), strict=True)))
    return Exported(tuple(files))


def _write_tables(study: StudyDirectory, kind: str) -> dict[str, bytes]:
    target = PAPER_FORMATS.find(kind)
    return {
        f"{table.name}{target.ending}": target.write(table).encode(errors="backslashreplace")
        for table in list_paper_tables(study)
    }


def _draw_figures(study: StudyDirectory, kind: str) -> dict[str, bytes]:
    from embedstudy.report.figures.stack import save_figure

    contents = {}
    with explain_format(study):
        for name, figure in list_figures(study):
            file = io.BytesIO()
            save_figure(figure, file, kind)
            contents[f"{name}.{kind}"] = file.getvalue()
    return contents
