"""The format ``word2vec`` (fastText's too): a header line, then a word and its numbers a line."""

from pathlib import Path
from typing import BinaryIO

from embedstudy.vectors.formats import glove
from embedstudy.vectors.formats.table_rows import parse_header
from embedstudy.vectors.formats.text_head import BOM, looks_like_bytes, looks_like_text
from embedstudy.vectors.formats.text_table import read_text
from embedstudy.vectors.formats.unread import find_unread
from embedstudy.vectors.formats.vector_format import VectorFormat
from embedstudy.vectors.formats.word2vec_binary import starts_with_floats
from embedstudy.vectors.word_vectors import WordVectors


def matches(head: bytes, path: Path) -> bool:  # noqa: ARG001 - all formats have one signature
    """Return whether a file begins with a header line and rows in text, even if all are bad."""
    first_line, _, rest = head.removeprefix(BOM).lstrip(b"\r\n").partition(b"\n")
    if parse_header(first_line) is None or find_unread(head) is not None:
        return False
    is_text = rest.strip() and not looks_like_bytes(rest)
    return looks_like_text(head) or bool(is_text and not starts_with_floats(head))


def write(file: BinaryIO, vectors: WordVectors) -> None:
    """Write the number of words and the dimension, then a word and its numbers a line."""
    file.write(f"{len(vectors)} {vectors.dim}\n".encode())
    glove.write(file, vectors)


WORD2VEC = VectorFormat(
    "word2vec",
    title="word2vec text",
    matches=matches,
    read=read_text,
    write=write,
    endings=(".vec",),
    bytes_per_number=8,
)
