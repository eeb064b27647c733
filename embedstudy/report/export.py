"""Everything that a study can be exported as: spaces, tables, figures and films."""

from typing import TYPE_CHECKING

from embedstudy.report.animation.formats import ANIMATION_FORMATS
from embedstudy.report.paper.formats import FIGURE_FORMATS, PAPER_FORMATS
from embedstudy.structure.export.formats import FORMATS, TABLES

if TYPE_CHECKING:
    from embedstudy.options.looking import ExportOptions, ExportOutputOptions
    from embedstudy.results.directory import StudyDirectory
    from embedstudy.structure.export.export import Exported


def list_export_formats() -> list[str]:
    """List the names of all formats."""
    return [*FORMATS, TABLES, *PAPER_FORMATS, *FIGURE_FORMATS, *ANIMATION_FORMATS]


def export(
    study: "StudyDirectory", space: "ExportOptions", output: "ExportOutputOptions | None" = None
) -> "Exported":
    """Write what a format shows of a study: whole or not at all.

    Parameters
    ----------
    study : StudyDirectory
    space : ExportOptions
        The format, and which words of which space.
    output : ExportOutputOptions, optional
        By default a file or folder in the working directory.

    Raises
    ------
    InputError
        If the study does not have it, an option does not go with the format, or the path is taken.
    """
    if space.format in ANIMATION_FORMATS:
        from embedstudy.report.animation.export import export_animation

        return export_animation(study, space, output)
    if space.format in (*PAPER_FORMATS, *FIGURE_FORMATS):
        from embedstudy.report.paper.export import export_paper

        return export_paper(study, space, output)
    from embedstudy.structure.export.export import export as export_space

    return export_space(study, space, output)
