"""Writes the map of a space over its training, as a film or as pictures."""

from collections.abc import Sequence
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.progress import progress_bar
from embedstudy.report.animation.film import make_film
from embedstudy.report.animation.formats import ANIMATION_FORMATS, AnimationFormat
from embedstudy.results.directory import StudyDirectory
from embedstudy.storage import safe_name
from embedstudy.structure.export.export import Exported
from embedstudy.structure.export.write_files import check_target, write_files
from embedstudy.wording import counted


def export_animation(
    study: StudyDirectory,
    space: ExportOptions,
    output: ExportOutputOptions | None = None,
    *,
    progress: bool = False,
) -> Exported:
    """Write the map of a space at all moments of its training: whole or not at all.

    Parameters
    ----------
    study : StudyDirectory
    space : ExportOptions
        Its `format` is one of `ANIMATION_FORMATS`.
    output : ExportOutputOptions, optional
        By default a file or folder in the working directory, named after the run.
    progress : bool
        Whether to show how many pictures are drawn.

    Raises
    ------
    InputError
        If no space has the name, it has no snapshots, the format needs a program that is missing,
        or the path is taken.
    """
    output = output or ExportOutputOptions()
    allowed = ExportOptions(format=space.format, run=space.run, limit=space.limit)
    if space != allowed or output.spreadsheet_safe or output.skip_bad_lines:
        raise InputError(
            f"{space.format} shows a space from its start to its end: only --run, --limit, --out "
            "and --force go with it"
        )
    target = ANIMATION_FORMATS.find(space.format)
    target.check()
    film = make_film(study, space.run, space.limit)
    path = Path(output.out or f"{safe_name(film.run)}{target.ending or f'-{space.format}'}")
    if not path.suffix and not path.is_dir():
        path = path.with_name(f"{path.name}{target.ending}")
    files = [path] if target.ending else [path / name for name in target.list_names(film)]
    earlier = _list_frames_of_others(path, files, target) if not target.ending else []
    check_target(path, [*files, *earlier], study.path, force=output.force)
    n_pictures = target.count_pictures(film)
    pictures = counted(n_pictures, "picture")
    with progress_bar(f"drawing {pictures}", n_pictures, show=progress) as advance:
        contents = target.write(film, advance)
    write_files(dict(zip(files, contents, strict=True)), earlier)
    n_words = film.places.shape[1]
    drawn = counted(n_words, "word")
    if n_words < film.n_words_kept:
        drawn = f"{n_words:,} of {counted(film.n_words_kept, 'word')}, the most frequent"
    moments = counted(len(film.moments), "moment")
    notes = (f"drawn: {drawn}; {moments}, {pictures}",)
    return Exported(tuple(files), run=film.run, words=n_words, dim=film.dim, notes=notes)


def _list_frames_of_others(
    folder: Path, files: Sequence[Path], target: AnimationFormat
) -> list[Path]:
    """List the files of an earlier film in a folder that have no new one in their place."""
    if not folder.is_dir():
        return []
    return [
        file
        for file in sorted(folder.iterdir())
        if target.is_frame(file.name) and file not in files
    ]
