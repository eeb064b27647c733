"""Recognizing the format of a file of vectors, and reading it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream, MemberError, read_to_end
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.streams import HEAD, open_vectors
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.unread import find_unread
from embedstudy.vectors.formats.vector_format import (
    Sink,
    TableFacts,
    TableFile,
    UntrustedError,
    VectorFormat,
)
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.wording import counted, join_names


def detect_format(path: Path, member: str = "") -> VectorFormat | None:
    """Return the format of a file, or of what is packed in it; None if it is in none.

    Raises
    ------
    InputError
        If the file is not there, or is damaged.
    """
    with _open(path, member) as (vector_format, _):
        return vector_format


def describe_file(file: VectorFile) -> TableFacts | None:
    """Describe a table without reading its numbers; None if its format cannot.

    Raises
    ------
    InputError
        If the file is not there, or is damaged.
    """
    with _open(file.path, file.member) as (vector_format, stream):
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
    with _open(file.path, file.member) as (vector_format, stream):
        table = TableFile(stream, file, trust_pickle)
        if vector_format is None:
            raise _make_unknown_error(table)
        rows = vector_format.read(table, wanted, sink)
        if wanted.limit is None and not vector_format.reads_path:
            read_to_end(stream)
    if rows.read and rows.skipped == rows.read:
        raise InputError(f"{rows.source}: not one of {counted(rows.read, 'row')} can be read")
    return rows


def check_whole(path: Path, member: str = "") -> None:
    """Make sure that a file of vectors is whole, as far as it tells by itself.

    Rows that cannot be read are none of its business, but for the last one. Nothing is known of an
    archive whose member was not named, and of a pickle.

    Parameters
    ----------
    path : Path
    member : str
        The file inside, if it is an archive.

    Raises
    ------
    InputError
        If it is damaged or cut short, or not vectors in any known format.
    """
    file = VectorFile(path, member=member)
    if find_package(path) is not None and is_zipfile(path):
        _check_zip(path)
        return
    with suppress(MemberError, UntrustedError):
        with _open(path, member) as (vector_format, stream):
            if vector_format is not None and vector_format.check is not None:
                vector_format.check(TableFile(stream, file))
                return
        wanted = Wanted(frozenset(), skip_bad_lines=True, encoding_errors="replace")
        if read_table(file, lambda _: None, wanted).is_cut:
            raise InputError(f"{path}: its last row is cut off")


def _check_zip(path: Path) -> None:
    """Refuse an archive if one of its files has not the checksum that it should have."""
    try:
        with ZipFile(path) as archive:
            damaged = archive.testzip()
    except Exception as error:  # damage shows in many ways
        raise InputError(f"{path}: {error}") from None
    if damaged:
        raise InputError(f"{path}: {damaged!r} in it is damaged")


def find_package(path: Path) -> VectorFormat | None:
    """Find the format of a folder or archive that is one table."""
    return next(
        (entry for entry in FORMATS.values() if entry.is_package and entry.is_package(path)), None
    )


@contextmanager
def _open(path: Path, member: str) -> Iterator[tuple[VectorFormat | None, BufferedStream]]:
    """Open a file, and recognize its format; the stream of a package is empty."""
    package = find_package(path)
    if package is not None:
        yield package, io.BufferedReader(io.BytesIO())
        return
    with open_vectors(path, member) as stream:
        yield _match_format(stream.peek(HEAD)[:HEAD], path), stream


def _make_unknown_error(file: TableFile) -> InputError:
    unread = find_unread(file.stream.peek(HEAD)[:HEAD])
    if unread is not None:
        return InputError(f"{file.source}: is {unread.title}, which is not read ({unread.cure})")
    titles = join_names([entry.title for entry in FORMATS.values()])
    return InputError(f"{file.source}: not vectors in any known format ({titles})")


def _match_format(head: bytes, path: Path) -> VectorFormat | None:
    return next((entry for entry in FORMATS.values() if entry.matches(head, path)), None)
