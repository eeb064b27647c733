"""The study directory: the seam between what trains and what measures, shows and explains.

Every file that a study leaves behind is written and read here; the columns of its tables stand in
`embedstudy.study.rows`.
"""

import contextlib
import csv
import dataclasses
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np
from filelock import FileLock, Timeout

from embedstudy.errors import InputError, known_name
from embedstudy.storage import append, publish, safe_name, write_array
from embedstudy.study.rows import (
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    NeighborRow,
    RunRow,
    StructureRow,
    SummaryRow,
    TuningRow,
    WordRow,
)
from embedstudy.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class Predictions:
    """The test part as one run saw it: ids in the data set, true and predicted class names."""

    ids: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray


@dataclass(frozen=True, eq=False)
class WordCounts:
    """How often each class says each word of the training vocabulary.

    Attributes
    ----------
    words, classes : tuple of str
    train, held_out : ndarray of int64, shape (n_words, n_classes)
        In the training texts; in those of dev and test.
    """

    words: tuple[str, ...]
    classes: tuple[str, ...]
    train: np.ndarray
    held_out: np.ndarray


Row = TypeVar("Row")

_TABLES = {
    RunRow: "runs.csv",
    TuningRow: "tuning.csv",
    SummaryRow: "summary.csv",
    ComparisonRow: "comparisons.csv",
    CurveRow: "curve.csv",
    CrossoverRow: "crossovers.csv",
    NeighborRow: "neighbors.csv",
    StructureRow: "structure.csv",
    DriftRow: "drift.csv",
    WordRow: "words.csv",
}
# What a person may ask a study for by name.
_KINDS = {file.removesuffix(".csv"): kind for kind, file in _TABLES.items()}
_FOLDERS = ("spaces", "predictions", "vectors", "words")
_META = "study.json"
# What a finished study can be given more of; its runs stay as they are.
EXTENDABLE = (
    "datasets", "vectors", "strategies", "baselines", "recipes", "train_sizes", "seeds",
    "dataset_sha256", "vectors_sha256",
)  # fmt: skip
LOCK = ".lock"
LOG = "study.log"
PAGE = "report.html"
# `show` looks whether a study is in use by taking its lock, for a moment.
_A_MOMENT = 0.3  # seconds


