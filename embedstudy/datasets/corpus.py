"""Data sets in memory: texts with labels, in three splits."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from embedstudy.datasets.describe_readings import describe_readings
from embedstudy.datasets.labels import order_classes
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.progress import write_line
from embedstudy.wording import counted

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, eq=False)
class CorpusExamples:
    """All labelled texts of a data set, in the order in which they were read.

    Attributes
    ----------
    texts : pyarrow.ChunkedArray of large_string
        Memory-mapped if they come from files.
    label_ids : ndarray of int32, shape (n_examples,)
    classes : tuple of str
        The name of each class id.
    sha256 : str
        Hash of the texts and labels.
    on_disk : bool
        Whether they are in the data home. Then their encoded form may be cached there too.
    """

    texts: pa.ChunkedArray
    label_ids: np.ndarray
    classes: tuple[str, ...]
    sha256: str
    on_disk: bool = False

    def __len__(self) -> int:
        return len(self.label_ids)

    def __repr__(self) -> str:
        """Return the number of texts and of classes, and no text."""
        return f"CorpusExamples({len(self):,} texts, {len(self.classes):,} classes)"

    def batches(self) -> Iterator[pa.Array]:
        """Yield the texts a batch at a time."""
        yield from self.texts.chunks


@dataclass(frozen=True, eq=False)
class Split:
    """A part of a corpus.

    Attributes
    ----------
    examples : CorpusExamples
    rows : ndarray of int64, shape (n_texts,)
        Positions of its texts in the data set as it was read, from 0.
    """

    examples: CorpusExamples
    rows: np.ndarray

    def __repr__(self) -> str:
        """Return the number of texts, and no text."""
        return f"Split({len(self.rows):,} texts)"

    @cached_property
    def texts(self) -> list[str]:
        """The texts, all in memory."""
        values: list[str] = self.examples.texts.take(pa.array(self.rows)).to_pylist()
        return values

    @cached_property
    def labels(self) -> list[str]:
        """The class name of each text."""
        return [self.examples.classes[i] for i in self.label_ids.tolist()]

    @property
    def label_ids(self) -> np.ndarray:
        """The class id of each text; int32."""
        return np.asarray(self.examples.label_ids[self.rows])

    @property
    def ids(self) -> list[int]:
        """The position of each text in the data set as it was read, from 0."""
        values: list[int] = self.rows.tolist()
        return values

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Corpus:
    """A data set, split for training, choosing and testing.

    Attributes
    ----------
    name : str
    examples : CorpusExamples
        The examples of all splits.
    train, dev, test : Split
    source_sha256, revision : str
        Hash of the source file, and the hub's name of the version, where known.
    notes : tuple of str
        Faults that were tolerated in reading and splitting, with counts.
    standard_split : bool
        Whether its authors or the person gave the test part.
    readings : tuple of TableReading
        How each file was read.
    protocol : str
        The split that results are of, where the data set is known by name.
    """

    name: str
    examples: CorpusExamples
    train: Split
    dev: Split
    test: Split
    source_sha256: str = ""
    revision: str = ""
    notes: tuple[str, ...] = ()
    standard_split: bool = False
    readings: tuple[TableReading, ...] = ()
    protocol: str = ""

    def __repr__(self) -> str:
        """Return the name and the sizes, and no text."""
        sizes = ", ".join(f"{len(part):,} {name}" for name, part in self.splits.items())
        return f"Corpus({self.name!r}, {len(self.examples.classes):,} classes, {sizes} texts)"

    @property
    def classes(self) -> list[str]:
        """The names of the classes, in the order of their ids."""
        return list(self.examples.classes)

    @property
    def splits(self) -> dict[str, Split]:
        """The parts by name."""
        return {"train": self.train, "dev": self.dev, "test": self.test}

    @cached_property
    def reading(self) -> str:
        """How it was read, in one line; empty if it is built in or made in memory."""
        examples = self.examples
        counts = np.bincount(examples.label_ids, minlength=len(examples.classes))
        return describe_readings(self.readings, counts.tolist())

    @cached_property
    def sha256(self) -> str:
        """The hash of the texts, labels and splits."""
        digest = hashlib.sha256(self.examples.sha256.encode())
        for split in self.splits.values():
            digest.update(np.ascontiguousarray(split.rows, "<i8").tobytes() + b"|")
        return digest.hexdigest()


def write_reading(corpus: Corpus) -> None:
    """Write to stderr how a data set was read, if there is anything to tell."""
    if corpus.reading:
        write_line(corpus.reading)


def make_examples(
    texts: Sequence[str], labels: Sequence[str], classes: Sequence[str] | None = None
) -> CorpusExamples:
    """Make examples of texts in memory.

    Raises
    ------
    InputError
        If they are not as many texts as labels, or a label is not among the classes.
    """
    if len(texts) != len(labels):
        raise InputError(f"{counted(len(texts), 'text')}, but {counted(len(labels), 'label')}")
    names = tuple(order_classes(set(labels)) if classes is None else classes)
    ids = {name: i for i, name in enumerate(names)}
    if unknown := set(labels) - ids.keys():
        raise InputError(f"labels that are not among the classes: {sorted(unknown)}")
    column = pa.chunked_array([pa.array(texts, pa.large_string())])
    label_ids = np.array([ids[label] for label in labels], np.int32)
    fingerprint = Fingerprint()
    for chunk in column.chunks:
        fingerprint.add(chunk)
    return CorpusExamples(column, label_ids, names, fingerprint.hexdigest(label_ids, names))


class Fingerprint:
    """The hash of texts and labels; it does not depend on the batches."""

    def __init__(self) -> None:
        self._texts, self._lengths = hashlib.sha256(), hashlib.sha256()

    def add(self, texts: pa.Array) -> None:
        """Add a batch of texts."""
        _, offsets, content = texts.buffers()
        edges = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
        if len(edges):
            self._texts.update(memoryview(content or b"")[int(edges[0]) : int(edges[-1])])
            self._lengths.update(np.diff(edges).astype("<i8").tobytes())

    def hexdigest(self, label_ids: np.ndarray, classes: Sequence[str]) -> str:
        """Add the labels, and return the hash."""
        whole = hashlib.sha256(self._texts.digest() + self._lengths.digest())
        whole.update(np.ascontiguousarray(label_ids, "<i4").tobytes())
        whole.update(repr(tuple(classes)).encode())
        return whole.hexdigest()
