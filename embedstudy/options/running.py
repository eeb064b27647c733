"""Options of running: the place, the cores and the output of a command."""

from typing import Annotated

from embedstudy.options.bounds import Count
from embedstudy.options.declaration import Choices, Flag, option_group

IF_EXISTS = ("fail", "resume", "extend", "replace")


@option_group("Running")
class RunningOptions:
    """Options of running a study: backend, cores and directory. Results do not depend on these."""

    out: Annotated[str | None, Flag(metavar="DIR", default="runs/DATASET")] = None
    """Study directory."""
    if_exists: Annotated[str, Choices("if_exists", IF_EXISTS)] = "fail"
    """Action if the study exists."""
    jobs: Annotated[Count | None, Flag(metavar="N", default="one a core")] = None
    """Threads that train."""
    backend: Annotated[str, Choices("backend", ("threads", "dask"))] = "threads"
    """Backend that trains the models."""
    scheduler: Annotated[str | None, Flag(metavar="ADDRESS")] = None
    """Dask scheduler, e.g. tcp://localhost:8786."""


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
