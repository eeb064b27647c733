"""Small files that would fill the memory or the disk, and large ones that are only odd."""

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
from pyarrow import parquet

MB = 1_000_000
HEADER = b"text,label\n"
ROWS = b"it is a good film,pos\nit is a bad film,neg\n" * 20_000


def _fill(file: IO[bytes], head: bytes, part: bytes, size: int) -> None:
    file.write(head)
    for _ in range(size // len(part) + 1):
        file.write(part)


def _write_packed(opener: Callable[..., IO[bytes]], head: bytes, part: bytes) -> Callable:
    def write(path: Path, size: int) -> None:
        with opener(path, "wb") as file:
            _fill(file, head, part, size)

    return write


def _write_zip(path: Path, size: int) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("rows.csv", "w", force_zip64=True) as file,
    ):
        _fill(file, HEADER, ROWS, size)


def _write_zip_of_many(path: Path, size: int) -> None:
    content = b"good film " * (MB // 10)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(size // MB):
            archive.writestr(f"{('neg', 'pos')[number % 2]}/{number}.txt", content)


def _write_tar(packing: str) -> Callable:
    def write(path: Path, size: int) -> None:
        with tarfile.open(path, f"w:{packing}") as archive:
            content = HEADER + ROWS * (size // len(ROWS))
            info = tarfile.TarInfo("rows.csv")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))

    return write


