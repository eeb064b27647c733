"""Values that several threads ask for, and one of them makes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Once(Generic[Key, Value]):
    """Makes each value once, and holds the few that were used last.

    Parameters
    ----------
    size : int
        How many are held.
    """

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._made: OrderedDict[Key, Future[Value]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made by whoever asks first; the others wait for it.

        What fails is not held: all who wait get the error, and who asks later tries again.
        """
        with self._lock:
            found = self._made.get(key)
            mine = found is None
            future = self._made.setdefault(key, Future())
            self._made.move_to_end(key)
            while len(self._made) > self._size:
                self._made.popitem(last=False)
        if mine:
            try:
                future.set_result(make())
            except BaseException as error:
                with self._lock:
                    if self._made.get(key) is future:
                        del self._made[key]
                future.set_exception(error)
                raise
        return future.result()
