"""The console of results: stdout, whose reader may leave before the end."""

from rich.console import Console


class ResultConsole(Console):
    """Prints on stdout; where its reader is gone, that is an error like any other."""

    def on_broken_pipe(self) -> None:
        """Raise the error that is being handled, where Rich would end the process."""
        raise
