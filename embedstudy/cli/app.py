"""The commands, and what becomes of an error."""

import os
import sys
import warnings
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import embedstudy
from embedstudy.cli import compare, neighbors, vectors
from embedstudy.errors import FAILED, INTERRUPTED, EmbedstudyError, EmbedstudyWarning


class Commands(TyperGroup):
    """Commands whose errors are one line on stderr and an exit status, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        warnings.showwarning = _show_warning
        warnings.simplefilter("always", EmbedstudyWarning)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except EmbedstudyError as error:
            raise _ended(str(error), error.exit_status) from None
        except KeyboardInterrupt as stop:
            raise _ended(str(stop) or "stopped", INTERRUPTED) from None
        except BrokenPipeError:  # the reader of a pipe has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(FAILED) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise _ended(f"{where}{error.strerror or error}", FAILED) from None
        return result


def _ended(message: str, status: int) -> typer.Exit:
    _say("error" if status != INTERRUPTED else "stopped", message)
    return typer.Exit(status)


def _say(kind: str, message: str) -> None:
    # One line whatever the message holds, with control characters shown and not obeyed.
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in f"{kind}: {message}")
    print(line.encode(errors="backslashreplace").decode(), file=sys.stderr)  # noqa: T201


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    _say("warning", str(message))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"embedstudy {embedstudy.__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich"
)


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Ask of a text-classification task: do I need pretrained vectors, and what was learned?"""


app.command("compare")(compare.compare)
app.command("neighbors")(neighbors.neighbors)
app.add_typer(vectors.app, name="vectors")
