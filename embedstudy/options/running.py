"""Options of running: the folders, the cores and the output of a command."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from embedstudy.errors import InputError
from embedstudy.options.declaration import Choices, Count, Flag, Positive, option_group

IF_EXISTS = ("fail", "resume", "extend", "replace")


def choose_if_exists(flags: Mapping[str, str | None]) -> str | None:
    """Return the value of ``if_exists`` that was given, or that a shorthand stands for.

    Parameters
    ----------
    flags : mapping of str to str or None
        The value of each flag; None if it was not given.

    Raises
    ------
    InputError
        If several were given.
    """
    given = {flag: value for flag, value in flags.items() if value is not None}
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} exclude each other: give one of them")
    return next(iter(given.values()), None)


@option_group("Running")
class RunningOptions:
    """Options of running a study: backend, cores and directory. Results do not depend on these."""

    out: Annotated[str | None, Flag(metavar="DIR", default="runs/DATASET")] = None
    """Study directory."""
    if_exists: Annotated[str, Choices("if_exists", IF_EXISTS)] = "fail"
    """Action if the study exists."""
    jobs: Annotated[Count | None, Flag(metavar="N", default="one a core")] = None
    """Threads that train."""
    backend: Annotated[str, Choices("backend", ("threads", "dask")), Flag(rare=True)] = "threads"
    """Backend that trains the models."""
    scheduler: Annotated[str | None, Flag(metavar="ADDRESS")] = None
    """Dask scheduler, e.g. tcp://localhost:8786."""
    worker_timeout: Annotated[Positive, Flag(metavar="SECONDS", rare=True)] = 60.0
    """Stop when the Dask scheduler or a worker is silent for so long."""
    check_resources: Annotated[
        bool, Flag(names=("--check-resources", "--no-check-resources"), rare=True)
    ] = True
    """Refuse a study that the free memory or the free disk cannot hold."""


@option_group("Running")
class ExistingStudyOptions:
    """Shorthands of ``if_exists``, on the command line."""

    resume: bool = False
    """Finish the study in --out (--if-exists resume)."""
    add: Annotated[tuple[str, ...], Flag(metavar="KEY=VALUE")] = ()
    """Extend the study in --out, e.g. by seeds=10 or strategies=zeros,multichannel, and train
    only what is missing."""
    force: bool = False
    """Replace the study in --out (--if-exists replace)."""


@option_group("Output")
class OutputOptions:
    """The output of a command."""

    json: bool = False
    """Print one JSON document on stdout."""
    quiet: Annotated[bool, Flag(names=("--quiet", "-q"))] = False
    """Show no progress on stderr."""


@option_group("Output")
class CompletionOptions:
    """Use of the script."""

    install: bool = False
    """Write the script where the shell finds it, and load it in ~/.bashrc or ~/.zshrc."""


@option_group("Data home")
class HomeOptions:
    """The folder of downloads."""

    home: Annotated[str | None, Flag(metavar="DIR", default="EMBEDSTUDY_HOME")] = None
    """The folder of downloads."""

    @property
    def path(self) -> Path | None:
        """The folder, if one is named."""
        return Path(self.home) if self.home is not None else None
