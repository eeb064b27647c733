"""The table of commands, and the end of the process: status, errors and warnings."""

import atexit
import gc
import io
import os
import select
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, NoReturn

from cyclopts import App, CycloptsError

from embedstudy.cli.address_space import check_address_space
from embedstudy.cli.misuse import describe_misuse
from embedstudy.errors import (
    BAD_INPUT,
    CLOSED_PIPE,
    FAILED,
    INTERRUPTED,
    OK,
    EmbedstudyError,
    EmbedstudyWarning,
)
from embedstudy.memory import is_address_space_spent, save_address_space
from embedstudy.memory_errors import describe_memory_error, is_memory_error
from embedstudy.progress import write_line
from embedstudy.version import __version__
from embedstudy.wording import printable

# By panel of the help. The first line of a command's docstring says the same.
COMMANDS = {
    "Studies": {
        "compare": "Train random, frozen and fine-tuned embeddings on a data set and compare them.",
        "show": "Show how a study stands, finished or not, and its results so far.",
        "report": "Draw the report of a study again: one page, report.html in its directory.",
        "neighbors": "Show the nearest neighbours of words in every space of a study.",
        "forecast": "Forecast the accuracy of a study with more training texts.",
        "structure": "Measure what the embeddings of a study learned.",
        "export": "Write a space of a study for programs, its tables and figures, or a film.",
    },
    "Single models": {
        "train": "Train one model on a data set, and save it for `predict` and `test`.",
        "predict": "Predict the label of each text, and its probability.",
        "test": "Test a model on the test part of a data set.",
    },
    "Data and vectors": {
        "datasets": "List, describe and download data sets.",
        "vectors": "List, describe, download, train and evaluate word vectors.",
    },
    "More": {
        "initializers": "Show why weights start at random, and how small they must be.",
        "cite": "Print how to cite embedstudy, and what a study uses, as BibTeX.",
        "completion": "Print or install the script that completes this command line on Tab.",
    },
}
DATASETS_COMMANDS = {
    "list": "List the data sets that are built in, and which of them are on disk.",
    "info": "Describe a data set: classes, lengths, words, and texts that occur again.",
    "download": "Fetch data sets into the data home.",
}
VECTORS_COMMANDS = {
    "list": "List the vectors that are known by name, and which of them are on disk.",
    "info": "Describe vectors: their size, licence and sources, and where they are.",
    "download": "Fetch vectors into the data home, and print where they are.",
    "convert": "Write vectors in another format.",
    "train": "Train word vectors on texts of your own, in word2vec's binary format.",
    "evaluate": "Score vectors on WordSim-353, SimLex-999 and the Google analogies.",
    "neighbors": "Show the words nearest to others in a table of vectors.",
}
PANELS: dict[tuple[str, ...], dict[str, dict[str, str]]] = {
    (): COMMANDS,
    ("datasets",): {"Commands": DATASETS_COMMANDS},
    ("vectors",): {"Commands": VECTORS_COMMANDS},
}
HELP_FLAGS = ("--help", "-h", "--help-all")


class _CommandLine(App):
    """An app with mended scripts for completion."""

    def generate_completion(self, *, shell: Any = None, **options: Any) -> str:
        from embedstudy.cli.completion import find_shell, mend_script

        shell = find_shell(shell or "")
        return mend_script(shell, super().generate_completion(shell=shell, **options))


def _make_app() -> App:
    title = (
        "Find out whether a text-classification task needs pretrained word vectors, and see what "
        "its embeddings learn."
    )
    root = _CommandLine(
        "embedstudy",
        title,
        help_flags=HELP_FLAGS,
        version_flags=(),
        suppress_keyboard_interrupt=False,
    )
    groups: dict[tuple[str, ...], App] = {(): root}
    for chain, panels in PANELS.items():
        group = groups[chain]
        for name, summary in (row for panel in panels.values() for row in panel.items()):
            below = (*chain, name)
            if below in PANELS:
                groups[below] = App(name, summary, help_flags=HELP_FLAGS, version_flags=())
                group.command(groups[below])
            else:  # imported when it is called
                function = "_".join(below)
                place = f"embedstudy.cli.commands.{function}:{function}"
                group.command(place, name=name, help=summary)
    completion = "embedstudy.cli.commands.completion"
    root.command(f"{completion}:show", name="--show-completion", show=False)
    root.command(f"{completion}:install", name="--install-completion", show=False)
    return root


