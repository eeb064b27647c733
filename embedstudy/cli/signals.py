"""Ctrl-C and SIGTERM on the command line: one line and an exit status, whenever they come.

This module is imported before all others and imports what is built into Python. In the time before
its handlers are installed, Ctrl-C is a traceback of Python's.
"""

import _thread
import atexit
import os
import sys
import time

TYPE_CHECKING = False  # `typing` takes five milliseconds
if TYPE_CHECKING:
    import signal
    from types import FrameType
    from typing import Any, NoReturn
else:  # built in, so that no file of the working directory can stand in for it
    import _signal as signal

# What stops a command, and what the line on stderr calls it. Windows has no SIGHUP.
SIGNALS = {
    int(getattr(signal, name)): shown
    for name, shown in {"SIGINT": "Ctrl-C", "SIGTERM": "SIGTERM", "SIGHUP": "SIGHUP"}.items()
    if hasattr(signal, name)
}
# Seconds from a signal until the process is ended without waiting for what it does; and from then
# until it is ended without its line. Together they are below two, also on a busy machine.
GRACE, LAST = 0.8, 0.4
_SHOW_CURSOR = "\r\x1b[2K\x1b[?25h"


class StopSignals:
    """The signals that stop this process, and its end.

    The first signal raises a KeyboardInterrupt in the main thread. That may take too long where a
    library does not return to Python, and it may be lost where a library catches it. So a thread
    sees each signal too, and ends the process after `GRACE` seconds, or at the second signal.

    A signal that a parent process set to be ignored stays ignored.
    """

    # `embedstudy.interrupts.CtrlC` may call it later than the signal comes.
    may_be_held_back = True

    def __init__(self) -> None:
        self._number = 0
        self._is_at_work = self._is_watched = self._is_left_to_watch = False
        self._is_line_written = False
        self._status = 0
        self._stderr = 2
        self._ending = _thread.allocate_lock()  # taken by the thread that ends the process
        self._writing = _thread.allocate_lock()

    def install(self) -> None:
        """Handle signals from now on; until `start_work`, one ends the process at once."""
        for number in SIGNALS:
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, self)
        if os.name == "posix":  # elsewhere, only a socket is told of signals
            reading, writing = os.pipe()
            os.set_blocking(writing, False)
            signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
            self._is_watched = _start_thread(self._watch, reading)

    def start_work(self) -> None:
        """Raise KeyboardInterrupt on a signal from now on, so that work can be undone."""
        self._is_at_work = True

    def __call__(self, number: int, frame: "FrameType | None") -> None:  # noqa: ARG002
        """Handle a signal.

        Raises
        ------
        KeyboardInterrupt
            At the first signal. The second one ends the process.
        """
        if self._is_left_to_watch:
            return
        if self._number or not self._is_at_work:
            self._end_at_once(number)
        self._number = number
        self._silence()
        raise KeyboardInterrupt

    def end(self, status: int, text: str = "") -> "NoReturn":
        """End the process, after it has run its exit functions.

        Until then a signal still stops it, unless `text` has told its end.

        Parameters
        ----------
        status : int
            The exit status.
        text : str
            Lines for stderr.

        Raises
        ------
        KeyboardInterrupt
            If there was a signal.
        """
        self._leave_to_watch()
        if self._number:  # and something has caught it
            raise KeyboardInterrupt
        self._status = status
        if text:
            self._write(text)
        _flush_stdout()
        atexit._run_exitfuncs()
        self._take_end()
        os._exit(status)

    def end_stopped(self, progress: str = "") -> "NoReturn":
        """End the process after a KeyboardInterrupt.

        Parameters
        ----------
        progress : str
            What the command leaves behind, and how to go on.
        """
        self._number = self._number or signal.SIGINT
        self._leave_to_watch()
        self._take_end()
        self._write(_describe_stop(self._number, progress))
        self._silence()
        _flush_stdout()
        atexit._run_exitfuncs()
        _call_loaded("embedstudy.storage.temporaries", "remove_open_temporaries")
        os._exit(128 + self._number)

    def _watch(self, pipe: int) -> None:
        is_first = True
        while True:
            number = os.read(pipe, 1)[0]
            if number not in SIGNALS:
                continue
            is_new = self._is_left_to_watch and not self._number  # the main thread passed it over
            if is_new or not is_first:
                self._end_at_once(number)
            is_first = False
            _start_thread(self._end_late, number)

    def _end_late(self, number: int) -> None:
        time.sleep(GRACE)
        self._end_at_once(number)

    def _end_at_once(self, number: int) -> "NoReturn":
        """End the process from any thread, whatever the others do."""
        status = 128 + (self._number or number)
        _start_thread(_exit_late, status)  # should one of the next calls hang
        self._take_end()
        self._writing.acquire(timeout=LAST / 2)  # another thread may just be writing
        if self._is_line_written:
            os._exit(status if self._number else self._status)  # or an error is told
        progress = _call_loaded("embedstudy.interrupts", "describe_stopped_work")
        _call_loaded("embedstudy.isolation", "kill_programs")
        _call_loaded("embedstudy.storage.temporaries", "remove_open_temporaries")
        text = _describe_stop(self._number or number, progress or "")
        self._write_text(f"{_SHOW_CURSOR}{text}" if self._is_at_terminal() else text)
        os._exit(status)

    def _take_end(self) -> None:
        """Wait forever if another thread is ending the process."""
        if not self._ending.acquire(blocking=False):
            while True:
                time.sleep(60)

    def _leave_to_watch(self) -> None:
        """Leave further signals to the thread that watches, so that none interrupts the end.

        Raises
        ------
        KeyboardInterrupt
            For a signal that came just before.
        """
        if self._is_watched and hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
            self._is_left_to_watch = True

    def _silence(self) -> None:
        """Keep off stderr what libraries write while they are stopped.

        A terminal stays open for those who draw on it, and restore it.
        """
        sys.unraisablehook = _ignore
        for module, name in (("threading", "excepthook"), ("warnings", "showwarning")):
            if module in sys.modules:
                setattr(sys.modules[module], name, _ignore)
        if (
            sys.stderr is None
            or self._stderr != 2
            or (self._is_at_terminal() and not self._is_line_written)
        ):
            return
        try:
            stderr = os.dup(2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            self._stderr = stderr
        except OSError:  # no descriptor is left
            pass

    def _is_at_terminal(self) -> bool:
        return os.isatty(self._stderr) and os.environ.get("TERM") != "dumb"

    def _write(self, text: str) -> None:
        self._writing.acquire()
        self._write_text(text)
        self._is_line_written = True
        self._writing.release()

    def _write_text(self, text: str) -> None:
        if sys.stderr is None:  # closed by whoever started this; a file may have its number
            return
        try:  # noqa: SIM105 - `contextlib` takes a millisecond
            os.write(self._stderr, f"{text}\n".encode(errors="backslashreplace"))
        except OSError:  # nobody reads it
            pass


def _describe_stop(number: int, progress: str) -> str:
    return ", ".join([f"stopped: by {SIGNALS[number]}", *([progress] if progress else [])])


def _call_loaded(module: str, function: str) -> "Any":
    """Call a function of a module, if that is imported; there is no time to import it."""
    try:
        if module in sys.modules:
            return getattr(sys.modules[module], function)()
    except Exception:  # noqa: S110 - nothing may keep the process from its end
        pass
    return None


def _start_thread(function: "Any", *arguments: object) -> bool:
    """Start a thread; return whether there is memory for one."""
    try:
        _thread.start_new_thread(function, arguments)
    except RuntimeError:
        return False
    return True


def _exit_late(status: int) -> None:
    time.sleep(LAST)
    os._exit(status)


def _flush_stdout() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):  # nobody reads it
        pass


def _ignore(*_: object, **__: object) -> None:
    pass
