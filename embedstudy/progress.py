"""Progress on the terminal, always on stderr so that stdout holds results alone."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from embedstudy.wording import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
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
        Name of the work.
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


@dataclass(frozen=True)
class Standing:
    """How far work has come of which several parts are done at once.

    Attributes
    ----------
    done, total : int
    seconds_left : float, optional
        None if it is not known yet.
    running : sequence of sequence of str
        A row for each part that is being done, all of as many columns.
    """

    done: int
    total: int
    seconds_left: float | None = None
    running: Sequence[Sequence[str]] = ()


def _say_nothing(line: str) -> None:
    pass


@contextlib.contextmanager
def board(
    title: str,
    read: Callable[[], Standing],
    *,
    show: bool,
    console: "Console | None" = None,
) -> Iterator[Callable[[str], None]]:
    """Show a bar with the time left and a line for each running part.

    Parameters
    ----------
    title : str
    read : callable
        Asked a few times a second, from another thread; nobody has to tell what changes.
    show : bool
        Nothing at all is shown when false.
    console : Console, optional
        The one of stderr by default.

    Yields
    ------
    callable
        Says a plain line where stderr is no terminal, and nothing where the bar is seen.
    """
    if not show:
        yield _say_nothing
        return
    from rich.console import Console
    from rich.live import Live

    given, console = console is not None, console or Console(stderr=True)
    file = console.file
    # FORCE_COLOR makes Rich take a file for a terminal.
    if not console.is_interactive or not (given or file.isatty()):

        def say(line: str) -> None:
            # Whoever reads these lines may be gone; the work goes on.
            with contextlib.suppress(OSError, ValueError):
                file.write(f"{printable(line)}\n")
                file.flush()

        yield say
        return
    with Live(
        # Room for the bar, the line below all others, and a spare one.
        get_renderable=lambda: _drawn(title, read(), max(1, console.height - 3)),
        console=console,
        transient=True,
        refresh_per_second=8,
        redirect_stdout=False,  # it may be a file, and holds results alone
    ):
        yield _say_nothing


def _drawn(title: str, at: Standing, room: int) -> "RenderableType":
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    bar, rows = Table.grid(padding=(0, 1)), Table.grid(padding=(0, 2))
    left = "" if at.seconds_left is None else f"{duration(at.seconds_left)} left"
    bar.add_row(
        Text(printable(title)),
        ProgressBar(total=at.total, completed=at.done, width=30),
        Text(f"{at.done}/{at.total}", "progress.download"),
        Text(left, "progress.remaining"),
    )
    for cells in at.running[:room]:
        if not rows.columns:
            rows.add_column()  # this one alone gives way on a narrow terminal
            for _ in cells[1:]:
                rows.add_column(no_wrap=True, justify="right")
        first = Text(f"  {printable(cells[0])}", no_wrap=True, overflow="ellipsis")
        rows.add_row(first, *(Text(printable(cell)) for cell in cells[1:]), style="dim")
    more = len(at.running) - room
    return Group(bar, rows, *([Text(f"  and {more} more", "dim")] if more > 0 else []))


def duration(seconds: float) -> str:
    """Say a time in its two largest units.

    Examples
    --------
    >>> duration(8.2), duration(200), duration(7500), duration(200_000)
    ('8 s', '3 min 20 s', '2 h 5 min', '2 d 7 h')
    """
    whole = max(0, round(seconds))
    for size, unit, part, smaller in (
        (86_400, "d", 3_600, "h"),
        (3_600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // part} {smaller}"
    return f"{whole} s"


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
