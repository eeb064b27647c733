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
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import index
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.checksums import (
    CHECKSUMS,
    JOURNAL,
    explain_cure,
    flush_journal,
    list_whole_lines,
    map_checked,
    publish_recorded,
    read_checked,
    read_document,
    read_ledger,
    settle,
    write_document,
)
from embedstudy.results.damage import Damage
from embedstudy.results.files import (
    META,
    DamagedFileError,
    check_name,
    find_file,
    has_file,
    is_study,
    load_json,
    make_array,
    open_file,
)
from embedstudy.results.row_format import format_csv, format_row, list_columns, parse_rows
from embedstudy.results.rows import (
    TABLES,
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    DynamicsRow,
    ForecastCrossoverRow,
    ForecastGainRow,
    ForecastRow,
    NeighborRow,
    ReferenceRow,
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
from embedstudy.results.snapshots import Snapshots, check_snapshots, read_moments
from embedstudy.storage import (
    SEAL,
    append,
    release_memory,
    safe_name,
    seal_document,
    write_array,
)
from embedstudy.validation import unknown_name
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

FOLDERS = ("spaces", "snapshots", "predictions", "vectors", "words", "tokenizers")
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
# It holds texts, which a person may not want to keep.
REMOVABLE = ("texts.csv",)


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
    damage: Damage | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))
        if not is_study(self.path):
            what = "not a study (it has no study.json)" if self.path.exists() else "no such study"
            raise InputError(f"{self.path}: {what}")

    @property
    def meta(self) -> dict[str, Any]:
        """The content of study.json, without checksums."""
        with _name_damage(find_file(self.path, META)):
            document = dict(read_document(self.path))
        return {name: part for name, part in document.items() if name not in (CHECKSUMS, SEAL)}

    @property
    def has_checksums(self) -> bool:
        """Whether the study has checksums of its files; those of older versions do not."""
        with _name_damage(find_file(self.path, META)):
            return read_ledger(self.path) is not None

    runs = _RowsOf(RunRow)
    tuning = _RowsOf(TuningRow)
    summary = _RowsOf(SummaryRow)
    scores = _RowsOf(ScoreRow)
    comparisons = _RowsOf(ComparisonRow)
    curve = _RowsOf(CurveRow)
    crossovers = _RowsOf(CrossoverRow)
    forecast = _RowsOf(ForecastRow)
    forecast_crossovers = _RowsOf(ForecastCrossoverRow)
    forecast_gains = _RowsOf(ForecastGainRow)
    reference = _RowsOf(ReferenceRow)
    neighbors = _RowsOf(NeighborRow)
    structure = _RowsOf(StructureRow)
    structure_differences = _RowsOf(StructureDifferenceRow)
    dynamics = _RowsOf(DynamicsRow)
    drift = _RowsOf(DriftRow)
    words = _RowsOf(WordRow)
    texts = _RowsOf(TextRow)

    def has_table(self, kind: type) -> bool:
        """Tell whether the study has one of the tables, even if it is empty."""
        name = _name_table(kind)
        is_there = has_file(self.path, name) if name in REMOVABLE else self._has(name)
        return is_there and self._is_whole(name)

    def has_predictions(self, run: str) -> bool:
        """Tell whether the study has what a run predicted."""
        names = _name_predictions(run)
        return self._has(names[0]) and all(map(self._is_whole, names))

    def predictions(self, run: str, *, with_probabilities: bool = False) -> Predictions:
        """Read what a run predicted for the test part; probabilities only if they are asked for."""
        table, matrix = _name_predictions(run)
        with self._name_damage(table):
            text = io.StringIO(read_checked(self.path, table).decode(), newline="")
            reader = csv.reader(text)
            places = {name: place for place, name in enumerate(next(reader, []))}
            columns = list(zip(*reader, strict=True)) or [()] * len(places)
            predictions = Predictions(
                np.array(columns[places["id"]], dtype=np.int64),
                np.array(columns[places["label"]], dtype=object),
                np.array(columns[places["predicted"]], dtype=object),
            )
        if not with_probabilities or not self._has(matrix):
            return predictions
        with self._name_damage(matrix):
            probabilities = self._read_array(matrix)
            if probabilities.dtype.kind != "f" or probabilities.shape[:1] != predictions.ids.shape:
                raise ValueError(f"{probabilities.dtype}, {probabilities.shape}: no probabilities")
        return replace(predictions, probabilities=probabilities)

    def space(self, run: str, *, initial: bool = False) -> WordVectors:
        """Read the space of a run, after training or before."""
        file = "initial.npy" if initial else "vectors.npy"
        return self._read_vectors(f"spaces/{_check_run(run)}", file, run)

    def has_space(self, run: str) -> bool:
        """Tell whether the study has the space of a run."""
        folder = f"spaces/{_check_run(run)}"
        return self._has_all(folder, "vectors.npy", "initial.npy", "vocab.txt")

    def snapshots(self, run: str) -> Snapshots:
        """Read the vectors of a run's most frequent words at moments of its training.

        Raises
        ------
        InputError
            If the study has no such run, or no snapshots of it; if a file of them is damaged, or
            they do not fit the space of the run.
        """
        folder = f"snapshots/{_check_run(run)}"
        if not (self.path / folder).exists():
            raise self._explain_absence(run)
        with self._name_damage(f"{folder}/meta.json"):
            moments, chosen = read_moments(self._read_json(f"{folder}/meta.json"))
        with self._name_damage(f"{folder}/vocab.txt"):
            words = _parse_words(read_checked(self.path, f"{folder}/vocab.txt"))
        space = self.space(run) if self.has_space(run) else None
        with self._name_damage(f"{folder}/vectors.npy"):
            matrix = make_array(map_checked(self.path, f"{folder}/vectors.npy"))
            snapshots = Snapshots(tuple(words), matrix, moments, chosen)
            check_snapshots(snapshots, space)
        release_memory(matrix)
        return snapshots

    def _explain_absence(self, run: str) -> InputError:
        names = [row.run for row in self.runs]
        if run not in names:
            return InputError(f"{self.path}: {unknown_name('run', run, names, most=5)}")
        return InputError(
            f"{self.path}: {run} keeps no snapshots (its space does not learn, it is not the "
            "first seed, or the study was made with compare --no-snapshots)"
        )

    def has_snapshots(self, run: str) -> bool:
        """Tell whether the study has the snapshots of a run."""
        return self._has_all(f"snapshots/{_check_run(run)}", "vectors.npy", "vocab.txt")

    def measure_snapshots(self, run: str) -> int:
        """Return how many bytes the snapshots of a run take on disk; 0 if there are none."""
        folder = self.path / "snapshots" / _check_run(run)
        return sum(file.stat().st_size for file in folder.iterdir()) if folder.is_dir() else 0

    def write_snapshots(self, run: str, snapshots: Snapshots) -> None:
        """Publish the snapshots of a run."""
        folder = f"snapshots/{_check_run(run)}"
        matrices = {"vectors": snapshots.vectors}
        self._publish_vectors(folder, snapshots.words, matrices, snapshots.to_json())

    def trained(self, name: str) -> tuple[WordVectors, dict[str, Any]] | None:
        """Read vectors that the study trained itself, and how; None if it has none of that name."""
        folder = f"vectors/{safe_name(name)}"
        if not self._has_all(folder, "vectors.npy", "vocab.txt"):
            return None
        with self._name_damage(f"{folder}/meta.json"):
            meta = self._read_json(f"{folder}/meta.json")
            n_from_ngrams = index(meta.pop(FROM_NGRAMS, 0))
        vectors = self._read_vectors(folder, "vectors.npy", name)
        if n_from_ngrams:
            vectors = replace(vectors, from_ngrams=frozenset(vectors.words[-n_from_ngrams:]))
        return vectors, meta

    def write_trained(self, vectors: WordVectors, meta: dict[str, Any]) -> None:
        """Publish vectors that the study trained itself; words from n-grams must come last."""
        if vectors.from_ngrams:
            meta = {**meta, FROM_NGRAMS: len(vectors.from_ngrams)}
        folder = f"vectors/{safe_name(vectors.name)}"
        self._publish_vectors(folder, vectors.words, {"vectors": vectors.matrix}, meta)

    def read_tokenizer(self, dataset: str) -> str | None:
        """Read what a tokenizer learned from a data set, as JSON; None if it learned nothing."""
        name = f"tokenizers/{safe_name(dataset)}.json"
        with self._name_damage(name):
            if not (self._has(name) and self._is_whole(name)):
                return None
            return read_checked(self.path, name).decode()

    def write_tokenizer(self, dataset: str, state: str) -> None:
        """Publish what a tokenizer learned from a data set."""
        with publish_recorded(self.path, f"tokenizers/{safe_name(dataset)}.json") as file:
            file.write(state.encode())

    def word_counts(self, dataset: str) -> WordCounts:
        """Read how often each class says each word of a data set."""
        folder = f"words/{safe_name(dataset)}"
        with self._name_damage(folder):
            classes = self._read_json(f"{folder}/meta.json")["classes"]
            train, held_out = (
                self._read_array(f"{folder}/{part}.npy") for part in ("train", "held_out")
            )
            words = read_checked(self.path, f"{folder}/vocab.txt").decode().split("\n")[:-1]
            if not train.shape == held_out.shape == (len(words), len(classes)):
                raise ValueError(f"{train.shape}, {held_out.shape}: not words x classes")
            if any(part.dtype.kind != "i" or (part < 0).any() for part in (train, held_out)):
                raise ValueError("not counts")
            if not all(isinstance(name, str) for name in classes):
                raise TypeError("classes are no names")
            parts = self._read_parts(f"{folder}/{HELD_OUT_PARTS}", held_out)
        return WordCounts(tuple(words), tuple(classes), train, held_out, parts)

    def has_word_counts(self, dataset: str) -> bool:
        """Tell whether the study has the word counts of a data set."""
        folder = f"words/{safe_name(dataset)}"
        return self._has_all(folder, "train.npy", "held_out.npy", HELD_OUT_PARTS, "vocab.txt")

    def write_word_counts(self, dataset: str, counts: WordCounts) -> None:
        """Publish how often each class says each word of a data set."""
        matrices = {"train": counts.train, "held_out": counts.held_out}
        if counts.held_out_parts is not None:
            matrices[HELD_OUT_PARTS.removesuffix(".npy")] = counts.held_out_parts
        self._publish_vectors(
            f"words/{safe_name(dataset)}",
            counts.words,
            matrices,
            {"classes": list(counts.classes)},
            dtype=np.int64,
        )

    def without_vector(self, run: str) -> np.ndarray:
        """Return the rows of a run's space that have no pretrained vector; int64."""
        name = f"spaces/{_check_run(run)}/meta.json"
        with self._name_damage(name):
            rows = np.array(self._read_json(name)["without_vector"], dtype=np.int64)
        n_words = len(self.space(run))
        if rows.ndim != 1 or ((rows < 0) | (rows >= n_words)).any():
            place = find_file(self.path, name)
            raise InputError(f"{place}: damaged, without_vector are not rows of {n_words:,} words")
        return rows

    def rows(self, kind: type[Row]) -> list[Row]:
        """Read one of the tables.

        Raises
        ------
        InputError
            If the table is damaged, or a version with another format made the study.
        """
        check_format(self)
        rows = self._read_part(kind, _name_table(kind), self._read_table)
        added = _name_added(kind)
        if not has_file(self.path, added):
            return rows
        rows += self._read_part(kind, added, self._read_added)
        # A process that was killed before it removed added rows leaves them twice.
        return list(dict.fromkeys(rows))

    def _read_part(self, kind: type[Row], name: str, read: Any) -> list[Row]:
        try:
            with self._name_damage(name):
                rows: list[Row] = read(kind, name)
                for run in {row.run for row in rows} if kind is RunRow else ():  # type: ignore[attr-defined]
                    check_name(run)
                return rows
        except InputError as error:
            if self.damage is None:
                raise
            self.damage.add(error)
            return []

    def _read_table(self, kind: type[Row], name: str) -> list[Row]:
        is_needed = name not in REMOVABLE
        if not has_file(self.path, name) and not (is_needed and self._is_known(name)):
            return []
        text = io.StringIO(read_checked(self.path, name).decode(), newline="")
        return list(parse_rows(kind, csv.DictReader(text)))

    def _read_added(self, kind: type[Row], name: str) -> list[Row]:
        is_sealed = read_ledger(self.path) is not None
        with open_file(self.path, name) as file:
            lines = list_whole_lines(file.read(), sealed=is_sealed)
        whole = [line for line in lines if isinstance(line, dict)]
        if len(whole) < len(lines):
            error = DamagedFileError(
                f"{find_file(self.path, name)}: damaged (line {lines.index(None) + 1}); "
                f"{explain_cure(self.path)}"
            )
            if self.damage is None:
                raise error
            self.damage.add(error)
        return list(parse_rows(kind, whole))

    def write_rows(self, kind: type[Row], rows: Iterable[Row]) -> None:
        """Publish one of the tables, whole."""
        table = list(rows)
        columns = list_columns(kind, table)
        cells = [list(format_row(row, columns).values()) for row in table]
        with publish_recorded(self.path, _name_table(kind), durable=True) as file:
            file.write(format_csv(columns, cells))
        (self.path / _name_added(kind)).unlink(missing_ok=True)

    def add_row(self, row: object) -> None:
        """Add a row to one of the tables, at a cost that does not depend on its length.

        The row stands in a second file until the table is written whole.
        """
        flush_journal(self.path)  # the files of the run come before its row
        line = seal_document(format_row(row))
        append(self.path / _name_added(type(row)), json.dumps(line).encode() + b"\n")

    def has_added(self, kind: type) -> bool:
        """Tell whether rows were added since a table was written whole."""
        return has_file(self.path, _name_added(kind))

    def _has(self, relative: str) -> bool:
        """Tell whether a file is there, or should be."""
        return has_file(self.path, relative) or self._is_known(relative)

    def _has_all(self, folder: str, *names: str) -> bool:
        """Tell whether a folder is there; its meta.json is written last."""
        if not self._has(f"{folder}/meta.json"):
            return False
        return all(self._is_whole(f"{folder}/{name}") for name in (*names, "meta.json"))

    def _is_known(self, relative: str) -> bool:
        """Tell whether study.json has the checksum of a file."""
        ledger = read_ledger(self.path)
        return ledger is not None and relative in ledger.settled

    def _is_whole(self, relative: str) -> bool:
        """Tell whether a file counts: any does, but a damaged one of a study shown in spite."""
        if self.damage is None or not self._has(relative):
            return True
        with contextlib.suppress(InputError):
            if read_ledger(self.path) is None:
                return True
        return self.damage.check(relative, lambda: map_checked(self.path, relative))

    def _name_damage(self, relative: str) -> contextlib.AbstractContextManager[None]:
        return _name_damage(find_file(self.path, relative))

    def _read_json(self, relative: str) -> dict[str, Any]:
        return dict(load_json(read_checked(self.path, relative)))

    def _read_array(self, relative: str) -> np.ndarray:
        return np.array(make_array(map_checked(self.path, relative)))

    def _read_vectors(self, folder: str, file: str, name: str) -> WordVectors:
        with self._name_damage(f"{folder}/vocab.txt"):
            words = _parse_words(read_checked(self.path, f"{folder}/vocab.txt"))
        with self._name_damage(f"{folder}/{file}"):
            matrix = make_array(map_checked(self.path, f"{folder}/{file}"))
            if matrix.dtype.kind != "f" or matrix.ndim != 2:
                raise ValueError(f"{matrix.dtype}, {matrix.shape}: no vectors")
            with np.errstate(invalid="ignore"):
                total = matrix.sum(dtype=np.float64)  # of finite float32, it is finite
            if not np.isfinite(total):
                raise ValueError("not all numbers are finite")
            release_memory(matrix)
            return WordVectors(words, matrix, name)

    def _read_parts(self, relative: str, held_out: np.ndarray) -> np.ndarray | None:
        if not self._has(relative):
            return None
        parts = self._read_array(relative)
        if parts.ndim != 3 or parts.dtype.kind != "i" or (parts < 0).any():
            raise ValueError("held_out_parts are not counts")
        if not np.array_equal(parts.sum(axis=0), held_out):
            raise ValueError("held_out_parts do not add up to held_out")
        return parts

    def write_meta(self, meta: dict[str, Any]) -> None:
        """Publish study.json, with the checksums of all files that the study has."""
        if read_ledger(self.path) is not None:
            meta = {**meta, CHECKSUMS: settle(self.path)}
        write_document(self.path, meta)
        (self.path / JOURNAL).unlink(missing_ok=True)

    def write_predictions(self, run: str, predictions: Predictions) -> None:
        """Publish what a run predicted."""
        table, matrix = _name_predictions(run)
        if predictions.probabilities is not None:
            with publish_recorded(self.path, matrix) as file:
                write_array(file, predictions.probabilities.astype(np.float32, copy=False))
        columns = (predictions.ids, predictions.labels, predictions.predicted)
        rows = [[str(value) for value in row] for row in zip(*columns, strict=True)]
        with publish_recorded(self.path, table) as file:
            file.write(format_csv(["id", "label", "predicted"], rows))

    def write_space(
        self, run: str, words: Sequence[str], matrices: dict[str, np.ndarray], meta: dict[str, Any]
    ) -> None:
        """Publish a space: its words, matrices by file name (without ``.npy``), and meta.json."""
        self._publish_vectors(f"spaces/{_check_run(run)}", words, matrices, meta)

    def _publish_vectors(
        self,
        folder: str,
        words: Sequence[str],
        matrices: dict[str, np.ndarray],
        meta: dict[str, Any],
        dtype: type = np.float32,
    ) -> None:
        for name, matrix in matrices.items():
            with publish_recorded(self.path, f"{folder}/{name}.npy") as file:
                write_array(file, matrix.astype(dtype, copy=False))
        with publish_recorded(self.path, f"{folder}/vocab.txt") as file:
            file.write("".join(f"{word}\n" for word in words).encode())
        with publish_recorded(self.path, f"{folder}/meta.json") as file:
            file.write(_format_json(meta))


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
    except DamagedFileError:
        raise
    except _DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise DamagedFileError(f"{path}: damaged or missing ({why})") from None


