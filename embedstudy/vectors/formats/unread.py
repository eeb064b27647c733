"""Files of vectors in formats that are not read: recognized, so that an error names a cure."""

import re
from dataclasses import dataclass

from embedstudy.vectors.formats.text_head import BOM, looks_like_text
from embedstudy.vectors.formats.text_numbers import is_number

_AS_TEXT = "write the words and their vectors as word2vec text"
_UNPACK = "unpack it, or pack it as .gz or .zip"
# The lines that are looked at.
_LINES = 8
_SPARSE = re.compile(rb"\d+:[-+.\deE]+")


@dataclass(frozen=True)
class UnreadFormat:
    """A format that is not read.

    Attributes
    ----------
    title : str
        With its article, after "is".
    cure : str
    magics : tuple of bytes
        A file begins with one of them.
    """

    title: str
    cure: str
    magics: tuple[bytes, ...] = ()


_BY_MAGIC = (
    UnreadFormat("an HDF5 file", "read it with h5py or pandas, and " + _AS_TEXT, (b"\x89HDF\r\n",)),
    UnreadFormat(
        "an SQLite file, as .magnitude is", f"read it with pymagnitude, and {_AS_TEXT}",
        (b"SQLite format 3\0",),
    ),
    UnreadFormat(
        "a torch file in its old layout", "load it and save it again with torch.save",
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19",),
    ),
    UnreadFormat("a Parquet or Arrow file", _AS_TEXT, (b"PAR1", b"ARROW1")),
    UnreadFormat("a MATLAB file", _AS_TEXT, (b"MATLAB 5.0",)),
    UnreadFormat("a finalfusion file", "finalfusion converts it to word2vec", (b"FiFu",)),
    UnreadFormat(
        "a pointer of Git LFS in place of the file", "fetch it by `git lfs pull`",
        (b"version https://git-lfs",),
    ),
    UnreadFormat("packed as .zst", _UNPACK, (b"\x28\xb5\x2f\xfd",)),
    UnreadFormat("packed as .7z", _UNPACK, (b"7z\xbc\xaf\x27\x1c",)),
    UnreadFormat("packed as .rar", _UNPACK, (b"Rar!\x1a\x07",)),
    UnreadFormat("text in UTF-16", "save it in UTF-8", (b"\xff\xfe", b"\xfe\xff")),
)  # fmt: skip
_SPARSE_ROWS = UnreadFormat(
    "a table of sparse vectors (index:value)", "reduce them to dense ones, such as by an SVD"
)
_CSV = UnreadFormat(
    "a table with commas", "write it with spaces and no header: to_csv(..., sep=' ', header=False)"
)
_JSON = UnreadFormat("JSON", _AS_TEXT)
_WORDS = UnreadFormat("a list of words without numbers", "name the file with the vectors")


def find_unread(head: bytes) -> UnreadFormat | None:
    """Find the format that is not read and that a file is in, if any.

    Parameters
    ----------
    head : bytes
        The first bytes of a file, unpacked.
    """
    for unread in _BY_MAGIC:
        if head.startswith(unread.magics):
            return unread
    lines = [line.strip() for line in head.removeprefix(BOM).split(b"\n")[:_LINES]]
    rows = [line for line in lines if line]
    if not rows or b"\0" in b"".join(rows):
        return None
    if _are_sparse(rows):
        return _SPARSE_ROWS
    if looks_like_text(head):
        return None
    if _have_commas(rows):
        return _CSV
    if rows[0][:1] in b"{[":
        return _JSON
    return _WORDS if _are_words(rows) else None


def _are_sparse(rows: list[bytes]) -> bool:
    """Whether some rows, apart from a header, are a word and ``index:value`` fields."""
    fields = [row.split()[1:] for row in rows]
    return any(len(row) > 1 and all(map(_SPARSE.fullmatch, row[:-1])) for row in fields)


def _have_commas(rows: list[bytes]) -> bool:
    """Whether commas, or semicolons, part the numbers of the second line and of later ones."""
    for separator in (b",", b";"):
        fields = [row.split(separator) for row in rows[1:] or rows]
        if all(len(row) > 2 and is_number(row[1]) and is_number(row[2]) for row in fields[:-1]):
            return bool(fields[:-1])
    return False


def _are_words(rows: list[bytes]) -> bool:
    return len(rows) == _LINES and all(
        row.isascii() and len(row.split()) == 1 and not is_number(row) for row in rows
    )
