"""Ctrl-C while threads work: it stops a block between two steps, not within one."""

import signal
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import Any

from embedstudy.wording import printable

# Seconds between looks while waiting.
_LOOKING = 0.1
# Other signals have handlers on the command line alone; see `embedstudy.cli.signals`.
_SIGNALS = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
_descriptions: list[Callable[[], str]] = []


@contextmanager
def describe_if_stopped(describe: Callable[[], str]) -> Iterator[None]:
    """Name what a block leaves behind if it is stopped, and how to go on.

    It is the message of a KeyboardInterrupt that has none. To whoever ends the process without
    one, `describe_stopped_work` returns it.
    """
    _descriptions.append(describe)
    try:
        yield
    except KeyboardInterrupt as stop:
        stop.args = stop.args or (describe(),)
        raise
    finally:
        _descriptions.remove(describe)


def describe_stopped_work() -> str:
    """Return what the work that is being done leaves behind, and how to go on."""
    return printable(_descriptions[-1]()) if _descriptions else ""


class CtrlC:
    """Note the first Ctrl-C within a block; raise it when the block asks.

    A KeyboardInterrupt at any other point may interrupt the release of a lock or the creation of a
    file. That leads to another error, or leaves a file behind. The second Ctrl-C is raised at
    once. Nothing changes in other threads, or if the caller has installed a handler. On the command
    line, the same holds for the other signals that stop it.

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
        self._noted = 0
        self._is_raised = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "CtrlC":
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                handler = signal.getsignal(number)
                if _may_be_held_back(handler):
                    self._before[number] = handler
                    signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
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
            self._raise(self._noted, None)

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
        for number, handler in self._before.items():
            signal.signal(number, handler)
        try:
            yield
        finally:
            for number in self._before:
                signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._noted:
            self._raise(number, frame)
        self._noted = number

    def _raise(self, number: int, frame: FrameType | None) -> None:
        """Hand a signal to its handler; the first of them only, which raises."""
        if not self._is_raised:
            self._is_raised = True
            self._before[number](number, frame)
        raise KeyboardInterrupt


def _may_be_held_back(handler: object) -> bool:
    """Tell whether a handler is Python's, or that of the command line."""
    return handler is signal.default_int_handler or getattr(handler, "may_be_held_back", False)
