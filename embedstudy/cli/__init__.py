"""The command line: parses, calls one function, prints; it decides nothing."""

import os
import sys

from embedstudy.cli.signals import StopSignals

TYPE_CHECKING = False  # no time is lost before signals are handled
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(arguments: "Sequence[str] | None" = None) -> "NoReturn":
    """Run the command line and exit with its status.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process. Its signals are handled then, and it ends here. With
        arguments, the exit is a SystemExit, and handlers of signals stay as they are.
    """
    if arguments is None:
        _run_process()
    from embedstudy.cli import app

    app.main(arguments)


def _run_process() -> "NoReturn":
    _leave_ascii()
    stop_signals = StopSignals()
    stop_signals.install()
    from embedstudy.isolation import leave_working_directory

    leave_working_directory()
    from embedstudy.cli import app

    try:
        stop_signals.start_work()
        try:
            status, text = app.run(sys.argv[1:])
        except Exception:
            import traceback

            from embedstudy.wording import escape_controls

            status, text = 1, escape_controls(traceback.format_exc().rstrip(), keep="\n")
        stop_signals.end(status, text)
    except KeyboardInterrupt as stop:
        stop_signals.end_stopped(app.describe_progress(stop))


def _leave_ascii() -> None:
    """Start this process again in Python's UTF-8 mode, where the locale knows ASCII alone.

    Python does so by itself, unless PYTHONUTF8=0. In such a locale, a name from a study or a file
    with another letter could not be opened, and a text of the command line would be another.
    """
    if sys.getfilesystemencoding() != "ascii" or not sys.executable:
        return
    os.environ["PYTHONUTF8"] = "1"  # for processes that this one starts
    try:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    except OSError:
        return
