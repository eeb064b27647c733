"""What all readers share: what to keep of a file, and how kept rows are gathered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from embedstudy.errors import InputError

MAX_DIM = 100_000


@dataclass(frozen=True)
class Wanted:
    """What to keep of a file.

    Attributes
    ----------
    words : frozenset of str, optional
        The words to keep; all by default.
    limit : int, optional
        Read only that many rows, from the top: the most frequent words in most files.
    skip_bad_lines : bool
        Count rows that cannot be read and go on, where the first is an error by default.
    encoding_errors : {"strict", "replace"}
        What to do with words that are not UTF-8.
    """

    words: frozenset[str] | None = None
    limit: int | None = None
    skip_bad_lines: bool = False
    encoding_errors: str = "strict"

    @property
    def encoded(self) -> frozenset[bytes] | None:
        """The words to keep, as they stand in a file."""
        if self.words is None:
            return None
        return frozenset(word.encode("utf-8", "surrogatepass") for word in self.words)


@dataclass
class Rows:
    """Rows as they are read.

    Attributes
    ----------
    source : str
        The name of the file, for messages.
    wanted : Wanted
    sink : callable
        Takes the kept rows, a block of float32 of shape (n, dim) at a time.
    dim : int
    words : list of str
    read : int
        Rows seen, kept or not.
    skipped, replaced : int
        Rows that could not be read, and words that were not UTF-8.
    duplicates, spaced : list of str
        Words that occurred before (the first is kept); words with a space in them.
    notes : list of str
        Whatever else was off.
    """

    source: str
    wanted: Wanted
    sink: Callable[[np.ndarray], None]
    dim: int = 0
    words: list[str] = field(default_factory=list)
    read: int = 0
    skipped: int = 0
    replaced: int = 0
    duplicates: list[str] = field(default_factory=list)
    spaced: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    @property
    def full(self) -> bool:
        """Whether as many rows were read as are wanted."""
        return self.wanted.limit is not None and self.read >= self.wanted.limit

    def is_new(self, word: bytes) -> bool:
        """Whether a word is met for the first time; counts it otherwise."""
        if word in self._seen:
            self.duplicates.append(word.decode("utf-8", "replace"))
            return False
        self._seen.add(word)
        return True

    def decode(self, word: bytes, where: str) -> str:
        """Decode a word.

        Raises
        ------
        InputError
            If it is not UTF-8, and that is not to be replaced.
        """
        try:
            return word.decode()
        except UnicodeDecodeError as error:
            if self.wanted.encoding_errors == "strict":
                raise InputError(
                    f"{where}: word {word[:40]!r} is not UTF-8 at its byte {error.start + 1} "
                    "(--encoding-errors replace reads it all the same)"
                ) from None
            self.replaced += 1
            return word.decode("utf-8", "replace")

    def bad(self, where: str, what: str) -> None:
        """Count a row that cannot be read.

        Raises
        ------
        InputError
            Unless bad rows are to be skipped.
        """
        if not self.wanted.skip_bad_lines:
            raise InputError(f"{where}: {what} (--skip-bad-lines leaves such rows out)")
        self.skipped += 1

    def warnings(self) -> Iterator[str]:
        """Say in a line each what was tolerated."""
        if self.duplicates:
            examples = ", ".join(map(repr, self.duplicates[:3]))
            yield f"{len(self.duplicates)} words occur again, the first row counts: {examples}"
        if self.spaced:
            examples = ", ".join(map(repr, self.spaced[:3]))
            yield f"{len(self.spaced)} words have spaces in them: {examples}"
        if self.skipped:
            yield f"{self.skipped} rows could not be read and were left out"
        if self.replaced:
            yield f"{self.replaced} words were not UTF-8 and were read with replacements"
        yield from self.notes


def checked_dim(source: str, dim: int) -> int:
    """Return a dimension that a header gives.

    Raises
    ------
    InputError
        If no table has such a one.
    """
    if not 1 <= dim <= MAX_DIM:
        raise InputError(f"{source}:1: the header says {dim} dimensions")
    return dim
