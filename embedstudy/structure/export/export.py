"""Exports a space of a study, or its tables."""

from dataclasses import dataclass, replace
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.structure.export.formats import FORMATS
from embedstudy.structure.export.select_space import select_space
from embedstudy.structure.export.tables import table_files, write_tables
from embedstudy.structure.export.word_table import read_word_table
from embedstudy.structure.export.write_files import check_target, no_empty_folders
from embedstudy.validation import known_name, whole_number
from embedstudy.vectors.formats.write_vectors import without_refused_words

# The name of the export that has no space but the tables of the study.
TABLES = "csv"


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
    study: StudyDirectory,
    kind: str,
    run: str | None = None,
    *,
    out: Path | None = None,
    initial: bool = False,
    limit: int | None = None,
    every_word: bool = False,
    spreadsheet_safe: bool = False,
    skip_bad_words: bool = False,
    force: bool = False,
) -> Exported:
    """Write a space of a study for other programs, whole or not at all.

    Parameters
    ----------
    study : StudyDirectory
    kind : str
        One of `FORMATS`, or ``csv`` for the tables of the study.
    run : str, optional
        A run, a strategy, ``pretrained`` or ``random-before``; by default the one learned space.
    out : Path, optional
        A file, or a folder for formats of several files; by default in the working directory,
        named after the run.
    initial : bool
        The space before training.
    limit : int, optional
        Only that many words, the most frequent.
    every_word : bool
        In the pretrained space, words without a pretrained vector too.
    spreadsheet_safe : bool
        Put an apostrophe before cells that a spreadsheet might take for a formula.
    skip_bad_words : bool
        Leave out words that the format cannot hold, and count them.
    force : bool
        Replace files that are there.

    Raises
    ------
    InputError
        If a name is unknown, a space was not kept, the format cannot hold a word, or the place is
        taken.
    """
    known_name("format", kind, (*FORMATS, TABLES))
    if limit is not None:
        whole_number("limit", limit)
    if kind == TABLES:
        if run is not None or initial or limit is not None or every_word:
            raise InputError(
                "csv has the tables of the whole study: --run, --initial, --limit and --all go "
                "with spaces"
            )
        return _export_tables(study, out, spreadsheet_safe=spreadsheet_safe, force=force)
    target = FORMATS[kind]
    if spreadsheet_safe and not target.cells:
        able = [name for name, target in FORMATS.items() if target.cells]
        names = ", ".join([*able, TABLES])
        raise InputError(f"--spreadsheet-safe goes with {names}; {kind} is for no spreadsheet")
    selected = select_space(study, run, initial=initial)
    path = Path(selected.name + target.ending) if out is None else Path(out)
    files = target.list_files(path)
    check_target(path, files, study.path, force=force)
    table = whole_table = read_word_table(
        study,
        selected,
        limit=limit,
        every_word=every_word,
        with_columns=target.converted is None,
    )
    if target.converted is not None:
        vectors = without_refused_words(
            whole_table.vectors, target.converted, skip_bad_words=skip_bad_words
        )
        table = replace(whole_table, vectors=vectors)
    if not len(table.vectors):
        raise InputError(f"{selected.run.run}: {kind} can hold none of its words")
    options = {"spreadsheet_safe": spreadsheet_safe} if target.cells else {}
    with no_empty_folders(files[0].parent):
        target.write(table, path, **options)
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


def _export_tables(
    study: StudyDirectory, out: Path | None, *, spreadsheet_safe: bool, force: bool
) -> Exported:
    folder = Path(f"{study.path.resolve().name}-tables") if out is None else Path(out)
    files = table_files(study, folder)
    check_target(folder, files, study.path, force=force)
    with no_empty_folders(folder):
        write_tables(study, folder, spreadsheet_safe=spreadsheet_safe)
    return Exported(tuple(files))
