"""The command line: parses, calls one function, prints; it decides nothing."""

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
