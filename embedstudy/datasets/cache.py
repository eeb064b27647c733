"""Data sets in the data home: read once from their source, then memory-mapped from Arrow files."""

import contextlib
import hashlib
import json
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa

from embedstudy.datasets.corpus import CorpusExamples, Fingerprint
from embedstudy.datasets.labels import are_numbers, check_labels, order_classes, spell_booleans
from embedstudy.datasets.source import SCHEMA, DataSource, Tally, agree_in_number
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import data_home, publish, safe_name, write_array

# Raise it when the written files change for the same source.
FORMAT = 3
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
    if (cached := _open(folder)) is not None:
        return cached
    try:
        with publish(folder / "texts.arrow") as file:
            label_ids, meta = _read(source, file)
        with publish(folder / "labels.npy") as file:
            write_array(file, label_ids)
        with publish(folder / "meta.json") as file:
            file.write(json.dumps(meta, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except OSError as error:  # a home that is full or read-only: go on in memory
        message = f"{error.filename or folder}: {error.strerror or error}; read into memory instead"
        warnings.warn(message, EmbedstudyWarning, stacklevel=2)
        return read_into_memory(source)
    cached = _open(folder)
    if cached is None:
        raise InputError(f"{folder}: the files just written there cannot be read")
    return cached


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
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
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
        "format": FORMAT,
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
    """Open a cached copy; None if it is not there, not whole or of another format."""
    with contextlib.suppress(
        OSError, EOFError, ValueError, LookupError, TypeError, BadZipFile, pa.ArrowException
    ):
        meta = json.loads((folder / "meta.json").read_bytes())
        label_ids = np.load(folder / "labels.npy", mmap_mode="r", allow_pickle=False)
        texts = pa.ipc.open_file(pa.memory_map(str(folder / "texts.arrow"))).read_all().column(0)
        if meta["format"] == FORMAT and len(texts) == len(label_ids) == sum(meta["parts"].values()):
            return _assemble(texts, label_ids, meta, on_disk=True)
    return None


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
    # Copies of earlier versions say "1 texts".
    notes = tuple(map(agree_in_number, meta["notes"]))
    return CachedDataset(examples, rows, notes, readings)
