"""What a study of initializers compares."""

from typing import Annotated

from embedstudy.options.bounds import Count
from embedstudy.options.declaration import Flag, option_group
from embedstudy.options.model import INITIALIZERS


@option_group("What to compare")
class InitializerStudyOptions:
    """What a study of initializers compares."""

    initializers: Annotated[
        tuple[str, ...],
        INITIALIZERS,
        Flag(names=("--initializer",), default="all"),
    ] = ()
    """Initializers to compare."""
    seeds: Annotated[Count, Flag(metavar="N")] = 3
    """Networks from each initializer."""
    epochs: Annotated[Count, Flag(metavar="N")] = 10
    """Passes over the training part."""


@option_group("Output")
class InitializerOutputOptions:
    """Where the report of a study of initializers goes."""

    out: Annotated[str | None, Flag(metavar="DIR", default="runs/initializers-DATASET")] = None
    """The directory of the report and its numbers. A report of an earlier call is replaced."""
    open_page: Annotated[bool, Flag(names=("--open",))] = False
    """Open the report in a browser."""
