"""The checksums of a study's files, which tell when a file is no longer as it was written.

While a study is being made they stand in a journal: a line for each file, written before the file
takes its name. So a file at its name is always known. Where a study is finished, or goes on, they
move into study.json, which carries a checksum of its own. Studies of older versions have none.
"""

import json
import mmap
import os
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import xxhash

from embedstudy.results.files import (
    META,
    MOST_BYTES,
    MOST_META_BYTES,
    DamagedFileError,
    OpenFile,
    check_no_link,
    check_relative,
    find_file,
    has_file,
    load_json,
    open_file,
)
from embedstudy.storage import (
    append,
    checksum_bytes,
    is_seal_whole,
    publish,
    seal_document,
)

# In study.json.
CHECKSUMS = "checksums"
JOURNAL = "checksums.jsonl"


@dataclass(frozen=True)
class FileChecksum:
    """The size of a file in bytes, and its XXH3 checksum in hex digits."""

    bytes: int
    xxh3_128: str


@dataclass(frozen=True)
class Ledger:
    """The checksums of the files of a study, by their paths in it.

    Attributes
    ----------
    settled : mapping of str to FileChecksum
        Those of study.json.
    journal : mapping of str to list of FileChecksum
        Those since then. A file that was killed before it took its name is as before, so each of
        its checksums counts.
    """

    settled: Mapping[str, FileChecksum]
    journal: Mapping[str, list[FileChecksum]] = field(default_factory=dict)

    def find(self, relative: str) -> list[FileChecksum]:
        """Return the checksums that a file may have; none of a file that is not the study's."""
        settled = self.settled.get(relative)
        return [*([settled] if settled else []), *self.journal.get(relative, [])]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self.settled, *self.journal]))


class HashedFile:
    """A file that is being written, and the checksum of all that was written so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._size, self._hash = file, 0, xxhash.xxh3_128()

    def write(self, content: Any) -> int:
        """Write bytes, or the memory of an array."""
        self._hash.update(content)
        self._size += memoryview(content).nbytes
        return self._file.write(content)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Write some bytes after others."""
        for line in lines:
            self.write(line)

    @property
    def checksum(self) -> FileChecksum:
        """The checksum of what was written."""
        return FileChecksum(self._size, self._hash.hexdigest())


