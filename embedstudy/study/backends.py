"""Where trials and runs are made: on threads of this process, or on the workers of a cluster."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
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

    def __init__(self, pool: ThreadPoolExecutor, supply: Supply) -> None:
        self._pool, self._supply = pool, supply
        self._stop = threading.Event()

    def as_finished(
        self, work: Work, specs: Sequence[RunSpec], watcher: Watcher
    ) -> Iterator[tuple[RunSpec, Any]]:
        """Give each spec with what `work` makes of it."""

        def one(spec: RunSpec) -> Any:
            with watcher.running(spec) as on_epoch:
                materials = self._supply.materials(spec)
                return work(spec, materials, Watch(self._stop.is_set, on_epoch))

        futures: dict[Future[Any], RunSpec] = {self._pool.submit(one, s): s for s in specs}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()

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

    backend = Threads(ThreadPoolExecutor(jobs, thread_name_prefix="run"), supply)
    with threadpool_limits(1, user_api="blas"):
        try:
            yield backend
        finally:
            backend.stop()
