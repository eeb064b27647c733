"""The study directory: the seam between what trains and what measures, shows and explains.

All files that a study leaves behind are written and read by `StudyDirectory`: here its spaces,
snapshots, predictions, tokenizers and counts of words, in `TableFiles` its tables, in `StudyFiles`
its study.json, and how a file is held against its checksum.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from operator import index
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.checksums import map_checked, publish_recorded, read_checked
from embedstudy.results.files import check_name, find_file, make_array
from embedstudy.results.row_format import decode_csv, format_csv, format_rows
from embedstudy.results.snapshots import Snapshots, check_snapshots, read_moments
from embedstudy.results.table_files import TableFiles
from embedstudy.storage import release_memory, safe_name, write_array
from embedstudy.strategies import trains_shown_space
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


# By name; those of pairs may be made one after the other.
Matrices = Mapping[str, np.ndarray] | Iterable[tuple[str, np.ndarray]]
FOLDERS = ("spaces", "snapshots", "predictions", "vectors", "words", "tokenizers")
# In meta.json of trained vectors: how many of the last words have vectors from their n-grams.
FROM_NGRAMS = "from_ngrams"
LOCK = ".lock"
LOG = "study.log"
PAGE = "report.html"
HELD_OUT_PARTS = "held_out_parts.npy"
_PREDICTED = ("id", "label", "predicted")
# Of predictions that are read or written at a time.
ROWS = 1 << 14


@dataclass(frozen=True)
class StudyDirectory(TableFiles):
    """A study on disk: its tables as attributes, such as `runs` and `summary`, and all else.

    Parameters
    ----------
    path : Path or str
        Its directory.

    Raises
    ------
    InputError
        If there is no study there.
    """

    def has_predictions(self, run: str) -> bool:
        """Tell whether the study has what a run predicted."""
        names = _name_predictions(run)
        return self._has(names[0]) and all(map(self._is_whole, names))

    def predictions(self, run: str, *, with_probabilities: bool = False) -> Predictions:
        """Read what a run predicted for the test part; probabilities only if they are asked for."""
        table, matrix = _name_predictions(run)
        with self._name_damage(table):
            predictions = _parse_predictions(read_checked(self.path, table))
        if not with_probabilities or not self._has(matrix):
            return predictions
        with self._name_damage(matrix):
            probabilities = self._read_array(matrix)
            if probabilities.dtype.kind != "f" or probabilities.shape[:1] != predictions.ids.shape:
                raise ValueError(f"{probabilities.dtype}, {probabilities.shape}: no probabilities")
        return replace(predictions, probabilities=probabilities)

    def write_predictions(self, run: str, predictions: Predictions) -> None:
        """Publish what a run predicted."""
        table, matrix = _name_predictions(run)
        if predictions.probabilities is not None:
            with publish_recorded(self.path, matrix) as file:
                write_array(file, predictions.probabilities.astype(np.float32, copy=False))
        columns = (predictions.ids, predictions.labels, predictions.predicted)
        with publish_recorded(self.path, table) as file:
            file.write(format_csv(_PREDICTED, ()))
            for begin in range(0, len(predictions.ids), ROWS):
                some = (column[begin : begin + ROWS] for column in columns)
                file.write(format_rows(zip(*some, strict=True)))

    def space(self, run: str, *, initial: bool = False) -> WordVectors:
        """Read the space of a run, after training or before."""
        file = "initial.npy" if initial else "vectors.npy"
        return self._read_vectors(f"spaces/{_check_run(run)}", file, run)

    def has_space(self, run: str) -> bool:
        """Tell whether the study has the space of a run."""
        folder = f"spaces/{_check_run(run)}"
        return self._has_all(folder, "vectors.npy", "initial.npy", "vocab.txt")

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

    def write_space(
        self, run: str, words: Sequence[str], matrices: Matrices, meta: dict[str, Any]
    ) -> None:
        """Publish a space: its words, matrices by file name (without ``.npy``), and meta.json."""
        self._publish_vectors(f"spaces/{_check_run(run)}", words, matrices, meta)

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
        row = self.runs[names.index(run)]
        if not trains_shown_space(row.strategy):
            reason = f"no training of {row.strategy} changes a space that is shown"
        elif row.seed:
            reason = "only runs of the first seed keep some"
        else:
            reason = (
                "compare with --snapshots --resume, and the options that the study was made with, "
                "adds them"
            )
        return InputError(f"{self.path}: {run} has no snapshots: {reason}")

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

    def _publish_vectors(
        self,
        folder: str,
        words: Sequence[str],
        matrices: Matrices,
        meta: dict[str, Any],
        dtype: type = np.float32,
    ) -> None:
        for name, matrix in matrices.items() if isinstance(matrices, Mapping) else matrices:
            with publish_recorded(self.path, f"{folder}/{name}.npy") as file:
                write_array(file, matrix.astype(dtype, copy=False))
            del matrix  # before the next one is made
        with publish_recorded(self.path, f"{folder}/vocab.txt") as file:
            file.write("".join(f"{word}\n" for word in words).encode())
        with publish_recorded(self.path, f"{folder}/meta.json") as file:
            file.write(_format_json(meta))


def _check_run(run: str) -> str:
    try:
        return check_name(run)
    except ValueError as error:
        raise InputError(str(error)) from None


def _parse_predictions(content: bytes) -> Predictions:
    """Return the predictions of a table; texts of one class share the text of its name."""
    reader = csv.reader(decode_csv(content), strict=True)
    header = next(reader, [])
    places = [header.index(name) for name in _PREDICTED]
    names: dict[str, str] = {}
    parts: list[tuple[np.ndarray, ...]] = []
    while rows := list(islice(reader, ROWS)):
        columns = list(zip(*rows, strict=True))
        if len(columns) != len(header):
            raise ValueError(f"rows of {len(columns)} columns, not {len(header)}")
        ids, *others = (columns[place] for place in places)
        shared = ([names.setdefault(name, name) for name in column] for column in others)
        parts.append((np.array(ids, np.int64), *(np.array(column, object) for column in shared)))
    empty = (np.empty(0, np.int64), np.empty(0, object), np.empty(0, object))
    return Predictions(*(np.concatenate(arrays) for arrays in zip(empty, *parts, strict=True)))


def _name_predictions(run: str) -> tuple[str, str]:
    """Return the files of what a run predicted: the classes, and the probabilities."""
    name = f"predictions/{_check_run(run)}"
    return f"{name}.csv", f"{name}.npy"


@lru_cache(maxsize=4)
def _parse_words(content: bytes) -> list[str]:
    """Read words, once for all spaces that have the same; the list is not to be changed."""
    # Split on \n alone: a word may hold other characters that Unicode counts as line ends.
    return content.decode().split("\n")[:-1]


def _format_json(content: dict[str, Any]) -> bytes:
    r"""Return a document in UTF-8; bytes of a path that are not UTF-8 become ``\udcXX``."""
    document = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    return document.encode(errors="backslashreplace") + b"\n"
