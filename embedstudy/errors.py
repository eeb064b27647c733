"""Errors that a person can act on: one line each, with the exit status of the command line."""

from collections.abc import Collection
from difflib import SequenceMatcher, get_close_matches
from numbers import Real
from operator import index

OK, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class EmbedstudyError(Exception):
    """Something went wrong that a person can mend; the message is one line that says how.

    Attributes
    ----------
    exit_status : int
        What the command line exits with: 2 for bad input, 1 for a failure on the way.
    """

    exit_status = FAILED


class InputError(EmbedstudyError, ValueError):
    """A name, a value or a file that was given is not usable."""

    exit_status = BAD_INPUT


class EmbedstudyWarning(UserWarning):
    """Something was off, and was tolerated or mended; the message says what."""


def whole_number(what: str, number: object) -> int:
    """Return a count as an int.

    Raises
    ------
    InputError
        If it is no whole number, or below 1.

    Examples
    --------
    >>> whole_number("seeds", 5)
    5
    """
    try:
        count = index(number)  # type: ignore[arg-type]
    except TypeError:
        raise InputError(f"{what} is {number!r}; it must be a whole number") from None
    if count < 1:
        raise InputError(f"{what} is {count}; it must be at least 1")
    return count


def real_number(value: object) -> float | None:
    """Return a number, NumPy's too, as Python's own; None for anything else.

    Examples
    --------
    >>> real_number(0.5), real_number(3), real_number(True), real_number("3")
    (0.5, 3, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    return value if isinstance(value, int | float) else float(value)


def printable(text: str) -> str:
    r"""Return a text on one line, with control characters shown and not obeyed.

    Examples
    --------
    >>> print(printable("two\nlines"))
    two\nlines
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def counted(number: int, noun: str) -> str:
    """Say a number with its noun, in the singular or the plural.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "word")
    ('1 row', '1,200 words')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class FetchError(EmbedstudyError):
    """Data could not be fetched, and is not in the data home."""


class NoSpaceError(FetchError):
    """There is no room for a download, wherever it comes from."""


class StudyStoppedError(EmbedstudyError):
    """A study could not go on; what was finished is on disk."""


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
        super().__init__(
            f"loss or weights not finite at epoch {epoch}, step {step}, "
            f"learning rate {learning_rate:g} (try {learning_rate / 10:g})"
        )

    def __reduce__(self) -> tuple[type["DivergedError"], tuple[float, int, int]]:
        """Say how it is made again in another process, where the message alone would not do."""
        return type(self), (self.learning_rate, self.epoch, self.step)


def nearest(name: str, names: Collection[str]) -> list[str]:
    """Every one of `names`, the one spelled most like `name` first.

    Examples
    --------
    >>> nearest("finetune", ["random", "frozen", "finetuned"])[0]
    'finetuned'
    """
    wanted = name.casefold()
    return sorted(names, key=lambda n: -SequenceMatcher(None, wanted, n.casefold()).ratio())


def unknown_name(kind: str, name: object, names: Collection[str], also: str = "") -> InputError:
    """Make the error for a name that is not in a table, valid names nearest first.

    `also` says what would have worked beside those names.
    """
    if not isinstance(name, str):
        return InputError(f"{kind}: a name is a string, not {name!r}")
    valid = ", ".join(nearest(name, names))
    return InputError(f"no {kind} {name!r}; there are: {valid}{also and f' ({also})'}")


def known_name(kind: str, name: object, names: Collection[str], also: str = "") -> str:
    """Return a name that is in a table.

    Raises
    ------
    InputError
        If it is not; see `unknown_name`.
    """
    if not isinstance(name, str) or name not in names:
        raise unknown_name(kind, name, names, also)
    return name


def unknown_word(word: str, words: Collection[str]) -> InputError:
    """Make the error for a word outside a vocabulary, offering the nearest spellings."""
    close = get_close_matches(word, words, n=5, cutoff=0.6)
    offer = f"nearest spellings: {', '.join(close)}" if close else "no spelling comes near"
    return InputError(f"no word {word!r} in this vocabulary of {len(words)}; {offer}")
