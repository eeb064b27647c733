"""The state of a study, read from its directory alone."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from filelock import FileLock, Timeout

from embedstudy.errors import InputError
from embedstudy.results.directory import LOCK, LOG, StudyDirectory
from embedstudy.results.files import is_regular, open_file
from embedstudy.results.rows import RunRow

# The statuses of a study whose tables are those of all its runs.
FINISHED = ("complete", "incomplete")
_TAIL = 4096  # bytes, in which the last line of a log is looked for


@dataclass(frozen=True)
class State:
    """How a study stands.

    Attributes
    ----------
    status : str
        ``running`` while a process works on the study, ``interrupted`` if none does and it is not
        finished, else ``complete`` or ``incomplete`` (a run failed).
    in_use : bool or None
        None where the lock may not be looked at, as in a directory of somebody else.
    started, finished : str or None
        Times in UTC.
    trials, runs : int
        Those that are on disk.
    planned_trials, planned_runs : int or None
        None in a study of an early version, which does not say it.
    last_logged : str
        The last line of study.log.
    """

    status: str
    in_use: bool | None
    started: str | None
    finished: str | None
    trials: int
    planned_trials: int | None
    runs: int
    planned_runs: int | None
    last_logged: str


@dataclass(frozen=True)
class SoFar:
    """The runs of a cell that are on disk: how many, and their means."""

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    runs: int
    failed: int
    dev_accuracy: float | None
    test_accuracy: float | None


def read_state(study: StudyDirectory) -> State:
    """Look how a study stands; nothing is written.

    Raises
    ------
    InputError
        If study.json or a table is damaged.
    """
    # First the lock: what is finished in between is then seen as finished.
    in_use, meta = _is_in_use(study), study.meta
    status = str(meta.get("status", "unknown"))
    if in_use:
        status = "running"
    elif status == "running" and in_use is not None:
        status = "interrupted"
    planned = meta.get("planned", {})
    return State(
        status=status,
        in_use=in_use,
        started=meta.get("started"),
        finished=meta.get("finished"),
        trials=len(study.tuning),
        planned_trials=planned.get("trials"),
        runs=len(study.runs),
        planned_runs=planned.get("runs"),
        last_logged=_read_last_line(study),
    )


@contextlib.contextmanager
def explain_format(study: StudyDirectory) -> Iterator[None]:
    """Say so where study.json is not as this version writes it.

    Raises
    ------
    InputError
        Instead of a KeyError and the like.
    """
    try:
        yield
    except InputError:  # a ValueError too, which says what is wrong
        raise
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        reason = "damaged, or of another version of embedstudy"
        where = study.path / "study.json"
        raise InputError(f"{where}: {reason} ({type(error).__name__}: {error})") from error


def summarize_runs(study: StudyDirectory) -> list[SoFar]:
    """Sum up the runs on disk, a row a cell; folds and seeds taken together."""
    cells: dict[tuple[str, str, str, str, int], list[RunRow]] = {}
    for row in study.runs:
        names = (row.dataset, row.vectors, row.strategy, row.encoder)
        cells.setdefault((*names, row.train_size), []).append(row)
    return [
        SoFar(
            *keys,
            runs=len(rows),
            failed=sum(not row.has_result for row in rows),
            dev_accuracy=_average(row.dev_accuracy for row in rows),
            test_accuracy=_average(row.test_accuracy for row in rows),
        )
        for keys, rows in cells.items()
    ]


def is_finished(state: State) -> bool:
    """Tell whether the tables of a study are those of all its runs."""
    return state.status in FINISHED


def _average(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _is_in_use(study: StudyDirectory) -> bool | None:
    path = study.path / LOCK
    if not is_regular(path):  # to look for it would make it
        return False
    if not os.access(path, os.W_OK):
        return None
    try:
        with FileLock(path).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return None


def _read_last_line(study: StudyDirectory) -> str:
    try:
        with (
            open_file(study.path, LOG) as log,
            open(log.descriptor, "rb", closefd=False) as file,
        ):
            file.seek(max(0, log.size - _TAIL))
            lines = file.read(_TAIL).decode("utf-8", "replace").splitlines()
    except (OSError, InputError):
        return ""
    return lines[-1] if lines else ""
