"""Data sets in the data home: read once from their source, then memory-mapped from Arrow files."""

import contextlib
import hashlib
import mmap
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from embedstudy.datasets.corpus import CorpusExamples, Fingerprint
from embedstudy.datasets.labels import are_numbers, check_labels, order_classes, spell_booleans
from embedstudy.datasets.source import SCHEMA, DataSource, Tally
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import (
    CacheFolder,
    DamagedCacheError,
    data_home,
    map_array,
    safe_name,
    write_array,
)

# Raise it when the written files change for the same source.
FORMAT = 4
_TEXTS_FILE, _LABELS_FILE = "texts.arrow", "labels.npy"
_TEXTS = pa.schema([SCHEMA.field("text")])


@dataclass(frozen=True, eq=False)
class CachedDataset:
    """A data set as its source gives it, before it is split.

    Attributes
    ----------
    examples : CorpusExamples
    parts : mapping from str to ndarray of int64
        The rows of "train", "dev" and "test", or of "" where the source has no split.
    notes : tuple of str
        Faults that were tolerated in reading, with counts.
    readings : tuple of TableReading
        How each file was read.
    """

    examples: CorpusExamples
    parts: Mapping[str, np.ndarray]
    notes: tuple[str, ...]
    readings: tuple[TableReading, ...] = ()


def cache_dataset(source: DataSource) -> CachedDataset:
    """Open a data set, reading it from its source if it is not in the data home.

    Raises
    ------
    InputError
        If it cannot be read, has no rows, or has labels that are no classes.
    """
    folder = cache_folder(source.name, source.key)
    try:
        if (cached := _open(folder)) is not None:
            return cached
    except DamagedCacheError as damage:
        _warn(f"{damage.path}: damaged; reading {source.name} again")
    try:
        _write(folder, source)
    except OSError as error:  # a home that is full or read-only: go on in memory
        cause = f"{error.filename or folder}: {error.strerror or error}"
    else:
        cause = f"{folder}: the files just written there cannot be read"
        with contextlib.suppress(DamagedCacheError):
            if (cached := _open(folder)) is not None:
                return cached
    _warn(f"{cause}; read into memory instead")
    return read_into_memory(source)


def _warn(message: str) -> None:
    warnings.warn(message, EmbedstudyWarning, stacklevel=3)


def _write(folder: Path, source: DataSource) -> None:
    with CacheFolder(folder, FORMAT).write([_TEXTS_FILE, _LABELS_FILE]) as (meta, files):
        texts_file, labels_file = files
        label_ids, about = _read(source, texts_file)
        write_array(labels_file, label_ids)
        meta.update(about)


def read_into_memory(source: DataSource) -> CachedDataset:
    """Read a data set, without a copy in the data home.

    Raises
    ------
    InputError
        As `cache_dataset` does.
    """
    buffer = pa.BufferOutputStream()
    label_ids, meta = _read(source, buffer)
    texts = pa.ipc.open_file(buffer.getvalue()).read_all().column(0)
    return _assemble(texts, label_ids, meta, on_disk=False)


def cache_folder(name: str, key: str) -> Path:
    """Return the folder of the copy of a data set, by its source's name and key."""
    whole_key = repr((FORMAT, key)).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(whole_key).hexdigest()[:16]
    return data_home() / "datasets" / f"{safe_name(name)[:60]}-{digest}"


def _read(
    source: DataSource, target: BinaryIO | pa.NativeFile
) -> tuple[np.ndarray, dict[str, Any]]:
    """Write the texts of a source to an Arrow file; return the labels and the metadata."""
    tally, fingerprint = Tally(), Fingerprint()
    given = dict.fromkeys(name.strip() for name in source.classes)  # as labels are
    ids: dict[str, int] = {name: i for i, name in enumerate(given)}
    labels: list[np.ndarray] = []
    sizes: dict[str, int] = {}
    with pa.ipc.new_file(target, _TEXTS) as writer:
        for part, batches in source.parts(tally).items():
            sizes[part] = 0
            for batch in batches:
                texts = batch.column("text")
                writer.write_batch(pa.record_batch([texts], schema=_TEXTS))
                fingerprint.add(texts)
                labels.append(_number_labels(batch.column("label"), ids))
                sizes[part] += len(batch)
    if not sum(sizes.values()):
        raise InputError(f"{source.name}: no rows")
    for part in ("train", "test"):
        if sizes.get(part, 1) == 0:
            raise InputError(f"{source.name}: no rows in its {part} part")
    provisional = np.concatenate(labels)
    notes = _check_labels(source.name, list(ids), provisional, given)
    classes = list(given) + order_classes(ids.keys() - given.keys())
    if are_numbers(classes):
        classes = order_classes(classes)
    places = {name: i for i, name in enumerate(classes)}
    label_ids = np.array([places[name] for name in ids], np.int32)[provisional]
    return label_ids, {
        "name": source.name,
        "classes": classes,
        "parts": sizes,
        "sha256": fingerprint.hexdigest(label_ids, classes),
        "notes": [*tally.notes(), *notes],
        "readings": [reading.to_json() for reading in tally.readings],
    }


def _number_labels(labels: pa.Array, ids: dict[str, int]) -> np.ndarray:
    """Return the number of each label, giving new ones the next."""
    encoded = labels.dictionary_encode()
    numbers = [ids.setdefault(name, len(ids)) for name in encoded.dictionary.to_pylist()]
    return np.asarray(np.array(numbers, np.int32)[np.asarray(encoded.indices)])


def _check_labels(
    name: str, labels: list[str], label_ids: np.ndarray, given: Collection[str]
) -> list[str]:
    """Return notes on the labels that the source does not name as classes.

    Raises
    ------
    InputError
        If they are no classes.
    """
    counts = dict(zip(labels, np.bincount(label_ids, minlength=len(labels)).tolist(), strict=True))
    try:
        return check_labels({label: n for label, n in counts.items() if label not in given})
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _open(folder: Path) -> CachedDataset | None:
    """Open a cached copy; None if it is not there.

    Raises
    ------
    DamagedCacheError
        If it is damaged.
    """
    content = CacheFolder(folder, FORMAT).open()
    if content is None:
        return None
    with content:
        pages = mmap.mmap(content.files[_TEXTS_FILE].fileno(), 0, access=mmap.ACCESS_READ)
        texts = pa.ipc.open_file(pa.py_buffer(pages)).read_all().column(0)
        label_ids = map_array(content.files[_LABELS_FILE])
        return _assemble(texts, label_ids, content.meta, on_disk=True)


def _assemble(
    texts: pa.ChunkedArray, label_ids: np.ndarray, meta: dict[str, Any], *, on_disk: bool
) -> CachedDataset:
    classes = tuple(spell_booleans(meta["classes"]))
    examples = CorpusExamples(texts, label_ids, classes, meta["sha256"], on_disk)
    ends = np.cumsum([0, *meta["parts"].values()])
    rows = {
        part: np.arange(start, end)
        for part, start, end in zip(meta["parts"], ends, ends[1:], strict=False)
    }
    readings = tuple(map(TableReading.from_json, meta["readings"]))
    return CachedDataset(examples, rows, tuple(meta["notes"]), readings)
