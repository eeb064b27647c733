"""Independent pieces of work on all cores, for what lets go of the interpreter: NumPy's sums."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from joblib import cpu_count

from embedstudy.interrupts import CtrlC

Item = TypeVar("Item")
Result = TypeVar("Result")
# A thread has the next item when it is through with one, and their reader some time.
AHEAD = 2
# Python runs on one thread at a time: work that is partly Python gains nothing from more.
MOST_THREADS = 4
# 0 stands for one a core.
_most_threads: ContextVar[int] = ContextVar("most_threads", default=0)


def limit_threads(user_api: str | None = None) -> AbstractContextManager[object]:
    """Give libraries one thread each, from this call to the end of the ``with`` statement.

    Without a ``with`` statement the limit stays. It does what `threadpoolctl.threadpool_limits`
    does, but looks for libraries only when a module was imported since it last did.

    Parameters
    ----------
    user_api
        ``"blas"`` or ``"openmp"``; both by default.
    """
    import threadpoolctl  # noqa: F401 - before modules are counted

    libraries = _find_libraries(len(sys.modules))
    limited: AbstractContextManager[object] = libraries.limit(limits=1, user_api=user_api)
    return limited


@lru_cache(maxsize=1)
def _find_libraries(modules: int) -> Any:  # noqa: ARG001 - the key of the cache
    """Find the loaded libraries that have threads, which takes some 10 ms."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def limit_workers(count: int) -> Iterator[None]:
    """Let `run_on_threads` use so many threads at most, within a block; each takes memory."""
    before = _most_threads.set(count)
    try:
        yield
    finally:
        _most_threads.reset(before)


def run_on_threads(work: Callable[..., Result], given: Iterable[tuple[Any, ...]]) -> list[Result]:
    """Call `work` with each of some tuples of arguments; results are in their order.

    Each call has a BLAS of one thread. With more, calls would wait for each other, and the last
    digit of a sum would depend on their number.

    Examples
    --------
    >>> run_on_threads(pow, [(2, 3), (3, 2)])
    [8, 9]
    """
    pieces = list(given)
    threads = min(len(pieces), _most_threads.get() or cpu_count())
    with limit_threads("blas"):
        if threads < 2:
            return [work(*values) for values in pieces]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda values: work(*values), pieces))


def map_on_threads(
    work: Callable[[Item], Result], items: Iterable[Item], *, threads: int | None = None
) -> Iterator[Result]:
    """Yield the result of `work` for each of many items, in their order.

    At most `AHEAD` items a thread are read whose results are not taken yet. So memory does not grow
    with their number. The first item is worked on before any thread starts. As in
    `run_on_threads`, the others have a BLAS of one thread. An error of `items` is raised behind
    the results of all items before it.

    Parameters
    ----------
    work : callable
    items : iterable
        An empty item has no result. It says that the next one may take long to come: the results
        of all before it are given first.
    threads : int, optional
        At most so many; one for each core by default, and no more than `MOST_THREADS`.

    Examples
    --------
    >>> list(map_on_threads(sum, [[1, 2], [3], [], [4]]))
    [3, 3, 4]
    """
    threads = threads or min(_most_threads.get() or cpu_count(), MOST_THREADS)
    reading, has_begun = iter(items), False
    for item in reading:
        if item and has_begun and threads > 1:
            break
        if item:
            yield work(item)
            has_begun = True
    else:
        return
    with limit_threads("blas"), CtrlC() as ctrl_c, ThreadPoolExecutor(threads) as pool:
        try:
            yield from _work_ahead(pool, work, chain([item], reading), AHEAD * threads, ctrl_c)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _work_ahead(
    pool: ThreadPoolExecutor,
    work: Callable[[Item], Result],
    reading: Iterator[Item],
    ahead: int,
    ctrl_c: CtrlC,
) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque()
    item: Item | None
    error: Exception | None = None
    while True:
        try:
            with ctrl_c.raise_at_once():  # a pipe may stay empty for hours
                item = next(reading, None)
        except Exception as raised:  # raised again behind the results
            item, error = None, raised
        if item:
            waiting.append(pool.submit(_work_alone, work, item))
        while waiting and (not item or len(waiting) == ahead or waiting[0].done()):
            result = waiting.popleft().result()
            ctrl_c.raise_if_pressed()
            with ctrl_c.raise_at_once():  # whoever takes it may wait as long
                yield result
        if error is not None:
            raise error
        if item is None:
            return


def _work_alone(work: Callable[[Item], Result], item: Item) -> Result:
    """Work on an item without further threads: all cores have work."""
    with limit_workers(1):
        return work(item)
