"""Progress on the terminal, always on stderr so that stdout holds results alone."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import ProgressColumn


class Advance(Protocol):
    """Move a bar: to `done` units in all, now showing `doing`."""

    def __call__(self, done: float, doing: str = "") -> None:
        """Show it."""


def _stay_silent(done: float, doing: str = "") -> None:
    pass


@contextlib.contextmanager
def progress_bar(
    title: str, total: float | None, *, show: bool, in_bytes: bool = False, done: int = 0
) -> Iterator[Advance]:
    """Show a bar with the time left; one plain line where stderr is no terminal.

    Parameters
    ----------
    title : str
        What is going on.
    total : float or None
        The number of units at the end, where that is known.
    show : bool
        Nothing at all is shown when false.
    in_bytes : bool
        Whether the units are bytes, shown with their rate.
    done : int
        The units that were there before; the rate does not count them.
    """
    if not show:
        yield _stay_silent
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"{title} ...", markup=False, highlight=False, soft_wrap=True)
        yield _stay_silent
        return
    with Progress(*_columns(in_bytes), console=console, transient=not in_bytes) as progress:
        task = progress.add_task(escape(title), total=total, completed=done, doing="")

        def advance(done: float, doing: str = "") -> None:
            progress.update(task, completed=done, doing=escape(doing))

        yield advance


def _columns(in_bytes: bool) -> "list[ProgressColumn]":
    from rich import progress as rp

    columns: list[ProgressColumn] = [
        rp.TextColumn("{task.description}"),
        rp.BarColumn(bar_width=30),
    ]
    if in_bytes:
        columns += [rp.DownloadColumn(), rp.TransferSpeedColumn()]
    else:
        columns += [rp.MofNCompleteColumn()]
    return [*columns, rp.TimeRemainingColumn(), rp.TextColumn("[dim]{task.fields[doing]}")]


@contextlib.contextmanager
def polled(read: Callable[[], float], advance: Advance, seconds: float = 0.1) -> Iterator[None]:
    """Move a bar from another thread while a block waits for something it cannot watch."""
    from threading import Event, Thread

    stop = Event()

    def watch() -> None:
        while not stop.wait(seconds):
            advance(read())

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def told_if_slow(what: str, *, show: bool, seconds: float = 0.8) -> Iterator[None]:
    """Say in one line on stderr what takes longer than a moment."""
    from threading import Timer

    if not show:
        yield
        return
    timer = Timer(seconds, lambda: print(f"{what} ...", file=sys.stderr))  # noqa: T201
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
