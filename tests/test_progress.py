"""What takes long is said; what does not is not. Nobody has to be there to read it."""

import errno
import io
import sys
import threading

import pytest

from embedstudy.progress import (
    Standing,
    announce_if_slow,
    poll_progress,
    progress_bar,
    show_board,
    show_step,
    write_line,
)

LONG = 120  # seconds; only a test that hangs waits for so long


class GoneStream(io.StringIO):
    """A stream that nobody reads any more; it notes how often something was written to it."""

    def __init__(self, error: Exception, *, terminal: bool = False) -> None:
        super().__init__()
        self.error, self.terminal = error, terminal
        self.tries = threading.Semaphore(0)

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> int:
        self.tries.release()
        raise self.error

    def wait_for_tries(self, count: int) -> None:
        for _ in range(count):
            assert self.tries.acquire(timeout=LONG)


ERRORS = [BrokenPipeError(errno.EPIPE, "Broken pipe"), OSError(errno.EIO, "Input/output error"),
          ValueError("I/O operation on closed file")]  # fmt: skip


@pytest.fixture(params=ERRORS, ids=lambda error: type(error).__name__)
def gone(request) -> GoneStream:
    return GoneStream(request.param)


@pytest.fixture
def gone_terminal(gone, monkeypatch) -> GoneStream:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    gone.terminal = True
    return gone


class InterruptedStream(io.StringIO):
    """A stream that tells when a line was written."""

    def __init__(self) -> None:
        super().__init__()
        self.line = threading.Event()

    def write(self, text: str) -> int:
        length = super().write(text)
        self.line.set()
        return length


def test_only_what_is_slow_is_told(monkeypatch):
    stream = InterruptedStream()
    monkeypatch.setattr(sys, "stderr", stream)
    with announce_if_slow("compiling", show=True, seconds=0.01):
        assert stream.line.wait(LONG)
    with announce_if_slow("nothing", show=True, seconds=10 * LONG):
        pass
    with announce_if_slow("in silence", show=False, seconds=0):
        pass
    assert stream.getvalue() == "compiling ...\n"


def test_what_is_slow_ends_well_where_nobody_reads(gone, monkeypatch):
    monkeypatch.setattr(sys, "stderr", gone)
    with announce_if_slow("compiling", show=True, seconds=0):
        gone.wait_for_tries(1)


def test_lines_for_nobody_are_no_errors(gone, monkeypatch):
    monkeypatch.setattr(sys, "stderr", gone)
    write_line("lost")
    with progress_bar("downloading", 10, show=True) as advance:
        advance(3)
    with show_board("training", lambda: Standing(1, 2), show=True) as say:
        say("lost")
    gone.wait_for_tries(3)


def test_without_stderr_nothing_goes_to_stdout(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    write_line("lost")
    with progress_bar("downloading", 10, show=True) as advance:
        advance(3)
    with show_board("training", lambda: Standing(1, 2), show=True) as say:
        say("lost")
    assert capsys.readouterr().out == ""


def test_a_bar_outlives_its_terminal(gone_terminal, monkeypatch):
    monkeypatch.setattr(sys, "stderr", gone_terminal)
    with progress_bar("downloading", 10, show=True) as advance:
        advance(3)
        gone_terminal.wait_for_tries(4)  # by the thread that draws it, too
        advance(10)


def test_a_board_outlives_its_terminal(gone_terminal, monkeypatch):
    monkeypatch.setattr(sys, "stderr", gone_terminal)
    with show_board("training", lambda: Standing(1, 2), show=True) as say:
        gone_terminal.wait_for_tries(4)
        say("lost")


def test_stdout_stays_what_it_is_while_a_bar_is_shown(monkeypatch):
    stream = InterruptedStream()
    stream.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    before = sys.stdout
    with progress_bar("downloading", 10, show=True):
        assert sys.stdout is before
    assert "downloading" in stream.getvalue()


@pytest.mark.parametrize("error", [FileNotFoundError(2, "gone"), ValueError("closed file")])
def test_a_look_that_fails_does_not_end_the_polling(error):
    """As files and folders do vanish while pip works; a traceback of a thread is an error here."""
    looks, shown, moved = iter([error, 5.0, error, 7.0]), [], threading.Event()

    def look() -> float:
        value = next(looks, 7.0)
        if isinstance(value, Exception):
            raise value
        return value

    def advance(share: float, doing: str = "") -> None:
        shown.append(share)
        if share == 7:
            moved.set()

    with poll_progress(look, advance, seconds=0.001):
        assert moved.wait(LONG)
    assert shown[:2] == [5, 7]


def test_a_bar_that_cannot_be_moved_does_not_end_the_work(gone, monkeypatch):
    monkeypatch.setattr(sys, "stderr", gone)
    tried = threading.Event()

    def advance(share: float, doing: str = "") -> None:
        try:
            raise gone.error
        finally:
            tried.set()

    with poll_progress(lambda: 1.0, advance, seconds=0.001):
        assert tried.wait(LONG)


class Terminal(io.StringIO):
    """A terminal, which tells when it was written to."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        self.written.set()
        return count


def test_a_step_is_shown_with_its_seconds_and_gone_at_its_end(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with show_step("reading\nfilms", show=True):
        assert terminal.written.wait(LONG)
    shown, cleared = terminal.getvalue().rsplit("\r", 1)
    assert shown.startswith("\r\x1b[2Kreading\\nfilms ... ")
    assert shown.endswith(" s")
    assert cleared == "\x1b[2K"


def test_lines_and_bars_take_the_place_of_a_step(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with show_step("reading films", show=True):
        assert terminal.written.wait(LONG)
        write_line("read")
        assert terminal.getvalue().endswith("\r\x1b[2Kread\n")
        with progress_bar("fetching", 10, show=True) as advance:
            advance(3)
            before = terminal.getvalue().count("reading films")
        assert terminal.getvalue().count("reading films") == before


def test_a_step_for_terminals_alone_starts_no_clock_elsewhere(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(threading, "Timer", None)  # a call of it would fail
    with show_step("writing png", show=True, plain=False):
        pass
    assert sys.stderr.getvalue() == ""


def test_a_step_is_a_plain_line_elsewhere(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with show_step("in silence", show=False):
        pass
    with show_step("quick", show=True):
        pass
    assert stream.getvalue() == ""


def test_a_line_shows_control_characters_and_obeys_none(capsys):
    write_line("read a\x1b]0;b\x07\u202e.csv")
    assert capsys.readouterr().err == "read a\\x1b]0;b\\x07\\u202e.csv\n"
