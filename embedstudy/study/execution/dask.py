"""Trials and runs on the workers of a Dask scheduler.

It uses the client of Dask itself, since every finished run must be on disk at once. joblib's
backend for Dask gives results only when all are there.

Workers get names and hashes, and read the data themselves. This process publishes their results.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from queue import Empty, SimpleQueue
from secrets import token_hex
from threading import Thread
from time import monotonic
from typing import Any

from embedstudy.errors import EmbedstudyError, InputError
from embedstudy.study.execution.backend import ClusterError, Work
from embedstudy.study.execution.dask_job import DaskJob
from embedstudy.study.execution.dask_worker import WORK, run_on_worker
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.grid import RunSpec
from embedstudy.wording import counted, join_names

# Seconds to wait for a scheduler, for its first worker, and in mid-study for any worker to come
# back. A worker that its nanny restarts is back within a few.
CONNECTING, FIRST_WORKER, WITHOUT_WORKERS = 10.0, 10.0, 60.0
# Seconds that it may take until the first result: a scheduler and workers import this package and
# compile its loops first, and say nothing meanwhile on a busy machine.
FIRST_RESULT = 60.0
# Seconds for taking leave of a scheduler.
CLOSING = 5.0
# Runs that are with the workers for each of their threads: the one it makes, and its next. More
# would fill their memory with results wherever publishing is slower than training.
AHEAD = 2
# Seconds between looks at how many workers there are.
LOOKING = 2.0


@contextmanager
def connect_client(scheduler: str, patience: float) -> Iterator[Any]:
    """Be a client of a scheduler that has workers.

    Parameters
    ----------
    scheduler : str
        Such as ``tcp://localhost:8786``.
    patience : float
        Seconds that it may be silent at the end.

    Raises
    ------
    InputError
        If Dask is not installed, or there is no scheduler or no worker within ten seconds.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("the backend dask needs Dask: pip install 'embedstudy[dask]'") from None

    with _hide_messages():
        _greet(scheduler)
        with _name_lost_scheduler(scheduler):
            client = Client(scheduler, timeout=CONNECTING, set_as_default=False)
        try:
            with _name_lost_scheduler(scheduler):
                try:
                    client.wait_for_workers(1, timeout=FIRST_WORKER)
                except TimeoutError:
                    raise InputError(
                        f"scheduler {scheduler}: no worker within {FIRST_WORKER:g} s; start one "
                        f"with 'dask worker {scheduler}'"
                    ) from None
            yield client
        finally:
            _try(client.close, min(patience, CLOSING))


def _greet(scheduler: str) -> None:
    """Make sure that a scheduler answers; a client would wait forever for anything else.

    Raises
    ------
    InputError
        If none does in time.
    """
    from distributed.core import connect

    async def greeting() -> None:
        comm = await asyncio.wait_for(connect(scheduler, timeout=CONNECTING), CONNECTING)
        await comm.close()

    try:
        with ThreadPoolExecutor(1) as thread:  # a notebook has a loop in this one
            thread.submit(asyncio.run, greeting()).result()
    except ValueError as error:
        raise InputError(f"scheduler {scheduler!r}: {error} (as in tcp://localhost:8786)") from None
    except Exception as error:  # whatever Dask makes of the words of a stranger
        raise InputError(
            f"scheduler {scheduler}: no Dask scheduler answered within {CONNECTING:g} s; start one "
            f"with 'dask scheduler', and a worker with 'dask worker {scheduler}'"
        ) from error


def _try(function: Callable[[], object], seconds: float) -> None:
    """Call a function of a client that may wait for a scheduler; leave it after some seconds.

    Whatever it raises where the scheduler is gone is no news.
    """

    def call() -> None:
        with suppress(Exception):
            function()

    thread = Thread(target=call, daemon=True)
    thread.start()
    thread.join(seconds)