@dataclass(frozen=True)
class Study:
    """A study on disk.

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
        if not (self.path / _META).is_file():
            what = "not a study (it has no study.json)" if self.path.exists() else "no such study"
            raise InputError(f"{self.path}: {what}")

    @property
    def meta(self) -> dict[str, Any]:
        """What study.json says."""
        with _damage_named(self.path / _META):
            found: dict[str, Any] = dict(json.loads((self.path / _META).read_bytes()))
        return found

    @property
    def runs(self) -> list[RunRow]:
        """The rows of runs.csv."""
        return self._read(RunRow)

    @property
    def tuning(self) -> list[TuningRow]:
        """The rows of tuning.csv."""
        return self._read(TuningRow)

    @property
    def summary(self) -> list[SummaryRow]:
        """The rows of summary.csv."""
        return self._read(SummaryRow)

    @property
    def comparisons(self) -> list[ComparisonRow]:
        """The rows of comparisons.csv."""
        return self._read(ComparisonRow)

    @property
    def curve(self) -> list[CurveRow]:
        """The rows of curve.csv; none if the study has one train size."""
        return self._read(CurveRow)

    @property
    def crossovers(self) -> list[CrossoverRow]:
        """The rows of crossovers.csv; none if the study has one train size."""
        return self._read(CrossoverRow)

    @property
    def neighbors(self) -> list[NeighborRow]:
        """The rows of neighbors.csv."""
        return self._read(NeighborRow)

    @property
    def structure(self) -> list[StructureRow]:
        """The rows of structure.csv."""
        return self._read(StructureRow)

    @property
    def drift(self) -> list[DriftRow]:
        """The rows of drift.csv."""
        return self._read(DriftRow)

    @property
    def words(self) -> list[WordRow]:
        """The rows of words.csv."""
        return self._read(WordRow)

    def predictions(self, run: str) -> Predictions:
        """Read what a run predicted for the test part."""
        path = self.path / "predictions" / f"{run}.csv"
        with _damage_named(path), path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            places = {name: place for place, name in enumerate(next(reader, []))}
            columns = list(zip(*reader, strict=True)) or [()] * len(places)
            return Predictions(
                np.array(columns[places["id"]], dtype=np.int64),
                np.array(columns[places["label"]], dtype=object),
                np.array(columns[places["predicted"]], dtype=object),
            )

    def space(self, run: str, *, initial: bool = False) -> WordVectors:
        """Read the space of a run, after training or before."""
        file = "initial.npy" if initial else "vectors.npy"
        return _read_vectors(self.path / "spaces" / run, file, run)

    def has_space(self, run: str) -> bool:
        """Tell whether the space of a run was kept."""
        return (self.path / "spaces" / run / "meta.json").is_file()  # written last

    def trained(self, name: str) -> tuple[WordVectors, dict[str, Any]] | None:
        """Read vectors that the study trained itself, and how; None if it has none of that name."""
        folder = self.path / "vectors" / safe_name(name)
        if not (folder / "meta.json").is_file():  # written last
            return None
        with _damage_named(folder / "meta.json"):
            meta: dict[str, Any] = dict(json.loads((folder / "meta.json").read_bytes()))
        return _read_vectors(folder, "vectors.npy", name), meta

    def write_trained(self, vectors: WordVectors, meta: dict[str, Any]) -> None:
        """Publish vectors that the study trained itself."""
        folder = self.path / "vectors" / safe_name(vectors.name)
        _publish_vectors(folder, vectors.words, {"vectors": vectors.matrix}, meta)

    def word_counts(self, dataset: str) -> WordCounts:
        """Read how often each class says each word of a data set."""
        folder = self.path / "words" / safe_name(dataset)
        with _damage_named(folder):
            classes = json.loads((folder / "meta.json").read_bytes())["classes"]
            train, held_out = (
                np.load(folder / f"{part}.npy", allow_pickle=False)
                for part in ("train", "held_out")
            )
            words = (folder / "vocab.txt").read_bytes().decode().split("\n")[:-1]
            if not train.shape == held_out.shape == (len(words), len(classes)):
                raise ValueError(f"{train.shape}, {held_out.shape}: not words x classes")
        return WordCounts(tuple(words), tuple(classes), train, held_out)

    def has_word_counts(self, dataset: str) -> bool:
        """Tell whether it was kept how often each class says each word of a data set."""
        return (self.path / "words" / safe_name(dataset) / "meta.json").is_file()  # written last

    def write_word_counts(self, dataset: str, counts: WordCounts) -> None:
        """Publish how often each class says each word of a data set."""
        folder = self.path / "words" / safe_name(dataset)
        matrices = {"train": counts.train, "held_out": counts.held_out}
        _publish_vectors(
            folder, counts.words, matrices, {"classes": list(counts.classes)}, dtype=np.int64
        )

    def without_vector(self, run: str) -> np.ndarray:
        """Return the rows of a run's space that have no pretrained vector; int64."""
        path = self.path / "spaces" / run / "meta.json"
        with _damage_named(path):
            return np.array(json.loads(path.read_bytes())["without_vector"], dtype=np.int64)

    def to_pandas(self, table: str = "runs") -> Any:
        """Return one of the tables as a pandas.DataFrame.

        Parameters
        ----------
        table : {"runs", "tuning", "summary", "comparisons", "curve", "crossovers", "neighbors", \
"structure", "drift", "words"}

        Raises
        ------
        InputError
            If there is no such table, or no pandas.
        """
        from embedstudy.study.notebook import frame_of

        kind: type[Any] = _KINDS[known_name("table", table, _KINDS)]
        return frame_of(kind, self._read(kind))

    def _repr_html_(self) -> str:
        from embedstudy.study.notebook import html_of

        return html_of(self)

    def _read(self, kind: type[Row]) -> list[Row]:
        path, found = self.path / _TABLES[kind], []
        types = get_type_hints(kind)
        if path.is_file():
            with _damage_named(path), path.open(encoding="utf-8", newline="") as file:
                found += list(csv.DictReader(file))
        if self._added(kind).is_file():
            with _damage_named(self._added(kind)):
                # What follows the last line feed was being written when its process was killed.
                lines = self._added(kind).read_bytes().split(b"\n")[:-1]
                found += [json.loads(line) for line in lines]
        with _damage_named(path):
            rows = [kind(**{n: _parse(row[n], of) for n, of in types.items()}) for row in found]
        return list(dict.fromkeys(rows))  # killed between a table and the removal of its additions

    def write_rows(self, kind: type[Row], rows: Iterable[Row]) -> None:
        """Publish one of the tables, whole."""
        columns = _columns(kind)
        cells = [[_format(getattr(row, column)) for column in columns] for row in rows]
        _publish_csv(self.path / _TABLES[kind], columns, cells)
        self._added(kind).unlink(missing_ok=True)

    def add_row(self, row: object) -> None:
        """Add a row to one of the tables, at a cost that does not depend on how many it has.

        It stands in a file beside the table, until that is written whole.
        """
        cells = {column: _format(getattr(row, column)) for column in _columns(type(row))}
        append(self._added(type(row)), json.dumps(cells).encode() + b"\n")

    def has_added(self, kind: type) -> bool:
        """Tell whether rows were added since a table was written whole."""
        return self._added(kind).is_file()

    def _added(self, kind: type) -> Path:
        return self.path / _added_to(_TABLES[kind])

    def write_meta(self, meta: dict[str, Any]) -> None:
        """Publish study.json."""
        _publish_json(self.path / _META, meta)

    def write_predictions(self, run: str, predictions: Predictions) -> None:
        """Publish what a run predicted."""
        columns = (predictions.ids, predictions.labels, predictions.predicted)
        rows = [[str(value) for value in row] for row in zip(*columns, strict=True)]
        _publish_csv(self.path / "predictions" / f"{run}.csv", ["id", "label", "predicted"], rows)

    def write_space(
        self, run: str, words: Sequence[str], matrices: dict[str, np.ndarray], meta: dict[str, Any]
    ) -> None:
        """Publish a space: its words, matrices by file name (without ``.npy``), and meta.json."""
        _publish_vectors(self.path / "spaces" / run, words, matrices, meta)


