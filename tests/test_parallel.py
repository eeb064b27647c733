"""Work on threads: in order, with a BLAS of one thread, errors and all."""

import pytest
from threadpoolctl import threadpool_info

from embedstudy.parallel import run_on_threads


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


def test_an_error_is_the_caller_s():
    with pytest.raises(ZeroDivisionError):
        run_on_threads(divmod, [(1, 1), (1, 0)])
