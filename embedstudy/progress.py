"""Progress on the terminal, always on stderr so that stdout holds results alone."""

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import RLock, Thread
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from embedstudy.memory_errors import name_work
from embedstudy.notebook_progress import find_tqdm, show_tqdm_bar
from embedstudy.wording import printable

# Between two states of a bar in a notebook, which each go to a browser.
_NOTEBOOK_SECONDS = 0.3

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


class Advance(Protocol):
    """Move a bar: to `done` units in all, now showing `doing`."""

    def __call__(self, done: float, doing: str = "") -> None:
        """Show it."""


def write_line(line: str) -> None:
    """Write a line to stderr, with control characters shown and not obeyed.

    Go on without it where nobody can read it any more.
    """
    if sys.stderr is not None:  # closed by whoever started this: print would take stdout
        _STEPS.clear_line()
        _LenientStream(sys.stderr).write(f"{printable(line)}\n")


class _LenientStream:
    """A stream for lines that nobody has to read: a failure to write is no error.

    The terminal may be gone, or the reader of a pipe, or the stream may be closed. Neither the
    work nor the thread that draws a bar should end for that.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, and flush it."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()
        return len(text)

    def isatty(self) -> bool:
        """Return whether it is a terminal; a closed stream is none."""
        with contextlib.suppress(OSError, ValueError):
            return bool(self._stream.isatty())
        return False

    def flush(self) -> None:
        """Do nothing: each text is flushed when it is written."""


class _Steps:
    """The steps that are under way, the innermost last; a thread shows it with its seconds."""

    def __init__(self) -> None:
        self._titles: list[tuple[str, float]] = []
        self._lock, self._pauses = RLock(), 0
        self._is_shown = self._is_ticking = False

    def clear_line(self) -> None:
        """Remove the line of a step, so that another can be written there."""
        with self._lock:
            if self._is_shown:
                _LenientStream(sys.stderr).write(_CLEAR_LINE)
                self._is_shown = False

    @contextlib.contextmanager
    def run(self, title: str) -> Iterator[None]:
        """Show a step while a block runs."""
        with self._lock:
            self._titles.append((title, monotonic()))
            if not self._is_ticking:
                self._is_ticking = True
                Thread(target=self._tick, daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._titles.pop()
                self.clear_line()

    @contextlib.contextmanager
    def pause(self) -> Iterator[None]:
        """Leave the terminal to a bar."""
        with self._lock:
            self._pauses += 1
            self.clear_line()
        try:
            yield
        finally:
            with self._lock:
                self._pauses -= 1

    def _tick(self) -> None:
        while True:
            sleep(_STEP_SECONDS)
            with self._lock:
                if not self._titles:
                    self._is_ticking = False
                    return
                title, since = self._titles[-1]
                seconds = monotonic() - since
                if not self._pauses and seconds >= _STEP_SECONDS:
                    room = shutil.get_terminal_size().columns - len(" ... 1000 s") - 1
                    line = f"{_CLEAR_LINE}{printable(title)[:room]} ... {seconds:.0f} s"
                    _LenientStream(sys.stderr).write(line)
                    self._is_shown = True


_CLEAR_LINE = "\r\x1b[2K"
# Between two looks at the clock. A step that takes less is not shown.
_STEP_SECONDS = 0.25
_STEPS = _Steps()


@contextlib.contextmanager
def show_step(title: str, *, show: bool, plain: bool = True) -> Iterator[None]:
    """Show what is being done, and for how long; a plain line where stderr is no terminal.

    The line is gone when the block ends. Bars within the block take its place. Without `plain`
    only a terminal shows it.
    """
    stream = None if sys.stderr is None else _LenientStream(sys.stderr)
    with contextlib.ExitStack() as stack:
        stack.enter_context(name_work(title))
        if show and stream is not None:
            is_terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
            shown = _STEPS.run(title) if is_terminal else announce_if_slow(title, show=plain)
            stack.enter_context(shown)
        yield


def _make_stderr_console() -> "Console":
    """Return a console that writes to stderr as long as it can."""
    from rich.console import Console

    # While a bar is shown, Rich puts a stand-in there, which would write above that bar.
    stream = getattr(sys.stderr, "rich_proxied_file", sys.stderr)
    if stream is None:
        return Console(stderr=True)
    return Console(file=cast("IO[str]", _LenientStream(stream)))


def _ignore(*_: object, **__: object) -> None:
    pass


@contextlib.contextmanager
def progress_bar(
    title: str, total: float | None, *, show: bool, in_bytes: bool = False, done: int = 0
) -> Iterator[Advance]:
    """Show a bar with the time left, in a notebook too; else one plain line.

    Parameters
    ----------
    title : str
        Name of the work.
    total : float or None
        The number of units at the end, where that is known.
    show : bool
        Show nothing if false.
    in_bytes : bool
        Whether the units are bytes, shown with their rate.
    done : int
        The units that were there before; the rate does not count them.
    """
    if not show:
        yield _ignore
        return
    from rich import progress as rp
    from rich.markup import escape

    console, tqdm = _make_stderr_console(), find_tqdm()
    if tqdm is not None:
        with show_tqdm_bar(tqdm, printable(title), total, in_bytes=in_bytes, done=done) as advance:
            yield advance
        return
    if not console.is_terminal:
        write_line(f"{title} ...")
        yield _ignore
        return
    units = (
        (rp.DownloadColumn(), rp.TransferSpeedColumn()) if in_bytes else (rp.MofNCompleteColumn(),)
    )
    with (
        _STEPS.pause(),
        rp.Progress(
            rp.TextColumn("{task.description}"),
            rp.BarColumn(bar_width=30),
            *units,
            rp.TimeRemainingColumn(),
            rp.TextColumn("[dim]{task.fields[doing]}"),
            console=console,
            transient=not in_bytes,
            redirect_stdout=False,  # it holds results alone
        ) as progress,
    ):
        task = progress.add_task(escape(printable(title)), total=total, completed=done, doing="")

        def show_state(done: float, doing: str = "") -> None:
            progress.update(task, completed=done, doing=escape(printable(doing)))

        yield show_state


@dataclass(frozen=True)
class Standing:
    """The state of work whose parts run at the same time.

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


