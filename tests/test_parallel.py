"""Work on threads: in order, with a BLAS of one thread, errors and all."""

import os
import signal
import subprocess
import sys
import threading
from itertools import count, islice

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from embedstudy.parallel import (
    AHEAD,
    limit_threads,
    limit_workers,
    map_on_threads,
    run_on_threads,
)


def blas_threads() -> list[int]:
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_results_are_in_the_order_of_what_was_given():
    assert run_on_threads(pow, ((base, 2) for base in range(20))) == [i * i for i in range(20)]


def test_nothing_given_is_nothing_done():
    assert run_on_threads(pow, []) == []


def test_each_call_has_a_blas_of_one_thread():
    before = blas_threads()
    for counts in run_on_threads(blas_threads, [()] * 4):
        assert set(counts) <= {1}
    assert blas_threads() == before


def test_a_limit_ends_with_its_block_or_stays():
    with threadpool_limits(2):
        before = blas_threads()
        with limit_threads("blas"), limit_threads():
            assert set(blas_threads()) == {1}
        assert blas_threads() == before
        limit_threads("blas")
        assert set(blas_threads()) == {1}


def test_a_library_that_is_loaded_later_is_limited_too():
    code = """
from embedstudy.parallel import limit_threads
from threadpoolctl import threadpool_info
with limit_threads():
    few = len(threadpool_info())
import scipy.linalg, sklearn.utils._openmp_helpers
with limit_threads():
    libraries = threadpool_info()
assert len(libraries) > few, libraries
assert {library["num_threads"] for library in libraries} == {1}, libraries
"""
    variables = {name: value for name, value in os.environ.items() if "_NUM_THREADS" not in name}
    subprocess.run([sys.executable, "-c", code], check=True, env=variables)


def test_an_error_is_the_caller_s():
    with pytest.raises(ZeroDivisionError):
        run_on_threads(divmod, [(1, 1), (1, 0)])


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_a_stream_of_results_is_in_order(threads):
    with limit_workers(threads):
        for size in (0, 1, 2, 50):
            items = [[i] for i in range(size)]
            assert list(map_on_threads(sum, items)) == list(range(size))


def test_few_items_are_ahead_of_the_results_that_are_taken():
    read = []

    def items():
        for number in count():
            read.append(number)
            yield [number]

    results = map_on_threads(sum, items(), threads=2)
    for number, result in enumerate(islice(results, 100)):
        assert result == number
        assert len(read) - number <= 1 + 2 * AHEAD
    results.close()


def test_results_are_given_before_a_wait():
    given, before = [], []

    def items():
        for number in range(9):
            yield [number]
            if number % 3 == 2:
                yield []
                before.append(len(given))

    given.extend(map_on_threads(sum, items(), threads=2))
    assert before == [3, 6, 9]


def test_the_first_item_starts_no_thread():
    names = list(map_on_threads(lambda _: threading.current_thread().name, [[1], [], [2], [3]]))
    assert names[0] == threading.current_thread().name
    assert (names[1] != names[0]) == (os.cpu_count() > 1)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("size", [0, 1, 9])
def test_an_error_of_the_items_is_raised_behind_all_results(threads, size):
    def items():
        yield from ([i] for i in range(size))
        raise KeyError("the end")

    given = []
    with pytest.raises(KeyError, match="the end"):
        given.extend(map_on_threads(sum, items(), threads=threads))
    assert given == list(range(size))


def test_an_error_of_the_work_is_raised_in_its_place():
    given = []
    with pytest.raises(ZeroDivisionError):
        given.extend(map_on_threads(lambda items: 6 // items[0], [[2], [3], [0], [1]], threads=2))
    assert given == [3, 2]


def test_who_stops_early_waits_for_no_more():
    finished = []
    results = map_on_threads(finished.append, ([i] for i in count()), threads=2)
    next(results)
    next(results)
    results.close()
    assert len(finished) <= 2 + 2 * AHEAD


def test_ctrl_c_stops_a_stream_that_waits():
    def items():
        yield from ([1], [2])
        signal.raise_signal(signal.SIGINT)
        yield [3]

    with pytest.raises(KeyboardInterrupt):
        list(map_on_threads(sum, items(), threads=2))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_work_on_a_thread_starts_no_others():
    def count_names(_):
        names = map_on_threads(lambda _: threading.current_thread().name, [[1], [2], [3]])
        return len(set(names))

    assert list(map_on_threads(count_names, [[1], [2], [3]], threads=2))[1:] == [1, 1]
