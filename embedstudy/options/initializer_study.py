"""The options of a study of initializers."""

from typing import Annotated

from embedstudy.options.declaration import Count, Flag, option_group
from embedstudy.options.model import INITIALIZERS


@option_group("What to compare")
class InitializerStudyOptions:
    """The options of a study of initializers."""

    initializers: Annotated[
        tuple[str, ...], INITIALIZERS, Flag(names=("--initializer",), default="all")
    ] = ()
    """Initializers to compare."""
    seeds: Annotated[Count, Flag(metavar="N")] = 3
    """Networks from each initializer."""
    epochs: Annotated[Count, Flag(metavar="N")] = 10
    """Passes over the training part."""


@option_group("Output")
class InitializerOutputOptions:
    """The report of a study of initializers."""

    out: Annotated[str | None, Flag(metavar="DIR", default="runs/initializers-DATASET")] = None
    """The directory of the report and its numbers. A report of an earlier call is replaced."""
    open_page: Annotated[bool, Flag(names=("--open",))] = False
    """Open the report in a browser."""
