"""The study directory: the seam between what trains and what measures, shows and explains.

Every file that a study leaves behind is written and read here; the columns of its tables stand in
`embedstudy.results.rows`.
"""

import contextlib
import csv
import io
import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import index
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.row_format import format_row, list_columns, parse_rows
from embedstudy.results.rows import (
    TABLES,
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    NeighborRow,
    RunRow,
    ScoreRow,
    StructureDifferenceRow,
    StructureRow,
    SummaryRow,
    TextRow,
    TuningRow,
    WordRow,
    find_table_name,
)
from embedstudy.storage import append, publish, release_memory, safe_name, write_array
from embedstudy.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class Predictions:
    """The test part as one run saw it: ids in the data set, true and predicted class names.

    `probabilities` are float32, shape (n_texts, n_classes), in the order of the data set's classes
    in study.json; None in a study of a version that did not store them.
    """

    ids: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class WordCounts:
    """How often each class says each word of the training vocabulary.

    Attributes
    ----------
    words, classes : tuple of str
    train, held_out : ndarray of int64, shape (n_words, n_classes)
        In the training texts; in those of dev and test.
    held_out_parts : ndarray of int64, shape (n_parts, n_words, n_classes), optional
        `held_out` by parts of its texts, of equal size for each class. None in older studies.
    """

    words: tuple[str, ...]
    classes: tuple[str, ...]
    train: np.ndarray
    held_out: np.ndarray
    held_out_parts: np.ndarray | None = None


Row = TypeVar("Row")

FOLDERS = ("spaces", "predictions", "vectors", "words", "tokenizers")
META = "study.json"
# In meta.json of trained vectors: how many of the last words have vectors from their n-grams.
FROM_NGRAMS = "from_ngrams"
# Change it with the columns of a table, or the layout of the directory.
FORMAT = 3
# Formats whose tables lack only columns that may be empty.
READABLE = (2, 3)
LOCK = ".lock"
LOG = "study.log"
PAGE = "report.html"
HELD_OUT_PARTS = "held_out_parts.npy"


class _RowsOf(property, Generic[Row]):
    """The rows of one of the tables, as a property; none if the study lacks the table."""

    def __init__(self, kind: type[Row]) -> None:
        super().__init__(
            lambda study: study.rows(kind), doc=f"The rows of {find_table_name(kind)}.csv."
        )

    def __get__(  # type: ignore[override]  # no class is asked for rows
        self, study: Any, owner: type | None = None
    ) -> list[Row]:
        rows: list[Row] = super().__get__(study, owner)
        return rows