@contextlib.contextmanager
def show_board(
    title: str, read: Callable[[], Standing], *, show: bool, console: "Console | None" = None
) -> Iterator[Callable[[str], None]]:
    """Show a bar with the time left and a line for each running part.

    Parameters
    ----------
    title : str
    read : callable
        Asked a few times a second, from another thread; nobody has to tell what changes.
    show : bool
        Show nothing if false.
    console : Console, optional
        The one of stderr by default.

    Yields
    ------
    callable
        Says a plain line where stderr is no terminal, and nothing where the bar is seen.
    """
    if not show:
        yield _ignore
        return
    from rich.live import Live

    if console is None and (tqdm := find_tqdm()) is not None:
        at = read()
        with (
            show_tqdm_bar(
                tqdm, printable(title), at.total, in_bytes=False, done=at.done
            ) as advance,
            poll_progress(lambda: read().done, advance, _NOTEBOOK_SECONDS),
        ):
            yield _ignore
        return
    given, console = console is not None, console or _make_stderr_console()
    stream = _LenientStream(console.file)
    # FORCE_COLOR makes Rich take a file for a terminal.
    if not console.is_interactive or not (given or stream.isatty()):

        def say(line: str) -> None:
            stream.write(f"{printable(line)}\n")

        yield say
        return
    with (
        _STEPS.pause(),
        Live(
            # Room for the bar, the line below all others, and a spare one.
            get_renderable=lambda: _draw_board(title, read(), max(1, console.height - 3)),
            console=console,
            transient=True,
            refresh_per_second=8,
            redirect_stdout=False,  # it may be a file, and holds results alone
        ),
    ):
        yield _ignore


def _draw_board(title: str, at: Standing, room: int) -> "RenderableType":
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    bar, rows = Table.grid(padding=(0, 1)), Table.grid(padding=(0, 2))
    left = "" if at.seconds_left is None else f"{format_duration(at.seconds_left)} left"
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


def format_duration(seconds: float) -> str:
    """Format a time in its two largest units.

    Examples
    --------
    >>> format_duration(8.2), format_duration(200), format_duration(7500), format_duration(200_000)
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
def poll_progress(
    read: Callable[[], float], advance: Advance, seconds: float = 0.1
) -> Iterator[None]:
    """Move a bar from another thread while a block waits for something it cannot watch.

    A reading may fail because files vanish or the terminal is gone. It is skipped, since the next
    one may succeed; only the block itself raises errors.
    """
    with repeat_meanwhile(lambda: advance(read()), seconds):
        yield


@contextlib.contextmanager
def repeat_meanwhile(work: Callable[[], object], seconds: float) -> Iterator[None]:
    """Call a function again and again from another thread, while a block runs.

    An OSError or a ValueError of a call is passed over.
    """
    from threading import Event

    stop = Event()

    def repeat() -> None:
        while not stop.wait(seconds):
            with contextlib.suppress(OSError, ValueError):
                work()

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def announce_if_slow(what: str, *, show: bool, seconds: float = 0.8) -> Iterator[None]:
    """Print one line on stderr if the block takes longer than a moment."""
    from threading import Timer

    if not show:
        yield
        return
    timer = Timer(seconds, lambda: write_line(f"{what} ..."))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # a line that has begun ends within the block