def read_document(path: Path) -> dict[str, Any]:
    """Return the content of study.json as it stands there, with its checksums and its seal.

    Raises
    ------
    DamagedFileError
        If it is not as it was written.
    FileNotFoundError
    ValueError, TypeError, RecursionError
        If it is no JSON document.
    """
    with open_file(path, META) as file:
        content = file.read(MOST_META_BYTES)
        _read_settled(content, str(file.path))
    document: dict[str, Any] = load_json(content)
    return document


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Publish study.json, with a checksum of its own if it has those of the files."""
    if CHECKSUMS in document:
        document = seal_document(document)
    with publish(path / META) as file:
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
        file.write(text.encode(errors="backslashreplace"))  # bytes of paths that are not UTF-8
        file.write(b"\n")


@lru_cache(maxsize=8)
def _read_settled(content: bytes, place: str) -> Mapping[str, FileChecksum] | None:
    """Check study.json, and return the checksums that it holds; None in an older study."""
    try:
        document = dict(load_json(content))
        is_whole = is_seal_whole(document)
        entries = dict(document.get(CHECKSUMS, {})).items()
        settled = {check_relative(name): _parse_checksum(entry) for name, entry in entries}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        why = f"{type(error).__name__}: {error}"
        raise DamagedFileError(f"{place}: damaged or missing ({why})") from None
    if is_whole is False or (is_whole is None and CHECKSUMS in document):
        raise DamagedFileError(
            f"{place}: damaged (its checksum is not that of its content); the study cannot be "
            "trusted: make it again with --force"
        )
    return settled if CHECKSUMS in document else None


def _parse_checksum(entry: Any) -> FileChecksum:
    entry = entry if isinstance(entry, dict) else {}
    n_bytes, digits = entry.get("bytes"), entry.get("xxh3_128")
    if not (isinstance(n_bytes, int) and isinstance(digits, str)):
        raise ValueError("a checksum is no size with digits")
    return FileChecksum(n_bytes, digits)


def read_ledger(path: Path) -> Ledger | None:
    """Return the checksums of a study; None of one of an older version.

    Raises
    ------
    DamagedFileError
        If study.json is not as it was written.
    """
    # In this order: whoever folds the journal writes study.json first.
    journal = _read_journal(path)
    with open_file(path, META) as file:
        settled = _read_settled(file.read(MOST_META_BYTES), str(file.path))
    return None if settled is None else Ledger(settled, journal)


# The last journal that was read, by what tells it from a longer one.
_journals: dict[str, tuple[tuple[int, int, int], dict[str, list[FileChecksum]]]] = {}


def _read_journal(path: Path) -> dict[str, list[FileChecksum]]:
    try:
        with open_file(path, JOURNAL) as file:
            status = os.fstat(file.descriptor)
            key = status.st_ino, status.st_size, status.st_mtime_ns
            known = _journals.get(str(path))
            if known is not None and known[0] == key:
                return known[1]
            entries: dict[str, list[FileChecksum]] = {}
            for line in list_whole_lines(file.read()):
                if line is not None:
                    relative = check_relative(str(line.get("path", "")))
                    entries.setdefault(relative, []).append(_parse_checksum(line))
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError) as error:
        raise DamagedFileError(f"{path / JOURNAL}: damaged ({error})") from None
    _journals.clear()
    _journals[str(path)] = key, entries
    return entries


def list_whole_lines(content: bytes, *, sealed: bool = True) -> list[dict[str, Any] | None]:
    """List the documents of a file with one a line; None for a line that is damaged.

    A process that was killed may have left a part of one after the last line feed. It does not
    count, unless all of it is there and its line feed is what is damaged.

    Parameters
    ----------
    content : bytes
    sealed : bool
        Whether each line carries its checksum, as those of older studies do not.
    """
    *lines, tail = content.split(b"\n")
    documents = [_parse_line(line, sealed=sealed) for line in lines]
    ends = (_parse_line(end, sealed=True) for end in (tail, tail[:-1]))
    return [*documents, *[end for end in ends if end is not None][:1]]


def _parse_line(line: bytes, *, sealed: bool) -> dict[str, Any] | None:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or (sealed and not is_seal_whole(document)):
        return None
    return document


@contextmanager
def publish_recorded(path: Path, relative: str, *, durable: bool = False) -> Iterator[BinaryIO]:
    """Publish a file of a study, and record its checksum before it takes its name.

    Parameters
    ----------
    path : Path
        The study's directory.
    relative : str
    durable : bool
        Whether the record must be on disk before the file is, as for a file that is replaced. The
        record of other files is on disk after `flush_journal`.

    Raises
    ------
    DamagedFileError
        If a folder above the file is a link.
    """
    place = check_no_link(path, relative)
    with publish(place) as file:
        hashed = HashedFile(file)
        yield cast(BinaryIO, hashed)
        if _has_checksums(path):
            line = seal_document({"path": relative, **asdict(hashed.checksum)})
            append(path / JOURNAL, json.dumps(line).encode() + b"\n", durable=durable)


def flush_journal(path: Path) -> None:
    """Flush the journal of a study to the disk."""
    if has_file(path, JOURNAL):
        append(path / JOURNAL, b"")


def _has_checksums(path: Path) -> bool:
    with open_file(path, META) as file:
        return _read_settled(file.read(MOST_META_BYTES), str(file.path)) is not None


def settle(path: Path) -> dict[str, Any]:
    """Return the checksums of the files that are there, as study.json holds them.

    The journal is to be removed once they stand there.
    """
    ledger = read_ledger(path) if has_file(path, META) else None
    if ledger is None:
        return {}
    entries = dict(ledger.settled)
    for relative in ledger.journal:
        checksum = _find_checksum(path, relative, ledger)
        if checksum is not None:
            entries[relative] = checksum
    return {name: asdict(entries[name]) for name in sorted(entries)}


def _find_checksum(path: Path, relative: str, ledger: Ledger) -> FileChecksum | None:
    """Return which of its checksums a file has; the last one if it is damaged, None if missing."""
    checksums = ledger.find(relative)
    if not has_file(path, relative):
        return None
    if len(set(checksums)) > 1:
        with open_file(path, relative) as file:
            actual = _compute_checksum(file, file.map())
        if actual in checksums:
            return actual
    return checksums[-1]


def read_checked(path: Path, relative: str, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file of a study, if they are those that were written.

    Raises
    ------
    FileNotFoundError
        If there is no such file, and none is known.
    DamagedFileError
        If the file is missing, or is not as it was written; or if it leads through a link.
    """
    return bytes(_open_checked(path, relative, most, mapped=False))