def _check_run(run: str) -> str:
    try:
        return check_name(run)
    except ValueError as error:
        raise InputError(str(error)) from None


def _name_predictions(run: str) -> tuple[str, str]:
    """Return the files of what a run predicted: the classes, and the probabilities."""
    name = f"predictions/{_check_run(run)}"
    return f"{name}.csv", f"{name}.npy"


def _name_table(kind: type) -> str:
    return f"{find_table_name(kind)}.csv"


def _name_added(kind: type) -> str:
    return find_added_rows(find_table_name(kind))


@lru_cache(maxsize=4)
def _parse_words(content: bytes) -> list[str]:
    """Read words, once for all spaces that have the same; the list is not to be changed."""
    # Split on \n alone: a word may hold other characters that Unicode counts as line ends.
    return content.decode().split("\n")[:-1]


def _format_json(content: dict[str, Any]) -> bytes:
    r"""Return a document in UTF-8; bytes of a path that are not UTF-8 become ``\udcXX``."""
    document = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    return document.encode(errors="backslashreplace") + b"\n"


def find_added_rows(table: str) -> str:
    """Return the file of the rows that were added to a table since it was written whole."""
    return f"{table}.new.jsonl"


def list_table_files() -> list[str]:
    """List the files of all tables, those of added rows first."""
    return [*map(find_added_rows, TABLES), *(f"{table}.csv" for table in TABLES)]