@dataclass(frozen=True)
class StudyDirectory:
    """A study on disk; its tables are attributes, such as `runs` and `summary`.

    Parameters
    ----------
    path : Path or str
        Its directory.

    Raises
    ------
    InputError
        If there is no study there.
    """

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))
        if not (self.path / META).is_file():
            what = "not a study (it has no study.json)" if self.path.exists() else "no such study"
            raise InputError(f"{self.path}: {what}")

    @property
    def meta(self) -> dict[str, Any]:
        """The content of study.json."""
        with _name_damage(self.path / META):
            content: dict[str, Any] = dict(json.loads((self.path / META).read_bytes()))
        return content

    runs = _RowsOf(RunRow)
    tuning = _RowsOf(TuningRow)
    summary = _RowsOf(SummaryRow)
    scores = _RowsOf(ScoreRow)
    comparisons = _RowsOf(ComparisonRow)
    curve = _RowsOf(CurveRow)
    crossovers = _RowsOf(CrossoverRow)
    neighbors = _RowsOf(NeighborRow)
    structure = _RowsOf(StructureRow)
    structure_differences = _RowsOf(StructureDifferenceRow)
    drift = _RowsOf(DriftRow)
    words = _RowsOf(WordRow)
    texts = _RowsOf(TextRow)

    def has_table(self, kind: type) -> bool:
        """Tell whether the study has one of the tables, even if it is empty."""
        return self._table_path(kind).is_file()

    def has_predictions(self, run: str) -> bool:
        """Tell whether the study has what a run predicted."""
        return (self.path / "predictions" / f"{run}.csv").is_file()

    def predictions(self, run: str, *, with_probabilities: bool = False) -> Predictions:
        """Read what a run predicted for the test part; probabilities only if they are asked for."""
        path = self.path / "predictions" / f"{run}.csv"
        with _name_damage(path), path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            places = {name: place for place, name in enumerate(next(reader, []))}
            columns = list(zip(*reader, strict=True)) or [()] * len(places)
            predictions = Predictions(
                np.array(columns[places["id"]], dtype=np.int64),
                np.array(columns[places["label"]], dtype=object),
                np.array(columns[places["predicted"]], dtype=object),
            )
        matrix = path.with_suffix(".npy")
        if not with_probabilities or not matrix.is_file():
            return predictions
        with _name_damage(matrix):
            probabilities = _read_array(matrix)
            if probabilities.dtype.kind != "f" or probabilities.shape[:1] != predictions.ids.shape:
                raise ValueError(f"{probabilities.dtype}, {probabilities.shape}: no probabilities")
        return replace(predictions, probabilities=probabilities)

    def space(self, run: str, *, initial: bool = False) -> WordVectors:
        """Read the space of a run, after training or before."""
        file = "initial.npy" if initial else "vectors.npy"
        return _read_vectors(self.path / "spaces" / run, file, run)

    def has_space(self, run: str) -> bool:
        """Tell whether the study has the space of a run."""
        return (self.path / "spaces" / run / "meta.json").is_file()  # written last

    def trained(self, name: str) -> tuple[WordVectors, dict[str, Any]] | None:
        """Read vectors that the study trained itself, and how; None if it has none of that name."""
        folder = self.path / "vectors" / safe_name(name)
        if not (folder / "meta.json").is_file():  # written last
            return None
        with _name_damage(folder / "meta.json"):
            meta: dict[str, Any] = dict(json.loads((folder / "meta.json").read_bytes()))
            n_from_ngrams = index(meta.pop(FROM_NGRAMS, 0))
        vectors = _read_vectors(folder, "vectors.npy", name)
        if n_from_ngrams:
            vectors = replace(vectors, from_ngrams=frozenset(vectors.words[-n_from_ngrams:]))
        return vectors, meta

    def write_trained(self, vectors: WordVectors, meta: dict[str, Any]) -> None:
        """Publish vectors that the study trained itself; words from n-grams must come last."""
        if vectors.from_ngrams:
            meta = {**meta, FROM_NGRAMS: len(vectors.from_ngrams)}
        folder = self.path / "vectors" / safe_name(vectors.name)
        _publish_vectors(folder, vectors.words, {"vectors": vectors.matrix}, meta)

    def read_tokenizer(self, dataset: str) -> str | None:
        """Read what a tokenizer learned from a data set, as JSON; None if it learned nothing."""
        path = self.path / "tokenizers" / f"{safe_name(dataset)}.json"
        with _name_damage(path):
            return path.read_bytes().decode() if path.is_file() else None

    def write_tokenizer(self, dataset: str, state: str) -> None:
        """Publish what a tokenizer learned from a data set."""
        with publish(self.path / "tokenizers" / f"{safe_name(dataset)}.json") as file:
            file.write(state.encode())

    def word_counts(self, dataset: str) -> WordCounts:
        """Read how often each class says each word of a data set."""
        folder = self.path / "words" / safe_name(dataset)
        with _name_damage(folder):
            classes = json.loads((folder / "meta.json").read_bytes())["classes"]
            train, held_out = (
                _read_array(folder / f"{part}.npy") for part in ("train", "held_out")
            )
            words = (folder / "vocab.txt").read_bytes().decode().split("\n")[:-1]
            if not train.shape == held_out.shape == (len(words), len(classes)):
                raise ValueError(f"{train.shape}, {held_out.shape}: not words x classes")
            if any(part.dtype.kind != "i" or (part < 0).any() for part in (train, held_out)):
                raise ValueError("not counts")
            if not all(isinstance(name, str) for name in classes):
                raise TypeError("classes are no names")
            parts = _read_parts(folder / HELD_OUT_PARTS, held_out)
        return WordCounts(tuple(words), tuple(classes), train, held_out, parts)

    def has_word_counts(self, dataset: str) -> bool:
        """Tell whether the study has the word counts of a data set."""
        return (self.path / "words" / safe_name(dataset) / "meta.json").is_file()  # written last

    def write_word_counts(self, dataset: str, counts: WordCounts) -> None:
        """Publish how often each class says each word of a data set."""
        folder = self.path / "words" / safe_name(dataset)
        matrices = {"train": counts.train, "held_out": counts.held_out}
        if counts.held_out_parts is not None:
            matrices[HELD_OUT_PARTS.removesuffix(".npy")] = counts.held_out_parts
        _publish_vectors(
            folder, counts.words, matrices, {"classes": list(counts.classes)}, dtype=np.int64
        )

    def without_vector(self, run: str) -> np.ndarray:
        """Return the rows of a run's space that have no pretrained vector; int64."""
        path = self.path / "spaces" / run / "meta.json"
        with _name_damage(path):
            rows = np.array(json.loads(path.read_bytes())["without_vector"], dtype=np.int64)
        n_words = len(self.space(run))
        if rows.ndim != 1 or ((rows < 0) | (rows >= n_words)).any():
            raise InputError(f"{path}: damaged, without_vector are not rows of {n_words:,} words")
        return rows

    def rows(self, kind: type[Row]) -> list[Row]:
        """Read one of the tables.

        Raises
        ------
        InputError
            If the table is damaged, or a version with another format made the study.
        """
        check_format(self)
        path, added, cells = self._table_path(kind), self._added_path(kind), []
        if path.is_file():
            with _name_damage(path), path.open(encoding="utf-8", newline="") as file:
                cells += list(csv.DictReader(file))
        if added.is_file():
            with _name_damage(added):
                # Its process was killed while it wrote the text after the last line feed.
                lines = added.read_bytes().split(b"\n")[:-1]
                cells += [json.loads(line) for line in lines]
        with _name_damage(path):
            rows = parse_rows(kind, cells)
        # A process that was killed before it removed added rows leaves them twice.
        return list(dict.fromkeys(rows)) if self.has_added(kind) else rows

    def write_rows(self, kind: type[Row], rows: Iterable[Row]) -> None:
        """Publish one of the tables, whole."""
        table = list(rows)
        columns = list_columns(kind, table)
        cells = [list(format_row(row, columns).values()) for row in table]
        publish_csv(self._table_path(kind), columns, cells)
        self._added_path(kind).unlink(missing_ok=True)

    def add_row(self, row: object) -> None:
        """Add a row to one of the tables, at a cost that does not depend on its length.

        The row stands in a second file until the table is written whole.
        """
        append(self._added_path(type(row)), json.dumps(format_row(row)).encode() + b"\n")

    def has_added(self, kind: type) -> bool:
        """Tell whether rows were added since a table was written whole."""
        return self._added_path(kind).is_file()

    def _table_path(self, kind: type) -> Path:
        return self.path / f"{find_table_name(kind)}.csv"

    def _added_path(self, kind: type) -> Path:
        return self.path / find_added_rows(find_table_name(kind))

    def write_meta(self, meta: dict[str, Any]) -> None:
        """Publish study.json."""
        publish_json(self.path / META, meta)

    def write_predictions(self, run: str, predictions: Predictions) -> None:
        """Publish what a run predicted."""
        if predictions.probabilities is not None:
            with publish(self.path / "predictions" / f"{run}.npy") as file:
                write_array(file, predictions.probabilities.astype(np.float32, copy=False))
        columns = (predictions.ids, predictions.labels, predictions.predicted)
        rows = [[str(value) for value in row] for row in zip(*columns, strict=True)]
        publish_csv(self.path / "predictions" / f"{run}.csv", ["id", "label", "predicted"], rows)

    def write_space(
        self, run: str, words: Sequence[str], matrices: dict[str, np.ndarray], meta: dict[str, Any]
    ) -> None:
        """Publish a space: its words, matrices by file name (without ``.npy``), and meta.json."""
        _publish_vectors(self.path / "spaces" / run, words, matrices, meta)


