"""Recognizing the format of a file of vectors, and reading it."""

from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.unpack import read_to_end
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.streams import HEAD, open_vectors
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat
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


def read_table(
    path: Path,
    sink: Sink,
    wanted: Wanted,
    *,
    member: str = "",
    words_path: Path | None = None,
    exact_words: bool = False,
    trust_pickle: bool = False,
) -> TableRows:
    """Read a file of vectors.

    Parameters
    ----------
    path : Path
    sink : Sink
    wanted : Wanted
    member : str
        The file inside a .zip; needed where it holds several.
    words_path, exact_words, trust_pickle
        See `TableFile`.

    Raises
    ------
    InputError
        If the file is not there, or cannot be read.
    """
    source = f"{path}#{member}" if member else str(path)
    with open_vectors(path, member) as stream:
        vector_format = _match_format(stream.peek(HEAD)[:HEAD], path)
        if vector_format is None:
            titles = join_names([entry.title for entry in FORMATS.values()])
            raise InputError(f"{source}: not vectors in any known format ({titles})")
        file = TableFile(stream, path, source, words_path, exact_words, trust_pickle)
        rows = vector_format.read(file, wanted, sink)
        if wanted.limit is None and not vector_format.reads_path:
            read_to_end(stream)
    if rows.read and rows.skipped == rows.read:
        raise InputError(f"{rows.source}: not one of {counted(rows.read, 'row')} can be read")
    return rows


def _match_format(head: bytes, path: Path) -> VectorFormat | None:
    return next((entry for entry in FORMATS.values() if entry.matches(head, path)), None)