@contextlib.contextmanager
def claimed(path: Path, *, resume: bool, force: bool) -> Iterator[Path]:
    """Hold a directory for a study, alone, from before the first file to after the last.

    Raises
    ------
    InputError
        If the place is taken: by something else, by a study that neither `resume` nor `force`
        was given for, or by another process.
    """
    if resume and force:
        raise InputError("--resume goes on with a study and --force replaces it: give one of them")
    try:
        created = _make(path)
        lock = FileLock(path / LOCK)
        lock.acquire(timeout=_A_MOMENT)
    except Timeout:
        raise InputError(f"{path}: in use by another embedstudy process") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another --out") from None
    try:
        for left in path.rglob(".*.tmp"):  # by a process that was killed: the lock is ours
            left.unlink()
        if (path / _META).exists() and not (resume or force):
            status = Study(path).meta.get("status", "unknown")
            raise InputError(
                f"{path}: already holds a study ({status}); --resume goes on with it, "
                "--force replaces it, or choose another --out"
            )
        yield path
    finally:
        if not (path / _META).exists():  # nothing was begun: leave nothing behind
            (path / LOCK).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                for folder in created:
                    folder.rmdir()
        lock.release()


def _make(path: Path) -> list[Path]:
    """Make a directory that a study may use; return those that were not there, innermost first."""
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file, not a directory for a study")
    if path.exists() and not (path / _META).exists():
        # What a study killed in its first moment leaves does not count.
        others = [p for p in path.iterdir() if p.name != LOCK and not p.match(".*.tmp")]
        if others:
            raise InputError(f"{path}: holds something other than a study; choose another --out")
    created = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    return created


