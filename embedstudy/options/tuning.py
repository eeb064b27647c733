"""Options of tuning on dev."""

import re
from typing import Annotated, Literal

from embedstudy.errors import InputError
from embedstudy.options.declaration import Count, Flag, Positive, Share, option_group
from embedstudy.validation import known_name

_METHODS = ("halving", "grid", "random:N", "none")


@option_group("Tuning")
class TuningOptions:
    """Options of tuning on dev, the same for every strategy."""

    learning_rate: Annotated[
        Positive | Literal["auto"], Flag(names=("--learning-rate", "--lr"), metavar="RATE|auto")
    ] = "auto"
    """Learning rate before its schedule; auto: tuned on dev."""
    tune: Annotated[str, Flag(metavar="HOW")] = "halving"
    """Rates and scales to try: halving (all for a few epochs, the best for all of them), grid (all,
    for all epochs), random:N or none."""
    tune_dropout: Annotated[tuple[Share, ...], Flag(metavar="X,X", joined=True)] = ()
    """Values of dropout to tune over, e.g. 0,0.3,0.5."""
    tune_epochs: Annotated[tuple[Count, ...], Flag(metavar="N,N", joined=True)] = ()
    """Numbers of epochs to tune over, e.g. 5,10,20."""

    def __post_init__(self) -> None:
        method, colon, trials = self.tune.partition(":")
        if method == "random" and not (re.fullmatch("[0-9]{1,9}", trials) and int(trials)):
            raise InputError(f"tune is {self.tune!r}; say how many trials, as in random:20")
        if method != "random" and (colon or method not in _METHODS):
            known_name("tuning", self.tune, _METHODS)
        if method == "none" and (self.tune_dropout or self.tune_epochs):
            raise InputError(
                "nothing is tuned with tune none, so give no dropout or epochs to tune"
            )
