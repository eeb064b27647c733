"""The words of an array file: a text file beside it, or a column of a Parquet file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from embedstudy.errors import InputError

_BOM = b"\xef\xbb\xbf"
_BATCH = 1 << 14


def word_list_beside(path: Path) -> Path:
    """Find the word list of an array file.

    Raises
    ------
    InputError
        If there is none under any of the usual names.
    """
    stem = path.name.split(".")[0]
    names = (f"{stem}.vocab.txt", f"{stem}.words.txt", f"{stem}.txt", "vocab.txt", "words.txt")
    for name in names:
        if (path.parent / name).is_file():
            return path.parent / name
    raise InputError(f"{path}: no word list beside it ({' or '.join(names)}, a word a line)")


def read_words(path: Path) -> Iterator[bytes]:
    """Read a word list: a word a line, split on the line feed alone, or a Parquet file's column.

    The words stream by; a list of millions is never in memory as a whole.

    Raises
    ------
    InputError
        If there is no such file, or a Parquet file is damaged or is no list of words.
    """
    try:
        with path.open("rb") as file:
            if file.peek(4)[:4] == b"PAR1":
                yield from _of_parquet(path, file)
                return
            first = file.readline()
            end = b"\r\n" if first.endswith(b"\r\n") else b"\n"
            if first:
                yield first.removeprefix(_BOM).removesuffix(end)
            for line in file:
                yield line.removesuffix(end)
    except FileNotFoundError:
        raise InputError(f"{path}: no such word list") from None


def write_words(file: BinaryIO, words: Iterable[str]) -> None:
    """Write a word list, a word a line, as `read_words` reads it back."""
    for number, word in enumerate(words):
        line = word.encode() + b"\n"
        # A reader drops one mark at the beginning.
        file.write(line if number or not line.startswith(_BOM) else _BOM + line)


def _of_parquet(path: Path, file: BinaryIO) -> Iterator[bytes]:
    usual = pa.default_memory_pool()
    try:
        # Arrow's own pool takes 40 MB from the system for a list of 4.
        pa.set_memory_pool(pa.system_memory_pool())
        table = parquet.ParquetFile(file)
        (column,) = table.schema_arrow.types
        if not (pa.types.is_string(column) or pa.types.is_large_string(column)):
            raise InputError(f"{path}: its column is of {column}, not of words")
        for batch in table.iter_batches(_BATCH, use_threads=False):
            words = batch.column(0)
            if words.null_count:
                raise InputError(f"{path}: words are missing in its column")
            yield from words.cast(pa.large_binary()).to_pylist()
    except InputError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path}: is not a word list that can be read ({cause})") from None
    finally:
        pa.set_memory_pool(usual)
