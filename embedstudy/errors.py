"""Errors that a person can act on: one line each, with the exit status of the command line."""

OK, FAILED, BAD_INPUT = 0, 1, 2
# As a shell counts them: 128 and the number of the signal. Nobody reads stdout: SIGPIPE.
INTERRUPTED, CLOSED_PIPE = 130, 141


class EmbedstudyError(Exception):
    """Something went wrong that a person can mend; the message is one line that says how.

    Attributes
    ----------
    exit_status : int
        The command line exits with it: 2 for bad input, 1 for a failure on the way.
    """

    exit_status = FAILED


class InputError(EmbedstudyError, ValueError):
    """A name, a value or a file that was given is not usable."""

    exit_status = BAD_INPUT


class EmbedstudyWarning(UserWarning):
    """Something was off, and was tolerated or mended; the message says what."""


class FetchError(EmbedstudyError):
    """Data could not be fetched, and is not in the data home."""


class NoSpaceError(FetchError):
    """There is no room for a download, wherever it comes from."""


class ResourcesError(EmbedstudyError):
    """The work takes more memory or disk than there is; nothing of it has begun."""


class StudyStoppedError(EmbedstudyError):
    """A study could not go on; what was finished is on disk."""


# No rate above it is worth a try, however high the one was that diverged.
_HIGHEST_TRIED = 1.0


class DivergedError(EmbedstudyError):
    """A loss or a weight stopped being finite during training.

    Parameters
    ----------
    learning_rate : float
        The rate that the training was given.
    epoch, step : int
        Counted from 1; ``step`` is the example within the epoch.
    """

    def __init__(self, learning_rate: float, epoch: int, step: int) -> None:
        self.learning_rate, self.epoch, self.step = learning_rate, epoch, step
        lower = min(learning_rate / 10, _HIGHEST_TRIED)
        super().__init__(
            f"loss or weights not finite at epoch {epoch}, step {step}, "
            f"learning rate {learning_rate:g} (try {lower:g})"
        )

    def __reduce__(self) -> tuple[type["DivergedError"], tuple[float, int, int]]:
        """Say how it is made again in another process, where the message alone would not do."""
        return type(self), (self.learning_rate, self.epoch, self.step)


class NotFiniteError(DivergedError):
    """The vectors of documents are not finite, so that no output layer can be computed on them."""

    def __init__(self) -> None:
        EmbedstudyError.__init__(
            self, "the vectors of texts are not finite (lower the scale of the word vectors)"
        )

    def __reduce__(self) -> tuple[type["NotFiniteError"], tuple[()]]:  # type: ignore[override]
        return type(self), ()
