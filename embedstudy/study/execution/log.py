"""study.log: the events of a study with their times, through the standard `logging`."""

import contextlib
import errno
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from warnings import warn

from joblib import cpu_count

from embedstudy.errors import EmbedstudyWarning
from embedstudy.options.command import read_command
from embedstudy.results.directory import LOG, StudyDirectory
from embedstudy.study.execution.metadata import describe_environment
from embedstudy.wording import printable

LOGGER = logging.getLogger("embedstudy.study")
# A study logs much. It goes to study.log, and elsewhere only where somebody adds a handler here or
# sets `propagate`.
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())

Log = logging.LoggerAdapter[logging.Logger]
# For no study: no handler takes its records.
SILENT: Log = logging.LoggerAdapter(LOGGER, {"study": None})


class _OneLine(logging.Formatter):
    """A record on one line, whatever names it holds, with its time in UTC."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


class _StudyHandler(logging.FileHandler):
    """Append the records of one study; where that fails, the study goes on without them."""

    def __init__(self, path: Path) -> None:
        if path.is_symlink():
            raise OSError(errno.ELOOP, "a link, which may lead anywhere", str(path))
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "no regular file", str(path))
        _end_last_line(path)
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self.error: OSError | None = None
        self._study = path.parent
        self.setFormatter(_OneLine("%(asctime)s %(levelname)s %(message)s"))

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass over the records of another study, which another thread may run."""
        return self.error is None and getattr(record, "study", None) == self._study

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Keep the error for the end, instead of a traceback on stderr."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        self.error = self.error or (error if isinstance(error, OSError) else None)


def _end_last_line(path: Path) -> None:
    """End a line that a kill or a full disk cut short."""
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() != b"\n":
            file.write(b"\n")


def get_log(study: StudyDirectory) -> Log:
    """Return the logger of a study; it writes to its log while `log_study` holds it open."""
    return logging.LoggerAdapter(LOGGER, {"study": study.path})


@contextlib.contextmanager
def log_study(
    study: StudyDirectory, *, resumed: bool, warnings: Sequence[str] = ()
) -> Iterator[Log]:
    """Log the events of a study within a block, from its start to its end.

    A log that cannot be written is an `EmbedstudyWarning`: it is no result.
    """
    log = get_log(study)
    with _write_to_file(study):
        _log_start(log, study, resumed=resumed)
        log_warnings(log, warnings)
        try:
            yield log
        except KeyboardInterrupt:
            log.warning("interrupted: %s", _count_made(study))
            raise
        except BaseException as error:
            log.error("failed: %s: %s", type(error).__name__, error)
            raise
        log.info("ended: %s, %s", study.meta["status"], _count_made(study))


def log_warnings(log: Log, warnings: Sequence[str]) -> None:
    """Log warnings of a study."""
    for warning in warnings:
        log.warning("%s", warning)


@contextlib.contextmanager
def _write_to_file(study: StudyDirectory) -> Iterator[None]:
    path = study.path / LOG
    try:
        handler = _StudyHandler(path)
    except OSError as error:
        _warn(path, error)
        yield
        return
    LOGGER.addHandler(handler)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        with contextlib.suppress(OSError):  # flushing fails where writing failed
            handler.close()
        if handler.error is not None:
            _warn(path, handler.error)


def _warn(path: Path, error: OSError) -> None:
    cause = error.strerror or error
    message = f"{path}: could not be written ({cause}); the study went on without it"
    warn(message, EmbedstudyWarning, stacklevel=2)


def _log_start(log: Log, study: StudyDirectory, *, resumed: bool) -> None:
    meta, here = study.meta, describe_environment()
    versions = {"embedstudy": meta["identity"]["embedstudy"], **here["versions"]}
    log.info("resumed: %s" if resumed else "begun: %s", _count_made(study))
    log.info("command: %s", read_command(meta) or "none, made from objects of Python")
    log.info("versions: %s", ", ".join(f"{name} {number}" for name, number in versions.items()))
    log.info("machine: %s, %d cores", ", ".join(here["machine"].values()), cpu_count())


def _count_made(study: StudyDirectory) -> str:
    planned = study.meta.get("planned", {})
    trials, runs = (planned.get(name, "?") for name in ("trials", "runs"))
    return f"{len(study.tuning)} of {trials} trials, {len(study.runs)} of {runs} runs"
