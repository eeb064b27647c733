"""The words of an array file: a text file next to it, or a column of a Parquet file."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.text_head import looks_like_text

_PACKINGS = (".gz", ".bz2", ".xz", ".zip")
_ARRAYS = (".npy", ".safetensors")
# The words of any array in a folder may be called so.
_COMMON_STEMS = ("vocab", "words")
_COMMON = tuple(f"{stem}.txt" for stem in _COMMON_STEMS)
_DOTTED = tuple(f".{stem}" for stem in _COMMON_STEMS)
_BOM = b"\xef\xbb\xbf"
_BATCH = 1 << 14
# GloVe and word2vec write their vocabularies so.
_COUNTED = re.compile(rb".*\S[ \t]+\d+\r?")
_NUMBERED = re.compile(rb"\d+[ \t]+[^\s\d].*")
# So many lines tell that numbers stand next to the words.
_LINES = 5


def name_word_list(path: Path) -> Path:
    """Return the path of the word list that is written for an array file."""
    return path.with_name(f"{next(iter(_list_stems(path)))}.vocab.txt")


def find_word_list(path: Path) -> Path:
    """Find the word list of an array file.

    A list that is named after the array comes first. A file ``<stem>.txt`` comes last, and only if
    it is no table in text itself.

    Raises
    ------
    InputError
        If there is none under any of the usual names, or two with other words that may be meant.
    """
    stems = _list_stems(path)
    own_names = [
        f"{stem}{sign}{what}.txt" for sign in "._-" for stem in stems for what in _COMMON_STEMS
    ]
    for name in own_names:
        if (path.parent / name).is_file():
            return path.parent / name
    last = [f"{stem}.txt" for stem in stems]
    lists = [path.parent / name for name in _COMMON if (path.parent / name).is_file()]
    lists += [
        path.parent / name
        for name in last
        if name not in _COMMON
        and (path.parent / name).is_file()
        and not _is_table(path.parent / name)
    ]
    if lists:
        _refuse_rivals(path, lists)
        return lists[0]
    dotted = [name for name in own_names if name.removesuffix(".txt").endswith(_DOTTED)]
    names = list(dict.fromkeys([*dotted, *_COMMON, *last]))
    raise InputError(f"{path}: no word list next to it ({' or '.join(names)}, a word a line)")


def _refuse_rivals(path: Path, lists: list[Path]) -> None:
    """Refuse word lists of which another fits an array as well as the first, with other words."""
    if len(lists) < 2:
        return
    first, *contents = (file.read_bytes().rstrip() for file in lists)
    for rival, content in zip(lists[1:], contents, strict=True):
        if content != first and content.count(b"\n") == first.count(b"\n"):
            raise InputError(
                f"{path}: {lists[0].name} and {rival.name} next to it hold as many words, but "
                f"others (rename the one that is meant to {name_word_list(path).name})"
            )


def describe_word_list(path: Path) -> str:
    """Return a phrase that names the word list of an array file, and tells if it was guessed.

    Raises
    ------
    InputError
        As `find_word_list` does.
    """
    name = find_word_list(path).name
    if name not in _COMMON or name.split(".")[0] in _list_stems(path):
        return f"words from {name}"
    return f"words from {name} in the same folder (no name ties it to this array)"


def _list_stems(path: Path) -> dict[str, None]:
    """Return the stems that a word list may be named after, the likeliest first."""
    name = path.name
    bare = next((name.removesuffix(end) for end in _PACKINGS if name.endswith(end)), name)
    stem = Path(bare).stem
    whole = stem if bare == name or Path(bare).suffix in _ARRAYS else bare
    return dict.fromkeys((whole, stem, name.split(".")[0]))


def _is_table(path: Path) -> bool:
    with path.open("rb") as file:
        return looks_like_text(file.read(1 << 16))


def read_words(path: Path, *, exact: bool = False) -> Iterator[bytes]:
    """Read a word list: a word a line, split on the line feed alone, or a Parquet file's column.

    The words stream by; a list of millions is never in memory as a whole.

    Parameters
    ----------
    path : Path
    exact : bool
        Whether embedstudy wrote the list. Then only line feeds are removed: a word may begin with a
        byte order mark and end with a carriage return.

    Raises
    ------
    InputError
        If there is no such file, numbers stand next to the words, or a Parquet file is damaged or
        is no list of words.
    """
    try:
        with path.open("rb") as file:
            yield from parse_words(file, path, exact=exact)
    except FileNotFoundError:
        raise InputError(f"{path}: no such word list") from None


def parse_words(file: BufferedStream, path: Path, *, exact: bool = False) -> Iterator[bytes]:
    """Read an open word list, as `read_words` does; `path` stands in messages."""
    if exact:
        for line in file:
            yield line.removesuffix(b"\n")
        return
    if file.peek(4)[:4] == b"PAR1":
        yield from _read_parquet(path, file)
        return
    _refuse_numbers(path, file.peek())
    first = file.readline()
    end = b"\r\n" if first.endswith(b"\r\n") else b"\n"
    if first:
        yield first.removeprefix(_BOM).removesuffix(end)
    for line in file:
        yield line.removesuffix(end)


def _refuse_numbers(path: Path, start: bytes) -> None:
    lines = start.split(b"\n")[:-1]  # the last may be cut
    if len(lines) < _LINES:
        return
    shown = lines[0].rstrip(b"\r").decode("utf-8", "replace")
    if all(map(_COUNTED.fullmatch, lines)):
        raise InputError(
            f"{path}:1: a word and a number, {shown!r}: counts behind the words? "
            "(write a word a line)"
        )
    if all(map(_NUMBERED.fullmatch, lines)):
        raise InputError(
            f"{path}:1: a number and a word, {shown!r}: row numbers before the words? "
            "(write a word a line, in the order of the rows)"
        )


def write_words(file: BinaryIO, words: Iterable[str], *, exact: bool = False) -> None:
    """Write a word list, a word a line, as `read_words` reads it back."""
    for number, word in enumerate(words):
        line = word.encode() + b"\n"
        # A reader drops one mark at the beginning.
        doubled = not exact and not number and line.startswith(_BOM)
        file.write(_BOM + line if doubled else line)


def _read_parquet(path: Path, file: BinaryIO) -> Iterator[bytes]:
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
    except (InputError, MemoryError):
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path}: is not a word list that can be read ({cause})") from None
    finally:
        pa.set_memory_pool(usual)
