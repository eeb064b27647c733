"""Limits on the files that data sets, texts and vectors are read from."""

from typing import Annotated

from embedstudy.limits import MAX_BYTES
from embedstudy.options.declaration import Count, Flag, option_group


@option_group("Limits")
class LimitOptions:
    """How much a file may unpack to."""

    max_bytes: Annotated[Count, Flag(metavar="N", rare=True)] = MAX_BYTES
    """Let a packed file unpack to N bytes even if they are over 200 times its size."""