def begin(path: Path, meta: dict[str, Any], *, force: bool, extend: bool = False) -> Study:
    """Begin a study in a claimed directory, or go on with the one that is there.

    Parameters
    ----------
    path : Path
    meta : dict
        What study.json will say.
    force : bool
        Whether a study that is there is replaced.
    extend : bool
        Whether a study that is there may be a part of this one.

    Raises
    ------
    InputError
        If the study there was made from something else than ``meta["identity"]``.
    """
    if force:
        for name in _FOLDERS:
            if (path / name).exists():
                shutil.rmtree(path / name)
        tables = _TABLES.values()
        # study.json last: till then it is a study.
        for name in (*map(_added_to, tables), *tables, PAGE, LOG, _META):
            (path / name).unlink(missing_ok=True)
    if (path / _META).exists():
        study = Study(path)
        old, new = study.meta.get("identity", {}), meta["identity"]
        differing = [
            f"{key} was {old.get(key)!r}, is {new.get(key)!r}"
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
            and not (extend and _extends(key, old.get(key), new.get(key)))
        ]
        if differing:
            raise InputError(
                f"{path}: cannot resume, the study there differs: {'; '.join(differing)}"
            )
        if old != new or meta.get("options") not in (None, study.meta.get("options")):
            begun = study.meta
            probes = {**meta.get("probes", {}), **begun.get("probes", {})}
            study.write_meta({**meta, "started": begun["started"], "probes": probes})
        return study
    _publish_json(path / _META, meta)
    return Study(path)


def _extends(key: str, old: Any, new: Any) -> bool:
    if key == "vectors" and new and not old:  # runs without a table have no place beside one
        return False
    return key in EXTENDABLE and _is_part(old, new)


def _is_part(old: Any, new: Any) -> bool:
    """Tell whether one part of an identity holds all that another does, and more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _is_part(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return all(each in new for each in old)
    if isinstance(old, int) and isinstance(new, int):
        return old <= new
    return bool(old == new)


@contextlib.contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file leads to into one line that names it."""
    try:
        yield
    except (ValueError, KeyError, TypeError, EOFError, csv.Error, FileNotFoundError) as error:
        raise InputError(f"{path}: damaged or missing ({type(error).__name__}: {error})") from None


def _read_vectors(folder: Path, file: str, name: str) -> WordVectors:
    # Split on \n alone: a word may hold other characters that Unicode counts as line ends.
    with _damage_named(folder / "vocab.txt"):
        words = (folder / "vocab.txt").read_bytes().decode().split("\n")[:-1]
    with _damage_named(folder / file):
        return WordVectors(words, np.load(folder / file, mmap_mode="r", allow_pickle=False), name)


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
    _publish_json(folder / "meta.json", meta)


def _publish_json(path: Path, content: dict[str, Any]) -> None:
    with publish(path) as file:
        file.write(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False).encode())
        file.write(b"\n")


def _publish_csv(path: Path, columns: list[str], rows: Iterable[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    with publish(path) as file:
        file.write(buffer.getvalue().encode())


def _added_to(table: str) -> str:
    return table.replace(".csv", ".new.jsonl")


def _columns(kind: type) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def _format(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _parse(text: str, of: Any) -> Any:
    if of is str:
        return text
    if text == "":
        return None
    return int(text) if of in (int, int | None) else float(text)
