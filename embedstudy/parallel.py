"""Independent pieces of work on all cores, for what lets go of the interpreter: NumPy's sums."""

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar

from joblib import cpu_count

Result = TypeVar("Result")
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
