"""Which format a file is in, and the reader of each."""

import codecs
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files import delimited, fasttext, folders, json_lines, parquet
from embedstudy.datasets.files.streams import open_file, undecodable
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

HEAD = 1 << 16

Reader: TypeAlias = Callable[[Path, DataOptions, BadRows], Iterator[Columns]]
READERS: dict[str, Reader] = {
    "csv": partial(delimited.read, delimiter=","),
    "tsv": partial(delimited.read, delimiter="\t"),
    "csv with semicolons": partial(delimited.read, delimiter=";"),
    "jsonl": json_lines.read,
    "fasttext": fasttext.read,
    "parquet": parquet.read,
    "folder": folders.read,
}
# What the ending says where a header has several of these signs; a tab is seldom in a name.
_DELIMITERS = {"\t": "tsv", ",": "csv", ";": "csv with semicolons"}
_BY_ENDING = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".json", ".parquet", ".pq", ".ft",
           ".fasttext")  # fmt: skip
PACKED = ".gz"

# First bytes of what is no table of texts, and what it is.
_OTHERS = {
    b"PK\x03\x04": "a .zip or an Excel workbook (unpack it, or save it as CSV)",
    b"BZh": "packed by bzip2 (unpack it, or pack it by gzip)",
    b"\xfd7zXZ": "packed by xz (unpack it, or pack it by gzip)",
    b"\x28\xb5\x2f\xfd": "packed by zstd (unpack it, or pack it by gzip)",
    b"\x1f\x8b": "packed by gzip twice (unpack it once)",
    b"ARROW1": "an Arrow file (name the folder that save_to_disk made)",
    b"SQLite format 3": "a database (save its table as CSV)",
    b"\xd0\xcf\x11\xe0": "an Excel workbook (save it as CSV)",
    b"%PDF": "a PDF, not a table of texts",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def format_of(path: Path, encoding: str) -> str:
    """Tell the format of a file from how it begins, gzipped or not.

    Its ending is looked at only where its header has, say, tabs and commas.

    Returns
    -------
    str
        A name in `READERS`.

    Raises
    ------
    InputError
        If it is empty, or plainly something else.
    """
    with open_file(path) as stream, path.open("rb") as raw:
        start, head = raw.read(4), stream.read(HEAD)
    if not head:
        raise InputError(f"{path}: is empty{' inside' if start else ''}")
    if head.startswith(b"PAR1"):
        if start != b"PAR1":
            raise InputError(f"{path}: Parquet packed by gzip (unpack it)")
        return "parquet"
    _refuse_others(path, head, encoding)
    text = _decoded(path, head, encoding)
    if not text.strip():
        raise InputError(f"{path}: is empty but for white space")
    _refuse_web_page(path, text)
    if "\r" in text and "\n" not in text:
        raise InputError(f"{path}:1: its lines end with \\r alone (convert them to \\n)")
    return _format_of_text(path, text.lstrip())


def _format_of_text(path: Path, text: str) -> str:
    if text.startswith("{"):
        return "jsonl"
    if re.match(r'\[\s*[\[{"]', text):
        raise InputError(f"{path}:1: one JSON list (an object a line is needed: JSON Lines)")
    first = text.split("\n", 1)[0]
    if fasttext.LABEL.search(first):
        return "fasttext"
    line = re.sub(r'"[^"]*"', "", first)
    ending = Path(path.name.lower().removesuffix(PACKED)).suffix
    usual = _BY_ENDING.get(ending, ",")
    there = [sign for sign in (_BY_ENDING.get(ending), *_DELIMITERS) if sign and sign in line]
    return _DELIMITERS[there[0] if there else usual]


def _decoded(path: Path, head: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    try:
        return decoder.decode(head).removeprefix("\ufeff")
    except UnicodeError:  # some codecs replace nothing
        raise undecodable(path, encoding) from None


def _refuse_others(path: Path, head: bytes, encoding: str) -> None:
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise InputError(f"{path}: is {what}")
    if encoding.startswith(("utf-16", "utf-32")):
        return
    for mark, other in _MARKS.items():
        if head.startswith(mark):
            raise InputError(f"{path}: begins as a text in {other} does (use --encoding {other})")
    if head.startswith(codecs.BOM_UTF8) and encoding != "utf-8":
        raise InputError(
            f"{path}: begins as a text in utf-8 does (leave out --encoding {encoding})"
        )


def _refuse_web_page(path: Path, text: str) -> None:
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        raise InputError(f"{path}: is a web page, not a table of texts (a failed download?)")
