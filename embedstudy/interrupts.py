"""Ctrl-C while threads work: it stops a block between two steps, not within one."""

import signal
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import Any

# Seconds between looks while waiting.
_LOOKING = 0.1


class CtrlC:
    """Note the first Ctrl-C within a block; raise it when the block asks.

    A KeyboardInterrupt at any other point may interrupt the release of a lock or the creation of a
    file. That leads to another error, or leaves a file behind. The second Ctrl-C is raised at
    once. Nothing changes in other threads, or if the caller has installed a handler.

    Examples
    --------
    >>> try:
    ...     with CtrlC() as ctrl_c:
    ...         signal.raise_signal(signal.SIGINT)
    ...         print("this step is done")
    ...         ctrl_c.raise_if_pressed()
    ...         print("and this one does not start")
    ... except KeyboardInterrupt:
    ...     print("stopped")
    this step is done
    stopped
    """

    def __init__(self) -> None:
        self._noted = False
        self._before: Any = None

    def __enter__(self) -> "CtrlC":
        is_main = threading.current_thread() is threading.main_thread()
        if is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None
        if kind is None:
            self.raise_if_pressed()

    def raise_if_pressed(self) -> None:
        """Stop here if Ctrl-C was pressed.

        Raises
        ------
        KeyboardInterrupt
            If Ctrl-C was pressed.
        """
        if self._noted:
            raise KeyboardInterrupt

    def wait_for_first(self, futures: Collection[Future[Any]]) -> set[Future[Any]]:
        """Wait until some of them are finished, or Ctrl-C is pressed.

        Raises
        ------
        KeyboardInterrupt
            If it was.
        """
        while True:
            done = wait(futures, _LOOKING, FIRST_COMPLETED).done
            self.raise_if_pressed()
            if done or not futures:
                return done

    @contextmanager
    def raise_at_once(self) -> Iterator[None]:
        """Let Ctrl-C be raised wherever it comes, within a block that shares nothing."""
        if self._before is None:
            yield
            return
        signal.signal(signal.SIGINT, self._before)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._noted:
            signal.default_int_handler(number, frame)
        self._noted = True
