"""Exporting a space of a study, or its tables."""

from dataclasses import dataclass, replace
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.structure.export.formats import FORMATS
from embedstudy.structure.export.select_space import choose
from embedstudy.structure.export.tables import table_files, write_tables
from embedstudy.structure.export.word_table import describe
from embedstudy.structure.export.write_files import check_target, no_empty_folders
from embedstudy.validation import known_name, whole_number
from embedstudy.vectors.formats.write_vectors import without_refused_words

# What is no space: the tables of the study.
TABLES = "csv"


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes
    ----------
    files : tuple of Path
    run : str
        Empty if the tables were exported, and so are the numbers 0.
    initial : bool
        Whether it is the space before training.
    words, dim : int
    without_vector, cannot_hold : int
        Words left out: those without a pretrained vector, and those the format cannot hold.
    notes : tuple of str
        What is not known of the words, and why.
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
    to = FORMATS[kind]
    if spreadsheet_safe and not to.cells:
        able = ", ".join([name for name, each in FORMATS.items() if each.cells] + [TABLES])
        raise InputError(f"--spreadsheet-safe goes with {able}; {kind} is for no spreadsheet")
    choice = choose(study, run, initial=initial)
    path = Path(choice.name + to.ending) if out is None else Path(out)
    files = to.files(path)
    check_target(path, files, study.path, force=force)
    bare = to.converted is not None
    space = described = describe(study, choice, limit=limit, every_word=every_word, bare=bare)
    if to.converted is not None:
        vectors = without_refused_words(
            described.vectors, to.converted, skip_bad_words=skip_bad_words
        )
        space = replace(described, vectors=vectors)
    if not len(space.vectors):
        raise InputError(f"{choice.run.run}: {kind} can hold none of its words")
    options = {"spreadsheet_safe": spreadsheet_safe} if to.cells else {}
    with no_empty_folders(files[0].parent):
        to.write(space, path, **options)
    return Exported(
        files=tuple(files),
        run=choice.run.run,
        initial=choice.initial,
        words=len(space.vectors),
        dim=space.vectors.dim,
        without_vector=space.without_vector,
        cannot_hold=len(described.vectors) - len(space.vectors),
        notes=space.notes,
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