def map_checked(path: Path, relative: str) -> mmap.mmap | bytes:
    """Return the bytes of a file as `read_checked` does, mapped into memory."""
    content: mmap.mmap | bytes = _open_checked(path, relative, None, mapped=True)
    return content


def _open_checked(path: Path, relative: str, most: int | None, *, mapped: bool) -> Any:
    for is_last in (False, True):
        content, place = _open_content(path, relative, most, mapped=mapped)
        ledger = read_ledger(path)  # after the file, which may be replaced meanwhile
        if ledger is None:
            return content
        checksums = ledger.find(relative)
        if any(
            len(content) == entry.bytes and checksum_bytes(content) == entry.xxh3_128
            for entry in checksums
        ):
            return content
        if is_last:
            why = "not the bytes that were written" if checksums else "no checksum of it is known"
            raise DamagedFileError(f"{place}: damaged ({why}); {explain_cure(path)}")
    raise AssertionError


def _open_content(path: Path, relative: str, most: int | None, *, mapped: bool) -> tuple[Any, Path]:
    try:
        with open_file(path, relative) as file:
            return (file.map() if mapped else file.read(most or MOST_BYTES)), file.path
    except FileNotFoundError:
        ledger = read_ledger(path)
        if ledger is not None and relative in ledger.settled:
            missing = f"{find_file(path, relative)}: missing; {explain_cure(path)}"
            raise DamagedFileError(missing) from None
        raise


def _compute_checksum(file: OpenFile, content: Any) -> FileChecksum:
    return FileChecksum(file.size, checksum_bytes(content))


def check_file(path: Path, relative: str, ledger: Ledger) -> str | None:
    """Return what is wrong with a file that a study knows; None if it is as it was written."""
    checksums = ledger.find(relative)
    try:
        with open_file(path, relative) as file:
            if all(file.size != entry.bytes for entry in checksums):
                return f"damaged ({file.size:,} bytes, not {checksums[-1].bytes:,})"
            if _compute_checksum(file, file.map()) in checksums:
                return None
            return "damaged (not the bytes that were written)"
    except FileNotFoundError:
        return "missing" if relative in ledger.settled else None
    except (DamagedFileError, OSError) as error:
        return f"damaged ({str(error).rpartition(': ')[2]})"


def explain_cure(path: Path) -> str:
    """Say which command makes a file of a study again."""
    return f"embedstudy compare --out {shlex.quote(str(path))} --resume makes it again"


_PAGE_END = b"<!-- xxh3_128: %s -->\n"
_PAGE_END_LENGTH = len(_PAGE_END % (b"0" * 32))


def seal_page(content: bytes) -> bytes:
    """Return a page with its checksum, in a comment at its end."""
    return content + _PAGE_END % checksum_bytes(content).encode()


def is_page_whole(page: bytes) -> bool:
    """Tell whether a page is as `seal_page` returned it."""
    return seal_page(page[:-_PAGE_END_LENGTH]) == page
