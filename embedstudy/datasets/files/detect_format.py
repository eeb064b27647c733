"""Recognizing the format of a data file from how it begins."""

import codecs
import re
from pathlib import Path

from embedstudy.datasets.files.data_format import DataFormat, TextHead
from embedstudy.datasets.files.formats import FORMATS
from embedstudy.datasets.files.streams import make_encoding_error, open_file
from embedstudy.errors import InputError

HEAD = 1 << 16

# The first bytes of files that are no tables of texts, and what they are.
_OTHERS = {
    b"PK\x03\x04": "a .zip in another file (unpack it)",
    b"BZh": "packed by bzip2 (unpack it, or pack it by gzip)",
    b"\xfd7zXZ": "packed by xz (unpack it, or pack it by gzip)",
    b"\x28\xb5\x2f\xfd": "packed by zstd (unpack it, or pack it by gzip)",
    b"\x1f\x8b": "packed by gzip twice (unpack it once)",
    b"ARROW1": "an Arrow file (name the folder that save_to_disk made)",
    b"SQLite format 3": "a database (save its table as CSV)",
    b"%PDF": "a PDF, not a table of texts",
    b"7z\xbc\xaf\x27\x1c": "packed by 7-Zip (unpack it, or pack it as .zip)",
    b"Rar!": "packed by RAR (unpack it, or pack it as .zip)",
    b"\x89HDF": "an HDF5 file (save its table as CSV or Parquet)",
    b"\x93NUMPY": "a NumPy array (save the texts and labels as CSV)",
    **{
        bytes((0x80, protocol)): "a pickle, which can run any code (save its table as CSV)"
        for protocol in range(2, 6)
    },
    b"version https://git-lfs": "a pointer of Git LFS, not the file itself (`git lfs pull`)",
    b"<?xml": "XML, which is not read (save it as CSV or JSON)",
    b"{\\rtf": "a document of a word processor, not a table of texts",
    b"@relation": "an ARFF file, which is not read (save it as CSV)",
    b"@RELATION": "an ARFF file, which is not read (save it as CSV)",
}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def detect_format(path: Path, encoding: str) -> DataFormat:
    """Recognize the format of a file from how it begins, gzipped or not.

    Raises
    ------
    InputError
        If it is empty, or plainly something else.
    """
    with open_file(path) as stream, path.open("rb") as raw:
        start, content = raw.read(4), stream.read(HEAD)
    if not content:
        raise InputError(f"{path}: is empty{' inside' if start else ''}")
    entries: list[DataFormat] = sorted(FORMATS.values(), key=lambda entry: entry.is_fallback)
    binary = _match_bytes(path, start, content, entries)
    if binary is not None:
        return binary
    _refuse_others(path, content, encoding)
    text = _decode(path, content, encoding)
    if not text.strip():
        raise InputError(f"{path}: is empty but for white space")
    _refuse_web_page(path, text)
    if "\r" in text and "\n" not in text:
        raise InputError(f"{path}:1: its lines end with \\r alone (convert them to \\n)")
    head = TextHead(path, re.sub(r"\A(?:[^\S\n]*\n)+", "", text))  # a tab may begin a row
    for entry in entries:
        if entry.matches(head):
            return entry
    raise InputError(f"{path}: is in no known format ({', '.join(FORMATS)})")


def _match_bytes(
    path: Path, start: bytes, content: bytes, entries: list[DataFormat]
) -> DataFormat | None:
    for entry in entries:
        if entry.magic and content.startswith(entry.magic):
            if not entry.magic.startswith(start):
                raise InputError(f"{path}: {entry.name.capitalize()} packed by gzip (unpack it)")
            return entry
        if entry.matches_bytes(path, content):
            return entry
    return None


def _decode(path: Path, content: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    try:
        return decoder.decode(content).removeprefix("\ufeff")
    except UnicodeError:  # some codecs replace nothing
        raise make_encoding_error(path, encoding) from None


def _refuse_others(path: Path, content: bytes, encoding: str) -> None:
    for magic, description in _OTHERS.items():
        if content.removeprefix(codecs.BOM_UTF8).startswith(magic):
            raise InputError(f"{path}: is {description}")
    if encoding.startswith(("utf-16", "utf-32")):
        return
    for mark, other in _MARKS.items():
        if content.startswith(mark):
            raise InputError(f"{path}: begins as a text in {other} does (use --encoding {other})")
    if content.startswith(codecs.BOM_UTF8) and encoding != "utf-8":
        raise InputError(
            f"{path}: begins as a text in utf-8 does (leave out --encoding {encoding})"
        )


def _refuse_web_page(path: Path, text: str) -> None:
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        raise InputError(f"{path}: is a web page, not a table of texts (a failed download?)")
