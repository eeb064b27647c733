"""Exports a space of a study, or its tables."""

from dataclasses import dataclass, replace
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.table_files import check_format
from embedstudy.storage import remove_empty_folders
from embedstudy.structure.export.formats import FORMATS, TABLES
from embedstudy.structure.export.select_space import select_space
from embedstudy.structure.export.tables import list_table_copies, write_tables
from embedstudy.structure.export.word_table import read_word_table
from embedstudy.structure.export.write_files import check_target
from embedstudy.validation import known_name
from embedstudy.vectors.formats.write_vectors import drop_refused_words


@dataclass(frozen=True)
class Exported:
    """The files of an export, and what they hold.

    Attributes
    ----------
    files : tuple of Path
    run : str
        Empty if the tables were exported; the numbers are 0 then.
    initial : bool
        Whether it is the space before training.
    words, dim : int
    without_vector, cannot_hold : int
        Words that were left out: they have no pretrained vector, or the format cannot hold them.
    notes : tuple of str
        Why columns are empty.
    """

    files: tuple[Path, ...]
    run: str = ""
    initial: bool = False
    words: int = 0
    dim: int = 0
    without_vector: int = 0
    cannot_hold: int = 0
    notes: tuple[str, ...] = ()


def export(
    study: StudyDirectory, space: ExportOptions, output: ExportOutputOptions | None = None
) -> Exported:
    """Write a space of a study, or its tables, for other programs: whole or not at all.

    Parameters
    ----------
    study : StudyDirectory
    space : ExportOptions
        The format, and which words of which space.
    output : ExportOutputOptions, optional
        By default a file or folder in the working directory, named after the run.

    Raises
    ------
    InputError
        If a name is unknown, the study does not keep the space, the format cannot hold a word, or
        the path is taken.
    """
    output = output or ExportOutputOptions()
    kind = known_name("format", space.format, (*FORMATS, TABLES))
    if kind == TABLES:
        if space != ExportOptions(format=TABLES):
            raise InputError(
                "csv has the tables of the whole study: --run, --initial, --limit and --all go "
                "with spaces"
            )
        return _export_tables(study, output)
    target = FORMATS[kind]
    if output.spreadsheet_safe and not target.cells:
        able = [name for name, target in FORMATS.items() if target.cells]
        names = ", ".join([*able, TABLES])
        raise InputError(f"--spreadsheet-safe goes with {names}; {kind} is for no spreadsheet")
    selected = select_space(study, space.run, initial=space.initial)
    path = Path(selected.name + target.ending if output.out is None else output.out)
    files = target.list_files(path)
    check_target(path, files, study.path, force=output.force)
    table = whole_table = read_word_table(
        study,
        selected,
        limit=space.limit,
        every_word=space.every_word,
        with_columns=target.converted is None,
    )
    if target.converted is not None:
        vectors = drop_refused_words(
            whole_table.vectors, target.converted, skip_bad_words=output.skip_bad_lines
        )
        table = replace(whole_table, vectors=vectors)
    if not len(table.vectors):
        raise InputError(f"{selected.run.run}: {kind} can hold none of its words")
    cell_options = {"spreadsheet_safe": output.spreadsheet_safe} if target.cells else {}
    with remove_empty_folders(files[0].parent):
        target.write(table, path, **cell_options)
    return Exported(
        files=tuple(files),
        run=selected.run.run,
        initial=selected.initial,
        words=len(table.vectors),
        dim=table.vectors.dim,
        without_vector=table.without_vector,
        cannot_hold=len(whole_table.vectors) - len(table.vectors),
        notes=table.notes,
    )


def _export_tables(study: StudyDirectory, output: ExportOutputOptions) -> Exported:
    check_format(study)  # the copies would have columns that no longer mean the same
    folder = Path(output.out or f"{study.path.resolve().name}-tables")
    files = list_table_copies(study, folder)
    check_target(folder, files, study.path, force=output.force)
    write_tables(study, folder, spreadsheet_safe=output.spreadsheet_safe)
    return Exported(tuple(files))
