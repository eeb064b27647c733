"""Values that are made once, whoever asks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from embedstudy.study.data.compute_once import Once


def test_one_thread_makes_a_value_and_the_others_wait_for_it():
    once, calls, all_ask = Once[str, int](1), [], threading.Barrier(4)

    def ask() -> int:
        all_ask.wait()
        return once.get("key", lambda: calls.append(1) or 7)

    with ThreadPoolExecutor(4) as pool:
        assert [future.result() for future in [pool.submit(ask) for _ in range(4)]] == [7] * 4
    assert calls == [1]


def test_only_the_values_used_last_are_held():
    once, calls = Once[str, str](2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        assert once.get(key, lambda key=key: calls.append(key) or key) == key
    assert calls == ["a", "b", "c", "b"]


def test_what_failed_is_tried_again():
    once = Once[str, int](1)

    def fail() -> int:
        raise OSError("not now")

    with pytest.raises(OSError, match="not now"):
        once.get("key", fail)
    assert once.get("key", lambda: 7) == 7
