"""Trials and runs on the workers of a Dask scheduler.

It uses the client of Dask itself, since every finished run must be on disk at once. joblib's
backend for Dask gives results only when all are there.

Workers get names and hashes, and read the data themselves. This process publishes their results.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from queue import Empty, SimpleQueue
from secrets import token_hex
from time import monotonic
from typing import Any

from embedstudy.errors import EmbedstudyError, InputError
from embedstudy.study.execution.backend import ClusterError, Work
from embedstudy.study.execution.dask_job import DaskJob
from embedstudy.study.execution.dask_worker import WORK, run_on_worker
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.grid import RunSpec
from embedstudy.wording import counted

# Seconds to wait for a scheduler, for its first worker, and in mid-study for any worker to come
# back. A worker that its nanny restarts is back within a few.
CONNECTING, FIRST_WORKER, WITHOUT_WORKERS = 10.0, 10.0, 60.0
# Runs that are with the workers for each of their threads: the one it makes, and its next. More
# would fill their memory with results wherever publishing is slower than training.
AHEAD = 2
# Seconds between looks at how many workers there are.
LOOKING = 2.0


@contextmanager
def connect_client(scheduler: str) -> Iterator[Any]:
    """Be a client of a scheduler that has workers.

    Parameters
    ----------
    scheduler : str
        Such as ``tcp://localhost:8786``.

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
            with suppress(Exception):  # whatever it raises where the scheduler is gone
                client.close()


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


class Cluster:
    """The workers of a scheduler, reached through a `distributed.Client`."""

    def __init__(self, client: Any, job: DaskJob) -> None:
        self._client, self._job = client, job.to_json()
        self._scheduler = str(client.scheduler.address)
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
            If the scheduler or all workers are lost, or a worker cannot make a run.
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
                watcher.skip(1)
                yield spec, result
        finally:
            if pending:
                with suppress(Exception):
                    self._client.cancel([future for _, future in pending.values()])

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
                return finished.get(timeout=LOOKING)
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
                    return future.result(timeout=WITHOUT_WORKERS)
                except TimeoutError:  # its worker died, and Dask makes it again
                    self._count_wanted()

    def _count_wanted(self) -> int:
        """Return how many runs the workers should have; make sure that there are workers."""
        now = monotonic()
        if now - self._looked >= LOOKING:
            with _name_lost_scheduler(self._scheduler):
                threads = sum(self._client.nthreads().values())
            self._looked = monotonic()
            if threads:
                self._threads, self._seen = threads, self._looked
            elif self._looked - self._seen > WITHOUT_WORKERS:
                raise ClusterError(
                    f"scheduler {self._scheduler}: has had no worker for {WITHOUT_WORKERS:g} s"
                )
        return self._threads * AHEAD


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
        cause = str(error).partition("\n")[0]
        raise ClusterError(f"scheduler {scheduler}: connection lost ({cause})") from None


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a record of asyncio is more than the end of a wait of Dask."""
    return not record.exc_info or type(record.exc_info[1]).__name__ != "AllExit"


@contextmanager
def _hide_messages() -> Iterator[None]:
    """Keep Dask's messages off stderr; an error of this project says the same in one line."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").addFilter(_is_news)  # for good: it may be said much later
    try:
        yield
    finally:
        logger.setLevel(before)
