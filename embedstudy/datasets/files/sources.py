"""Data sets in files: the files of each part, and the key that identifies them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from embedstudy.datasets.bad_rows import BadRows, check_rows
from embedstudy.datasets.columns import UndecidedColumnsError
from embedstudy.datasets.files import folders
from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.datasets.files.detect_format import detect_format
from embedstudy.datasets.files.encoding import normalize_encoding
from embedstudy.datasets.files.misreadings import count_misreadings
from embedstudy.datasets.files.parts import find_parts, list_unread
from embedstudy.datasets.files.paths import PathName, name_dataset, resolve_paths
from embedstudy.datasets.files.virtual_path import SIGN, VirtualPath
from embedstudy.datasets.source import DataSource, Tally
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.fetch.digests import find_sha256
from embedstudy.options.data import DataOptions

# Raise it when the same bytes give other rows.
READING = 5
UNREAD = "tables there that are in no part, not read"
UNREAD_FOLDERS = "folders there that are in no part, not read"


@dataclass(frozen=True)
class DataFile:
    """A file, or a folder of class folders, that belongs to a data set.

    Attributes
    ----------
    path : Path
    format : DataFormat
    sha256 : str
    state : tuple
        It changes with the file.
    """

    path: Path
    format: DataFormat
    sha256: str
    state: tuple[int, ...]


def make_files_source(name: PathName | Sequence[PathName], options: DataOptions) -> DataSource:
    """Find the files of a data set, and make its source.

    Parameters
    ----------
    name : str, path or a sequence of them
        Files, globs, archives, ``-`` for standard input, a folder with a folder for each class, or
        one with such folders or files for ``train`` and ``test``.
    options : DataOptions
        Its ``dev_file`` and ``test_file`` are a file, a glob or a folder of class folders each.

    Returns
    -------
    DataSource
        With one part, "", or with "train" and whichever of "dev" and "test" there are.

    Raises
    ------
    InputError
        If a file is not there, is in no known format, or is in the data set twice.
    """
    options = replace(options, encoding=normalize_encoding(options.encoding))
    paths = _resolve_parts(name, options.dev_file, options.test_file)
    unread = _list_unread(name)
    parts = {
        part: [_inspect_file(path, options) for path in part_paths]
        for part, part_paths in paths.items()
    }
    _refuse_twice(parts)
    files = [file for part_files in parts.values() for file in part_files]
    identity = {
        "reading": READING,
        "parts": {
            part: [(file.format.name, file.sha256) for file in part_files]
            for part, part_files in parts.items()
        },
        "text_column": options.text_column,
        "label_column": options.label_column,
        "no_header": options.no_header,
        "encoding": options.encoding,
        "skip_bad_lines": options.skip_bad_lines,
    }
    classes = (
        file.format.class_names(file.path, options) for file in files if file.format.class_names
    )

    def read(tally: Tally) -> Mapping[str, Iterator[pa.RecordBatch]]:
        for file in unread:
            tally.add(UNREAD_FOLDERS if file.is_dir() else UNREAD, file.name)
        bad_rows = BadRows(tally, options.skip_bad_lines)
        return {part: _read_part(part, parts, options, bad_rows) for part in parts}

    return DataSource(
        name_dataset(name),
        hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest(),
        read,
        sha256=files[0].sha256 if len(files) == 1 else "",
        classes=tuple(dict.fromkeys(label for names in classes for label in names)),
        paths=tuple(file.path for file in files),
    )


def _resolve_parts(
    name: PathName | Sequence[PathName], dev_file: PathName | None, test_file: PathName | None
) -> dict[str, list[Path]]:
    paths = resolve_paths(name)
    parts = find_parts(paths[0]) if len(paths) == 1 else {"": _resolve_part(paths)}
    for part, part_name in (("dev", dev_file), ("test", test_file)):
        if part_name is not None:
            if part in parts:
                raise InputError(f"{paths[0]}: has a {part} part of its own (no --{part}-file)")
            parts[part] = _resolve_part(resolve_paths(part_name))
    if len(parts) > 1 and "" in parts:
        parts["train"] = parts.pop("")
    return {part: parts[part] for part in ("", "train", "dev", "test") if part in parts}


def _list_unread(name: PathName | Sequence[PathName]) -> list[Path]:
    paths = resolve_paths(name)
    return list_unread(paths[0], find_parts(paths[0])) if len(paths) == 1 else []


def _resolve_part(paths: Sequence[Path]) -> list[Path]:
    """Return the files of one part; a folder or an archive in it has no parts."""
    resolved = []
    for path in paths:
        parts = find_parts(path)
        if list(parts) != [""]:
            raise InputError(f"{path}: has parts of its own, and cannot be one")
        resolved += parts[""]
    return resolved


def _inspect_file(path: Path, options: DataOptions) -> DataFile:
    try:
        if path.is_dir():
            return DataFile(path, folders.FOLDER, folders.hash_folder(path), _read_state(path))
        state = _read_state(path)
        return DataFile(path, detect_format(path, options.encoding), _identify(path), state)
    except OSError as error:
        raise InputError(f"{error.filename or path}: {error.strerror or error}") from None


def _identify(path: Path) -> str:
    """Return the hash of a file, or of its bytes and the name of a sheet in it."""
    digest = find_sha256(path)
    if not isinstance(path, VirtualPath) or path.open_member is not None:
        return digest
    return hashlib.sha256(f"{digest}{SIGN}{path.member}".encode(errors="surrogatepass")).hexdigest()


def _read_part(
    part: str, parts: Mapping[str, Sequence[DataFile]], options: DataOptions, bad_rows: BadRows
) -> Iterator[pa.RecordBatch]:
    try:
        yield from _read_batches(parts[part], options, bad_rows)
    except UndecidedColumnsError as error:
        if error.wanted != "label" or part == "train" or "train" not in parts:
            raise
        raise InputError(
            f"{error}. If the {part} part has no labels, name the train part alone, which is then "
            f"divided: {parts['train'][0].path}"
        ) from None


def _read_batches(
    files: Sequence[DataFile], options: DataOptions, bad_rows: BadRows
) -> Iterator[pa.RecordBatch]:
    for file in files:
        rows, readings = 0, bad_rows.tally.readings
        n_readings = len(readings)
        for columns in file.format.read(file.path, options, bad_rows):
            batch = check_rows(columns, bad_rows)
            count_misreadings(columns, options.encoding, bad_rows)
            rows += len(batch)
            yield batch
        if not rows:
            why = "; ".join(bad_rows.tally.notes()) if bad_rows.skip else ""
            raise InputError(f"{file.path}: no rows that can be read{why and f' ({why})'}")
        if len(readings) == n_readings:  # a format that has nothing more to tell
            readings.append(TableReading(file.path.name, file.format.name))
        if _read_state(file.path) != file.state:
            raise InputError(f"{file.path}: was written to while it was read (try again)")


def _refuse_twice(parts: Mapping[str, Sequence[DataFile]]) -> None:
    """Refuse a file that is in two parts, or twice in one: a test on training texts is no test."""
    seen: dict[str, tuple[str, Path]] = {}
    for part, files in parts.items():
        for file in files:
            if file.sha256 not in seen:
                seen[file.sha256] = part, file.path
                continue
            other, path = seen[file.sha256]
            if other != part:
                raise InputError(
                    f"{file.path}: the {part} part is the same as the {other} part, {path}"
                )
            raise InputError(f"{file.path}: is in the data set twice, also as {path}")


def _read_state(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return status.st_ino, status.st_size, status.st_mtime_ns