def check_format(study: StudyDirectory, readable: Sequence[int] = READABLE) -> None:
    """Make sure that this version can read the tables of a study.

    Parameters
    ----------
    study : StudyDirectory
    readable : sequence of int
        The formats that will do.

    Raises
    ------
    InputError
        If a version with another format made the study, or study.json is damaged.
    """
    number = study.meta.get("format", FORMAT)
    if number not in readable:
        from embedstudy.options.command import read_command

        command = read_command(study.meta)
        verb = "goes on with" if number in READABLE else "reads"
        again = f"{command} --out {shlex.quote(str(study.path))} --force" if command else "--force"
        raise InputError(
            f"{study.path}: another version of embedstudy made this study (its format is {number}, "
            f"this version {verb} {FORMAT}); to replace it, run it again with {again}"
        )


# Reading a file that is cut short, or holds something else, leads to these errors.
_DAMAGE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, EOFError,
    RecursionError, csv.Error, FileNotFoundError, IsADirectoryError,
    NotADirectoryError,
)  # fmt: skip


@contextlib.contextmanager
def _name_damage(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file leads to into one line that names it."""
    try:
        yield
    except _DAMAGE as error:
        raise InputError(f"{path}: damaged or missing ({type(error).__name__}: {error})") from None


def _read_vectors(folder: Path, file: str, name: str) -> WordVectors:
    with _name_damage(folder / "vocab.txt"):
        words = _parse_words((folder / "vocab.txt").read_bytes())
    with _name_damage(folder / file):
        # As `np.load` does, but for archives, which are no space.
        matrix = np.lib.format.open_memmap(folder / file, mode="r")
        if matrix.dtype.kind != "f":
            raise ValueError(f"{matrix.dtype}: no vectors")
        with np.errstate(invalid="ignore"):
            total = matrix.sum(dtype=np.float64)  # of finite float32, it is finite
        if not np.isfinite(total):
            raise ValueError("not all numbers are finite")
        release_memory(matrix)
        return WordVectors(words, matrix, name)


def _read_array(path: Path) -> np.ndarray:
    with path.open("rb") as file:
        return np.asarray(np.lib.format.read_array(file, allow_pickle=False))


@lru_cache(maxsize=4)
def _parse_words(content: bytes) -> list[str]:
    """Read words, once for all spaces that have the same; the list is not to be changed."""
    # Split on \n alone: a word may hold other characters that Unicode counts as line ends.
    return content.decode().split("\n")[:-1]


def _read_parts(path: Path, held_out: np.ndarray) -> np.ndarray | None:
    if not path.is_file():
        return None
    parts = _read_array(path)
    if parts.ndim != 3 or parts.dtype.kind != "i" or (parts < 0).any():
        raise ValueError("held_out_parts are not counts")
    if not np.array_equal(parts.sum(axis=0), held_out):
        raise ValueError("held_out_parts do not add up to held_out")
    return parts


def _publish_vectors(
    folder: Path,
    words: Sequence[str],
    matrices: dict[str, np.ndarray],
    meta: dict[str, Any],
    dtype: type = np.float32,
) -> None:
    for name, matrix in matrices.items():
        with publish(folder / f"{name}.npy") as file:
            write_array(file, matrix.astype(dtype, copy=False))
    with publish(folder / "vocab.txt") as file:
        file.writelines(f"{word}\n".encode() for word in words)
    publish_json(folder / "meta.json", meta)


def publish_json(path: Path, content: dict[str, Any]) -> None:
    r"""Publish a file of JSON in UTF-8; bytes of a path that are not UTF-8 become ``\udcXX``."""
    document = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    with publish(path) as file:
        file.write(document.encode(errors="backslashreplace"))
        file.write(b"\n")


def publish_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Publish a table as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    with publish(path) as file:
        file.write(buffer.getvalue().encode())


def find_added_rows(table: str) -> str:
    """Return the file of the rows that were added to a table since it was written whole."""
    return f"{table}.new.jsonl"


def list_table_files() -> list[str]:
    """List the files of all tables, those of added rows first."""
    return [*map(find_added_rows, TABLES), *(f"{table}.csv" for table in TABLES)]
