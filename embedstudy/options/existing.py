"""Treatment of a study that exists, on the command line."""

from typing import Annotated

from embedstudy.options.declaration import Flag, option_group


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
