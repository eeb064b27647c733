"""Independent pieces of work on all cores, for what lets go of the interpreter: NumPy's sums."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from joblib import Parallel, delayed

Result = TypeVar("Result")


def run_on_threads(work: Callable[..., Result], given: Iterable[tuple[Any, ...]]) -> list[Result]:
    """Call `work` with each of some tuples of arguments; results are in their order.

    Each call has a BLAS of one thread. With more, calls would wait for each other, and the last
    digit of a sum would depend on their number.

    Examples
    --------
    >>> run_on_threads(pow, [(2, 3), (3, 2)])
    [8, 9]
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        return list(
            Parallel(n_jobs=-1, prefer="threads")(delayed(work)(*values) for values in given)
        )