def _write_parquet(path: Path, size: int) -> None:
    text = "a good film " * 50_000
    rows = size // len(text)
    ids = pa.array(np.arange(rows) % 2, pa.int32())
    columns = {
        "text": pa.DictionaryArray.from_arrays(ids, pa.array([text + "a", text + "b"])),
        "label": pa.array(["pos", "neg"] * (rows // 2) + ["pos"] * (rows % 2)),
    }
    options = {"compression": "zstd", "dictionary_pagesize_limit": 1 << 28}
    parquet.write_table(pa.table(columns), path, **options)


def _write_workbook(cell: str, padding: int = 0) -> Callable:
    def write(path: Path, size: int) -> None:
        rows = "".join(
            f'<row><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'
            for place, text in (("A1", "text"), ("B1", "label"), (cell, "x"))
        )
        kinds = "http://schemas.openxmlformats.org"
        main, office = f"{kinds}/spreadsheetml/2006/main", f"{kinds}/officeDocument/2006"
        files = {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}/relationships"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kinds}/package/2006/'
            f'relationships"><Relationship Id="rId1" Type="{office}/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
            + " " * (padding and size)
            + "</worksheet>",
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    return write


def _write_bytes(make: Callable[[int], bytes]) -> Callable:
    return lambda path, size: path.write_bytes(make(size))


def _npy(shape: tuple[int, ...], content: bytes = bytes(64)) -> bytes:
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}".encode()
    header += b" " * (63 - (10 + len(header)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def _safetensors(header: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + bytes(64)


def _fasttext(dim: int = 10, words: int = 5, buckets: int = 10, rows: int = 15) -> bytes:
    numbers = struct.pack("<12id", dim, 5, 5, 1, 5, 1, 3, 1, buckets, 3, 6, 100, 1e-4)
    counts = struct.pack("<iiiqq", words, words, 0, 100, -1)
    entries = b"".join(b"w%d\0" % i + struct.pack("<qb", 5, 0) for i in range(5))
    table = b"\0" + struct.pack("<qq", rows, dim) + bytes(4 * 15 * 10)
    return struct.pack("<ii", 793712314, 12) + numbers + counts + entries + table


DEEP = 100_000
NESTED = b"[" * DEEP + b"]" * DEEP
TENSOR = b'{"v":{"dtype":"F32","shape":[%d,%d],"data_offsets":[0,%d]}}'

# By name of the file: what writes it. Each is refused in one line.
DATA_BOMBS: dict[str, Callable] = {
    "rows.csv.gz": _write_packed(gzip.open, HEADER, ROWS),
    "zeros.csv.gz": _write_packed(gzip.open, HEADER, bytes(MB)),
    "one-line.csv.gz": _write_packed(gzip.open, HEADER, b"a " * MB),
    "rows.zip": _write_zip,
    "folders.zip": _write_zip_of_many,
    "rows.tar.gz": _write_tar("gz"),
    "rows.tar.bz2": _write_tar("bz2"),
    "rows.tar.xz": _write_tar("xz"),
    "once.parquet": _write_parquet,
    "far.xlsx": _write_workbook("XFD1048576"),
    "beyond.xlsx": _write_workbook("ZZZZZ2"),
    "below.xlsx": _write_workbook("A4294967295"),
    "spaces.xlsx": _write_workbook("B2", padding=1),
    "value.json": _write_bytes(lambda _: b'[{"text":"a","label":' + NESTED + b"}]"),
    "nested.json": _write_bytes(lambda _: NESTED),
    "objects.json": _write_bytes(lambda _: b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "columns.json": _write_bytes(lambda _: b'{"text":["a"],"label":[' + NESTED + b"]}"),
    "lines.jsonl": _write_bytes(lambda _: b'{"text":"a","label":' + NESTED + b"}\n"),
}
VECTOR_BOMBS: dict[str, Callable] = {
    "zeros.npy.gz": _write_packed(gzip.open, _npy((10**7, 100), b""), bytes(MB)),
    "zeros.txt.bz2": _write_packed(bz2.open, b"", b"word" + b" 0" * 100 + b"\n"),
    "zeros.txt.xz": _write_packed(lzma.open, b"", b"word" + b" 0" * 100 + b"\n"),
    "rows.npy": _write_bytes(lambda _: _npy((10**9, 1000))),
    "overflow.npy": _write_bytes(lambda _: _npy((10**18, 10**4))),
    "size.safetensors": _write_bytes(lambda _: _safetensors(TENSOR % (10**9, 1000, 4 * 10**12))),
    "deep.safetensors": _write_bytes(lambda _: _safetensors(b'{"v":' + NESTED + b"}")),
    "length.safetensors": _write_bytes(lambda _: struct.pack("<Q", 1 << 62) + b"{" + bytes(64)),
    "dim.bin": _write_bytes(lambda _: _fasttext(dim=2**31 - 1)),
    "words.bin": _write_bytes(lambda _: _fasttext(words=2**31 - 1)),
    "buckets.bin": _write_bytes(lambda _: _fasttext(buckets=2**31 - 1)),
    "rows.bin": _write_bytes(lambda _: _fasttext(rows=2**62)),
    "word2vec.bin": _write_bytes(lambda _: b"9999999999 300\nword " + bytes(1200)),
}
STUDY_BOMBS: dict[str, Callable] = {
    "lists.toml": _write_bytes(lambda _: b'dataset = "a.csv"\na = ' + NESTED),
    "tables.toml": _write_bytes(lambda _: b"a = " + b"{b = " * DEEP + b"1" + b"}" * DEEP),
    "key.toml": _write_bytes(lambda _: b"a." * DEEP + b"a = 1"),
    "header.toml": _write_bytes(lambda _: b"[" + b"a." * DEEP + b"a]\nb = 1"),
    "large.toml": _write_bytes(lambda _: b"# \n" * MB),
}


def _make_rows(texts: list[bytes], labels: tuple[bytes, ...] = (b"pos", b"neg")) -> bytes:
    rows = [b"%s,%s\n" % (text, labels[i % len(labels)]) for i, text in enumerate(texts)]
    return HEADER + b"".join(rows)


def _plain(count: int) -> list[bytes]:
    return [b"film %d is good" % number for number in range(count)]


# Odd, and read all the same: what the file holds is what a person may have.
LARGE_DATA: dict[str, Callable[[random.Random], bytes]] = {
    "15 million characters in one text": lambda _: _make_rows(
        [b"word and " * (15 * MB // 9), *_plain(60)]
    ),
    "a text of a million tokens": lambda _: _make_rows(
        [b" ".join(b"w%d" % number for number in range(MB)), *_plain(60)]
    ),
    "texts of one word": lambda _: _make_rows([b"w%d" % number for number in range(MB // 4)]),
    "a word of a megabyte": lambda numbers: _make_rows(
        [bytes([97 + numbers.randrange(26)]) * MB, *_plain(60)]
    ),
    "100,000 columns": lambda _: (
        b"text,label," + b",".join(b"c%d" % number for number in range(DEEP)) + b"\n"
        + b"".join(b"film %d,%s" % (i, (b"a", b"b")[i % 2]) + b",1" * DEEP + b"\n"
                   for i in range(40))
    ),
    "10,000 classes": lambda _: _make_rows(
        _plain(DEEP), tuple(b"c%d" % number for number in range(DEEP // 10))
    ),
}  # fmt: skip
REFUSED_DATA: dict[str, Callable[[random.Random], bytes]] = {
    "a label of a megabyte": lambda _: _make_rows(_plain(60), (b"pos", b"neg" + b"x" * MB)),
    "as many classes as texts": lambda _: _make_rows(
        _plain(DEEP), tuple(b"c%d" % number for number in range(DEEP))
    ),
    "a line of 20 million characters": lambda _: _make_rows([b"a " * (10 * MB), *_plain(60)]),
    "a JSON object in a label": lambda _: json.dumps(
        [{"text": "a", "label": {"b": [{}]}}] * 20
    ).encode(),
}