app = _make_app()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and raise SystemExit with its status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.
    """
    # Looking for garbage once more took 3 s after a study.
    atexit.register(gc.freeze)
    try:
        status, text = run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt as stop:
        text = ", ".join(["stopped: by Ctrl-C", *filter(None, [describe_progress(stop)])])
        status = INTERRUPTED
    if text:
        write_line(text)
    _drop_unread_messages()
    sys.exit(status)


def run(words: list[str]) -> tuple[int, str]:
    """Run a command.

    Parameters
    ----------
    words : list of str
        The command and its arguments.

    Returns
    -------
    (int, str)
        The exit status, and the line that says on stderr why it is not 0, if there is one.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C.
    """
    with _prepare_streams():
        try:
            status = _answer(words)
            sys.stdout.flush()
        except CycloptsError as error:
            return BAD_INPUT, _format("error", f"{describe_misuse(error)} (see --help)")
        except EmbedstudyError as error:
            return error.exit_status, _format("error", str(error))
        except UnicodeEncodeError as error:
            if error.encoding.startswith("utf"):
                raise
            cause = f"{error.object[:200]}: is no name in the encoding {error.encoding}"
            return BAD_INPUT, _format("error", f"{cause} of this system (set PYTHONUTF8=1)")
        except Exception as error:
            if is_memory_error(error) or is_address_space_spent():
                error.with_traceback(None)  # it holds the frames, and they the memory
                return FAILED, _format("error", describe_memory_error(error))
            if not isinstance(error, OSError):
                raise
            if isinstance(error, BrokenPipeError) and _drop_unread_results():
                return CLOSED_PIPE, ""
            place = f"{error.filename}: " if error.filename else ""
            return FAILED, _format("error", f"{place}{error.strerror or error}")
    return status, ""


def describe_progress(stop: KeyboardInterrupt) -> str:
    """Return what a command that was stopped leaves behind, if it says so."""
    return _escape(str(stop))


def _answer(words: list[str]) -> int:
    before_values = words[: words.index("--")] if "--" in words else words
    if before_values == ["--version"]:
        print(f"embedstudy {__version__}")  # noqa: T201
        return OK
    help_flags = [word for word in before_values if word in HELP_FLAGS]
    others = [word for word in before_values if word not in HELP_FLAGS]
    chain, apps, values = app.parse_commands(others)
    command: Any = apps[-1].default_command
    if command is not None and help_flags:
        from embedstudy.cli.help import print_command_help

        print_command_help(chain, command, with_rare="--help-all" in help_flags)
        return OK
    if command is None and not values:  # a group of commands, or no command at all
        from embedstudy.cli.help import print_group_help

        with redirect_stdout(sys.stdout if help_flags else sys.stderr):
            print_group_help(chain, str(apps[-1].help), PANELS[chain])
        return OK if help_flags else BAD_INPUT
    save_address_space()
    check_address_space(" ".join(chain))
    from embedstudy.storage import sweep_home

    sweep_home()
    status: int | None = app(
        others if command is None else command.join_values(words),
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
    )
    return OK if status is None else status


@contextmanager
def _prepare_streams() -> Iterator[None]:
    """Make stdout and stderr such that no text breaks them, and warnings one line each."""
    if sys.stdout is None:  # closed by whoever started this
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that is not UTF-8
            stream.reconfigure(errors="replace")
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: _warn(str(message))
        warnings.simplefilter("always", EmbedstudyWarning)
        yield


def _drop_unread_results() -> bool:
    """Empty stdout if its reader is gone; return whether it is, and not that of another pipe."""
    descriptor = sys.stdout.fileno()
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(descriptor, 0)  # errors are told unasked
        if not poll.poll(0):
            return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    return True


def _drop_unread_messages() -> None:
    """Empty stderr where its reader is gone.

    Python writes at exit the rest that a failed write leaves in the buffer, and ends with status
    120 when that fails too.
    """
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _warn(message: str) -> None:
    write_line(_format("warning", message))


def _format(kind: str, message: str) -> str:
    return _escape(f"{kind}: {message}")


def _escape(text: str) -> str:
    return printable(text).encode(errors="backslashreplace").decode()
