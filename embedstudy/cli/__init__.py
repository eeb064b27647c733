"""The command line: parses, calls one function, prints; it decides nothing."""

import sys
from collections.abc import Sequence

from embedstudy.errors import INTERRUPTED


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.
    """
    try:
        if arguments is None:  # the process is ours
            from embedstudy.isolation import leave_working_directory

            leave_working_directory()
        from embedstudy.cli import app
    except KeyboardInterrupt:  # Ctrl-C in the first tenths of a second
        sys.stderr.write("stopped: by Ctrl-C\n")
        sys.exit(INTERRUPTED)
    app.main(arguments)
