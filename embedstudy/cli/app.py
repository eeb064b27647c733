"""The commands, and what becomes of an error."""

import io
import os
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import embedstudy
from embedstudy.cli import (
    compare,
    datasets,
    export,
    initializers,
    neighbors,
    predict,
    report,
    show,
    structure,
    test,
    train,
    vectors,
)
from embedstudy.errors import BAD_INPUT, FAILED, INTERRUPTED, OK, EmbedstudyError, EmbedstudyWarning
from embedstudy.wording import printable

USAGE_ERROR: Any = typer.BadParameter.__base__  # Typer names it nowhere else in public


class Commands(TyperGroup):
    """Commands whose errors are one line on stderr and an exit status, never a traceback."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command line and exit with its status."""
        try:
            status = super().main(*arguments, **{**options, "standalone_mode": False})
        except USAGE_ERROR as error:
            if not error.format_message() or "\n" in error.format_message():
                error.show()  # help, since nothing was asked
            else:
                _say("error", f"{error.format_message().rstrip('.')} (see --help)")
            sys.exit(BAD_INPUT)
        except (KeyboardInterrupt, typer.Abort):
            sys.exit(INTERRUPTED)
        sys.exit(status if isinstance(status, int) else OK)

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        if sys.stdout is None:  # closed by whoever started this
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal that is not UTF-8
                stream.reconfigure(errors="replace")
        warnings.showwarning = _show_warning
        warnings.simplefilter("always", EmbedstudyWarning)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except EmbedstudyError as error:
            raise _ended(str(error), error.exit_status) from None
        except KeyboardInterrupt as stop:
            raise _ended(str(stop) or "by Ctrl-C", INTERRUPTED) from None
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
    line = printable(f"{kind}: {message}")
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
app.command("show")(show.show)
app.command("report")(report.report)
app.command("neighbors")(neighbors.neighbors)
app.command("export")(export.export)
app.command("structure")(structure.structure)
app.command("train")(train.train)
app.command("predict")(predict.predict)
app.command("test")(test.evaluate)
app.command("initializers")(initializers.initializers)
app.add_typer(datasets.app, name="datasets")
app.add_typer(vectors.app, name="vectors")