class Cluster:
    """The workers of a scheduler, reached through a `distributed.Client`.

    Parameters
    ----------
    client : distributed.Client
    job : DaskJob
    patience : float
        Seconds that the scheduler or a worker may be silent. A worker that trains says that it
        lives, every second or so.
    """

    def __init__(self, client: Any, job: DaskJob, patience: float) -> None:
        self._client, self._job = client, job.to_json()
        self._patience, self._limit = patience, max(patience, FIRST_RESULT)
        self._scheduler = str(client.scheduler.address)
        # By worker: its last message by the scheduler's clock, and when it was new by ours.
        self._heard: dict[str, tuple[float, float]] = {}
        self._threads, self._looked = 1, -LOOKING
        self._seen = monotonic()

    def warm_up(self) -> None:
        """Leave it to each worker."""

    def as_finished(
        self, work: Work, specs: Iterable[RunSpec], watcher: Watcher
    ) -> Iterator[tuple[RunSpec, Any]]:
        """Give each spec with what `work` makes of it.

        Raises
        ------
        ClusterError
            If the scheduler or all workers are lost, one of them is silent, or a worker cannot
            make a run.
        """
        name = next(name for name, function in WORK.items() if function is work)
        waiting, finished = iter(specs), SimpleQueue[Any]()
        pending: dict[str, tuple[RunSpec, Any]] = {}
        try:
            while True:
                for spec in islice(waiting, max(0, self._count_wanted() - len(pending))):
                    future = self._submit(name, spec)
                    pending[future.key] = spec, future
                    future.add_done_callback(finished.put)
                if not pending:
                    return
                spec, future = pending.pop(self._wait_for_next(finished).key)
                result = self._read_result(spec, future)
                future.release()  # here and on the worker
                self._limit = self._patience
                watcher.skip(1)
                yield spec, result
        finally:
            if pending:
                futures = [future for _, future in pending.values()]
                _try(lambda: self._client.cancel(futures), min(self._patience, CLOSING))

    def _submit(self, work: str, spec: RunSpec) -> Any:
        with _name_lost_scheduler(self._scheduler):
            return self._client.submit(
                run_on_worker,
                work,
                spec.to_json(),
                self._job,
                # Never that of another study, nor of this one before.
                key=f"{work}-{spec.name}-{token_hex(8)}",
                pure=False,
            )

    def _wait_for_next(self, finished: "SimpleQueue[Any]") -> Any:
        while True:
            try:
                return finished.get(timeout=min(LOOKING, self._patience))
            except Empty:
                self._count_wanted()

    def _read_result(self, spec: RunSpec, future: Any) -> Any:
        from distributed import KilledWorker

        if future.status == "error":
            error = future.exception()
            if isinstance(error, KilledWorker):
                raise ClusterError(
                    f"{spec.name}: {counted(error.allowed_failures + 1, 'worker')} died with it, "
                    f"the last at {error.last_worker.address} (killed, or out of memory?)"
                )
            if isinstance(error, ImportError) or "deserializ" in str(error):
                raise ClusterError(
                    f"scheduler {self._scheduler}: it or a worker cannot import embedstudy; give "
                    "them the same 'embedstudy[dask]' as here"
                )
            raise error
        while True:
            with _name_lost_scheduler(self._scheduler):
                try:
                    return future.result(timeout=min(WITHOUT_WORKERS, self._patience))
                except TimeoutError:  # its worker died, and Dask makes it again, or is silent
                    self._count_wanted()

    def _count_wanted(self) -> int:
        """Return how many runs the workers should have; make sure that there are workers."""
        now = monotonic()
        if now - self._looked >= min(LOOKING, self._patience):
            threads = sum(worker["nthreads"] for worker in self._ask_workers().values())
            self._looked = monotonic()
            if threads:
                self._threads, self._seen = threads, self._looked
            elif self._looked - self._seen > WITHOUT_WORKERS:
                raise ClusterError(
                    f"scheduler {self._scheduler}: has had no worker for {WITHOUT_WORKERS:g} s"
                )
        return self._threads * AHEAD

    def _ask_workers(self) -> dict[str, Any]:
        """Return what the scheduler knows of its workers, by address.

        Raises
        ------
        ClusterError
            If the scheduler or one of them is silent.
        """
        with _name_lost_scheduler(self._scheduler):
            try:
                identity = self._client.sync(
                    self._client.scheduler.identity, callback_timeout=self._limit
                )
            except TimeoutError:
                raise ClusterError(
                    f"scheduler {self._scheduler}: silent for {self._limit:g} s (stopped, or cut "
                    "off?)"
                ) from None
        workers: dict[str, Any] = identity["workers"]
        now = monotonic()
        silent = []
        for address, worker in workers.items():
            last_seen, heard = self._heard.get(address, (None, now))
            if worker["last_seen"] != last_seen:
                heard = now
            self._heard[address] = worker["last_seen"], heard
            if now - heard > self._limit:
                silent.append(f"{address} ({worker['name']})")
        if silent:
            raise ClusterError(
                f"scheduler {self._scheduler}: {counted(len(silent), 'worker')} silent for "
                f"{self._limit:g} s: {join_names(silent, 'and', most=3)} (stopped, or cut off?)"
            )
        return workers


@contextmanager
def _name_lost_scheduler(scheduler: str) -> Iterator[None]:
    """Raise a `ClusterError` in one line where a scheduler is gone, however Dask notices."""
    from distributed import CancelledError, client

    # A client that has given up raises this; older versions have no such class.
    closed = getattr(client, "ClosedClientError", OSError)
    try:
        yield
    except EmbedstudyError:
        raise
    except (OSError, CancelledError, closed) as error:
        is_task = isinstance(error, CancelledError)  # it names one run, of which there were several
        cause = "" if is_task else f" ({str(error).partition(chr(10))[0]})"
        raise ClusterError(f"scheduler {scheduler}: connection lost{cause}") from None


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a record of asyncio is more than the end of a wait of Dask."""
    error = record.exc_info[1] if record.exc_info else None
    is_of_dask = type(error).__module__.partition(".")[0] in ("distributed", "tornado")
    return not is_of_dask and type(error).__name__ != "AllExit"


@contextmanager
def _hide_messages() -> Iterator[None]:
    """Keep Dask's messages off stderr; an error of this project says the same in one line.

    After an error they stay hidden, for its threads go on trying until the process ends.
    """
    loggers = [
        logging.getLogger(name)
        for name in ("distributed", "tornado", *logging.root.manager.loggerDict)
        if name.partition(".")[0] in ("distributed", "tornado")
    ]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:  # Dask gives several of them a level and a handler of their own
        logger.setLevel(logging.CRITICAL + 1)
    logging.getLogger("asyncio").addFilter(_is_news)  # for good: it may be said much later
    yield
    for logger, level in before:
        logger.setLevel(level)
