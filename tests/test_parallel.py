"""Work on threads: in order, with a BLAS of one thread, errors and all."""

import os
import subprocess
import sys

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from embedstudy.parallel import limit_threads, run_on_threads


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
