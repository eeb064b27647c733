"""What is tuned on dev, and how."""

from typing import Annotated, Literal

from embedstudy.options.bounds import Count, Positive, Share
from embedstudy.options.declaration import Flag, option_group


@option_group("Tuning")
class TuningOptions:
    """What is tuned on dev, the same for every strategy."""

    learning_rate: Annotated[
        Positive | Literal["auto"], Flag(names=("--learning-rate", "--lr"), metavar="RATE|auto")
    ] = "auto"
    """Learning rate before its schedule; auto: tuned on dev."""
    tune: Annotated[str, Flag(metavar="HOW")] = "grid"
    """Values to try: grid (all), random:N or none."""
    tune_dropout: Annotated[tuple[Share, ...], Flag(metavar="X,X", joined=True)] = ()
    """Values of dropout to tune over, e.g. 0,0.3,0.5."""
    tune_epochs: Annotated[tuple[Count, ...], Flag(metavar="N,N", joined=True)] = ()
    """Numbers of epochs to tune over, e.g. 5,10,20."""
