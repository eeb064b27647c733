"""Recognizing the format of a file of vectors, and reading it."""

from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.unpack import read_to_end
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.streams import HEAD, open_vectors
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFacts, TableFile, VectorFormat
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.wording import counted, join_names


def detect_format(path: Path, member: str = "") -> VectorFormat | None:
    """Return the format of a file, or of what is packed in it; None if it is in none.

    Raises
    ------
    InputError
        If the file is not there, or is damaged.
    """
    with open_vectors(path, member) as stream:
        return _match_format(stream.peek(HEAD)[:HEAD], path)


def describe_file(file: VectorFile) -> TableFacts | None:
    """Describe a table without reading its numbers; None if its format cannot.

    Raises
    ------
    InputError
        If the file is not there, or is damaged.
    """
    with open_vectors(file.path, file.member) as stream:
        vector_format = _match_format(stream.peek(HEAD)[:HEAD], file.path)
        if vector_format is None or vector_format.describe is None:
            return None
        return vector_format.describe(TableFile(stream, file))


def read_table(
    file: VectorFile, sink: Sink, wanted: Wanted, *, trust_pickle: bool = False
) -> TableRows:
    """Read a file of vectors.

    Parameters
    ----------
    file : VectorFile
        Its `member` is needed where a .zip holds several files.
    sink : Sink
    wanted : Wanted
    trust_pickle : bool
        See `TableFile`.

    Raises
    ------
    InputError
        If the file is not there, or cannot be read.
    """
    with open_vectors(file.path, file.member) as stream:
        vector_format = _match_format(stream.peek(HEAD)[:HEAD], file.path)
        table = TableFile(stream, file, trust_pickle)
        if vector_format is None:
            titles = join_names([entry.title for entry in FORMATS.values()])
            raise InputError(f"{table.source}: not vectors in any known format ({titles})")
        rows = vector_format.read(table, wanted, sink)
        if wanted.limit is None and not vector_format.reads_path:
            read_to_end(stream)
    if rows.read and rows.skipped == rows.read:
        raise InputError(f"{rows.source}: not one of {counted(rows.read, 'row')} can be read")
    return rows


def _match_format(head: bytes, path: Path) -> VectorFormat | None:
    return next((entry for entry in FORMATS.values() if entry.matches(head, path)), None)
