"""Data sets of the Hugging Face hub, and those that ``save_to_disk`` made.

A data set is fetched from the hub once. From then on it is read from the data home without a
network, at the revision of the first fetch.
"""

import contextlib
import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from embedstudy.datasets.hf_dataset import ColumnChoice, choose_columns_and_splits, read_batches
from embedstudy.datasets.hub_access import Pin, Splits, fetch, hub_home, open_fetched, open_saved
from embedstudy.datasets.source import DataSource, Tally
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.fetch.digests import find_sha256
from embedstudy.options.data import DataOptions
from embedstudy.storage import (
    DamagedCacheError,
    publish,
    read_sealed,
    safe_name,
    write_sealed,
)

_T = TypeVar("_T", Pin, ColumnChoice)

HUB = "hf:"  # begins the names of its data sets
# Raise it when the same data set gives other rows.
_VERSION = 1
_PIN = "revision.json"
_NAME = re.compile(r"hf:((?:[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*)(?::([^:/\\]+))?", re.ASCII)


def make_hub_source(
    name: str, options: DataOptions | None = None, *, progress: bool = True
) -> DataSource:
    """Return the source of a data set of the hub; the first time, it is fetched.

    Parameters
    ----------
    name : str
        ``hf:owner/name`` or ``hf:owner/name:config``.
    options : DataOptions, optional
        Its columns and its split are read.
    progress : bool
        Whether the download shows on stderr.

    Raises
    ------
    InputError
        If the name is malformed or unknown, the data set has code of its own, or several
        configurations, columns or splits could be meant.
    FetchError
        If the hub cannot be reached, or does not give access.
    """
    match = _NAME.fullmatch(name)
    if match is None or ".." in name or "--" in match[1]:
        raise InputError(f"{name!r}: no name of the hub (hf:owner/name or hf:owner/name:config)")
    options = options or DataOptions()
    wanted = {key: getattr(options, key) for key in ("text_column", "label_column", "split")}
    folder = hub_home() / safe_name(name)
    digest = hashlib.sha256(repr((_VERSION, wanted)).encode("utf-8", "surrogatepass")).hexdigest()
    pin_file, reading_file = folder / _PIN, folder / f"reading-{digest[:16]}.json"
    pin, reading = _recall(pin_file, Pin), _recall(reading_file, ColumnChoice)
    opened: list[Splits] = []
    if pin is None or reading is None:
        pin, splits = _open(name, Pin(match[1], match[2] or "", ""), pin, progress)
        reading = choose_columns_and_splits(name, splits, options)
        opened.append(splits)
        _remember(pin_file, pin)
        _remember(reading_file, reading)

    def parts(tally: Tally) -> dict[str, Iterator[pa.RecordBatch]]:
        splits = opened[0] if opened else _open(name, pin, pin, progress)[1]
        return read_batches(name, splits, reading, tally)

    key = repr((_VERSION, name, pin, reading))
    return DataSource(name, key, parts, revision=pin.revision, classes=reading.classes)


def is_fetched(name: str) -> bool:
    """Return whether a data set of the hub was fetched before; nothing is read for it."""
    return (hub_home() / safe_name(name) / _PIN).is_file()


def is_saved(path: Path) -> bool:
    """Return whether a folder is one that ``save_to_disk`` made, by the files in it."""
    with contextlib.suppress(OSError, ValueError):  # it cannot be a path
        one = all((path / name).is_file() for name in ("dataset_info.json", "state.json"))
        return one or (path / "dataset_dict.json").is_file()
    return False


def make_saved_source(path: Path, options: DataOptions | None = None) -> DataSource:
    """Return the source of a data set that ``save_to_disk`` made.

    Parameters
    ----------
    path : Path
        The folder of a `datasets.Dataset` or `datasets.DatasetDict`.
    options : DataOptions, optional
        Its columns and its split are read.

    Raises
    ------
    InputError
        If it cannot be opened, or several columns or splits could be meant.
    """
    name = str(path)
    splits = open_saved(path)
    reading = choose_columns_and_splits(name, splits, options or DataOptions())
    files = sorted(p for p in path.rglob("*") if p.suffix in (".arrow", ".json"))
    hashes = [(p.relative_to(path).as_posix(), find_sha256(p)) for p in files]

    def parts(tally: Tally) -> dict[str, Iterator[pa.RecordBatch]]:
        return read_batches(name, splits, reading, tally)

    key = repr((_VERSION, hashes, reading))
    return DataSource(name, key, parts, classes=reading.classes, paths=(path,))


def _open(name: str, wanted: Pin, pin: Pin | None, progress: bool) -> tuple[Pin, Splits]:
    """Open a data set that was fetched before, or fetch it, at the known revision if any."""
    if pin is not None and (splits := open_fetched(pin)) is not None:
        return pin, splits
    return fetch(name, pin or wanted, progress=progress)


def _remember(path: Path, what: Pin | ColumnChoice) -> None:
    with contextlib.suppress(OSError):  # a read-only home will do
        with publish(path) as file:  # for earlier versions, which take no other keys
            file.write(json.dumps(asdict(what)).encode())
        write_sealed(_name_sealed(path), asdict(what))


def _recall(path: Path, kind: type[_T]) -> _T | None:
    keys, sealed = [field.name for field in fields(kind)], _name_sealed(path)
    document = _read_document(sealed, keys, f"reading {path.name} instead")
    if document is None:
        document = _read_document(path, keys, "asking the hub again")
        if document is not None:
            with contextlib.suppress(OSError):  # a read-only home will do
                write_sealed(sealed, document)
    if document is None:
        return None
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in document.items()
    }
    return kind(**values)


def _read_document(path: Path, keys: list[str], remedy: str) -> dict[str, Any] | None:
    try:
        return read_sealed(path, keys)
    except DamagedCacheError as damage:
        message = f"{damage.path}: damaged; {remedy}"
        warnings.warn(message, EmbedstudyWarning, stacklevel=4)
        return None


def _name_sealed(path: Path) -> Path:
    return path.with_name(f"{path.stem}.sealed.json")
