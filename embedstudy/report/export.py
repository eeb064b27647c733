"""Everything that a study can be exported as: spaces, tables, figures and films."""

from pathlib import Path
from typing import TYPE_CHECKING

from embedstudy.errors import InputError
from embedstudy.report.animation.formats import ANIMATION_FORMATS
from embedstudy.report.paper.formats import FIGURE_FORMATS, PAPER_FORMATS
from embedstudy.structure.export.formats import FORMATS, TABLES
from embedstudy.wording import join_names

if TYPE_CHECKING:
    from embedstudy.options.looking import ExportOptions, ExportOutputOptions
    from embedstudy.results.directory import StudyDirectory
    from embedstudy.structure.export.export import Exported


# Endings that a file of vectors often has too.
_OTHER_ENDINGS = {"word2vec-text": (".txt",)}


def list_export_formats() -> list[str]:
    """List the names of all formats."""
    return [*FORMATS, TABLES, *PAPER_FORMATS, *FIGURE_FORMATS, *ANIMATION_FORMATS]


def export(
    study: "StudyDirectory",
    space: "ExportOptions",
    output: "ExportOutputOptions | None" = None,
    *,
    progress: bool = False,
) -> "Exported":
    """Write what a format shows of a study: whole or not at all.

    Parameters
    ----------
    study : StudyDirectory
    space : ExportOptions
        The format, and which words of which space.
    output : ExportOutputOptions, optional
        By default a file or folder in the working directory.
    progress : bool
        Whether to show how far a film is.

    Raises
    ------
    InputError
        If the study does not have it, an option does not go with the format, the ending of the file
        is that of another format, or the path is taken.
    """
    if output is not None and output.out is not None:
        _check_ending(space.format, Path(output.out))
    if space.format in ANIMATION_FORMATS:
        from embedstudy.report.animation.export import export_animation

        return export_animation(study, space, output, progress=progress)
    if space.format in (*PAPER_FORMATS, *FIGURE_FORMATS):
        from embedstudy.report.paper.export import export_paper

        return export_paper(study, space, output)
    from embedstudy.structure.export.export import export as export_space

    return export_space(study, space, output)


def _check_ending(kind: str, path: Path) -> None:
    """Raise `InputError` if a file would have the ending of another format, or a folder any."""
    ending_of_format = _list_endings()
    ending, usual = path.suffix.lower(), ending_of_format.get(kind)
    others = [name for name, known in ending_of_format.items() if known == ending]
    if not ending or usual is None or not others or path.is_dir():
        return
    choice = f", or choose --format {join_names(others, 'or')}"
    if not _is_file_format(kind):
        raise InputError(
            f"{path}: {kind} is written to a folder of several files; leave out the ending {ending}"
            f"{'' if kind in others else choice}"
        )
    if kind not in others and ending not in _OTHER_ENDINGS.get(kind, ()):
        raise InputError(
            f"{path}: {kind} is written to a file that ends in {usual}; replace the ending {ending}"
            f"{choice}"
        )


def _list_endings() -> dict[str, str]:
    """Return the ending of the files of each format; a format without one has an empty ending."""
    spaces = {name: FORMATS[name].ending for name in FORMATS}
    papers = {name: PAPER_FORMATS[name].ending for name in PAPER_FORMATS}
    films = {name: ANIMATION_FORMATS[name].ending for name in ANIMATION_FORMATS}
    figures = {name: f".{name}" for name in FIGURE_FORMATS}
    return {**spaces, TABLES: f".{TABLES}", **papers, **figures, **films}


def _is_file_format(kind: str) -> bool:
    """Tell whether a format is one file, and not a folder of several."""
    if kind in ANIMATION_FORMATS:
        return bool(ANIMATION_FORMATS[kind].ending)
    return kind in FORMATS and FORMATS[kind].ending.startswith(".")
