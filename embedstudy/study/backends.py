"""Where trials and runs are made: on threads of this process, or on the workers of a cluster."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol

from embedstudy.study.plan import RunSpec
from embedstudy.study.run import Watch
from embedstudy.study.supply import Supply
from embedstudy.study.watching import Watcher

# From a spec, its materials and who watches to a result.
Work = Callable[..., Any]


class Backend(Protocol):
    """Makes trials or runs, and gives each as it is finished."""

    def as_finished(
        self, work: Work, specs: Sequence[RunSpec], watcher: Watcher
    ) -> Iterator[tuple[RunSpec, Any]]:
        """Give each spec with what `work` makes of it."""


class Threads:
    """Threads of this process. The kernels release the interpreter's lock, so they run at once."""

    def __init__(self, jobs: int, supply: Supply) -> None:
        self._jobs, self._supply = jobs, supply
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="run")
        self._stop = threading.Event()

    def as_finished(
        self, work: Work, specs: Sequence[RunSpec], watcher: Watcher
    ) -> Iterator[tuple[RunSpec, Any]]:
        """Give each spec with what `work` makes of it."""

        def one(spec: RunSpec) -> Any:
            with watcher.running(spec) as on_epoch:
                materials = self._supply.materials(spec)
                return work(spec, materials, Watch(self._stop.is_set, on_epoch))

        waiting = iter(specs)
        running: dict[Future[Any], RunSpec] = {}
        while True:
            # Not all at once: results that are waiting to be published take memory.
            for spec in islice(waiting, 2 * self._jobs - len(running)):
                running[self._pool.submit(one, spec)] = spec
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()

    def stop(self) -> None:
        """Drop what is not finished."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def threads(jobs: int, supply: Supply) -> Iterator[Threads]:
    """Make runs on so many threads, each with a BLAS of one thread.

    A BLAS with more of them would compete with the other runs for cores; and its sums would depend
    on how many it has.
    """
    from threadpoolctl import threadpool_limits

    backend = Threads(jobs, supply)
    with threadpool_limits(1, user_api="blas"):
        try:
            yield backend
        finally:
            backend.stop()
