"""Backends that make trials and runs: threads of this process, or the workers of a cluster."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol

from embedstudy.errors import EmbedstudyError, InputError
from embedstudy.interrupts import CtrlC
from embedstudy.nn.compile import warm_up
from embedstudy.nn.training import Watch
from embedstudy.parallel import limit_threads
from embedstudy.study.data.study_datasets import StudyDatasets
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.grid import RunSpec
from embedstudy.validation import known_name

# From a spec, its materials and who watches to a result.
Work = Callable[..., Any]


BACKENDS = ("threads", "dask")


class ClusterError(EmbedstudyError):
    """A scheduler or its workers cannot go on with a study."""


def check_backend(backend: str, scheduler: str | None, jobs: int | None) -> None:
    """Make sure that a backend is known, and given what it needs.

    Raises
    ------
    InputError
        If it is not, or is given what it has no use for.
    """
    known_name("backend", backend, BACKENDS)
    if backend == "dask" and not scheduler:
        raise InputError("the backend dask needs a scheduler, as in tcp://localhost:8786")
    if backend == "dask" and jobs is not None:
        raise InputError("jobs are threads of this process; with dask the workers have their own")
    if backend != "dask" and scheduler:
        raise InputError(f"a scheduler goes with the backend dask, not {backend}")


class Backend(Protocol):
    """Makes trials or runs, and gives each as it is finished."""

    def warm_up(self) -> None:
        """Compile what runs need, before any is timed."""

    def as_finished(
        self, work: Work, specs: Iterable[RunSpec], watcher: Watcher
    ) -> Iterator[tuple[RunSpec, Any]]:
        """Give each spec with what `work` makes of it.

        An iterator may have more specs after its end, once a result was given.
        """


class Threads:
    """Threads of this process. The kernels release the interpreter's lock, so they run at once."""

    def __init__(self, jobs: int, datasets: StudyDatasets, ctrl_c: CtrlC) -> None:
        self._jobs, self._datasets, self._ctrl_c = jobs, datasets, ctrl_c
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="run")
        self._stop = threading.Event()

    def warm_up(self) -> None:
        """Compile what runs need, before any is timed."""
        with self._ctrl_c.raise_at_once():
            config = self._datasets.config
            for model_config in config.model_configs:
                warm_up(model_config, is_solved=config.solves(model_config))

    def as_finished(
        self, work: Work, specs: Iterable[RunSpec], watcher: Watcher
    ) -> Iterator[tuple[RunSpec, Any]]:
        """Give each spec with what `work` makes of it."""

        def one(spec: RunSpec) -> Any:
            with watcher.watch(spec) as on_epoch:
                materials = self._datasets.materials_for(spec)
                return work(spec, materials, Watch(self._stop.is_set, on_epoch))

        waiting = iter(specs)
        running: dict[Future[Any], RunSpec] = {}
        while True:
            # Not all at once: results that are waiting to be published take memory.
            for spec in islice(waiting, self._jobs + 1 - len(running)):
                running[self._pool.submit(one, spec)] = spec
            if not running:
                return
            for future in self._ctrl_c.wait_for_first(running):
                yield running.pop(future), future.result()

    def stop(self) -> None:
        """Drop what is not finished."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def open_threads(jobs: int, datasets: StudyDatasets) -> Iterator[Threads]:
    """Make runs on so many threads, each with a BLAS of one thread.

    A BLAS with more of them would compete with the other runs for cores; and its sums would depend
    on how many it has.
    """
    with limit_threads("blas"), CtrlC() as ctrl_c:
        backend = Threads(jobs, datasets, ctrl_c)
        try:
            yield backend
        finally:
            backend.stop()
