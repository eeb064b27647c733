"""The rows that a reader should keep, and the rows that it has kept."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from embedstudy.errors import InputError
from embedstudy.spelling import fold, is_folded
from embedstudy.unpack import BufferedStream
from embedstudy.wording import counted

MAX_DIM = 100_000
# The digits of the largest number that a header can hold in earnest.
MAX_DIGITS = 18
# Bytes of numbers that are read in one call: large enough that its cost is small, small enough not
# to matter in memory.
BLOCK_BYTES = 1 << 20
_ROWS_AT_ONCE = 1024
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Wanted:
    """The rows to keep of a file.

    Attributes
    ----------
    words : frozenset of str, optional
        The words to keep; all by default. None of them, if `spellings` says which.
    limit : int, optional
        Read only that many rows, from the top: the most frequent words in most files.
    skip_bad_lines : bool
        Count rows that cannot be read, and go on. By default the first is an error.
    encoding_errors : {"strict", "replace"}
        Treatment of words that are not UTF-8.
    spellings : mapping of str to tuple of str, optional
        The words that are asked for, each with the spellings that stand for it, the best first. A
        format with n-grams goes by these alone, and makes a vector for each word that it has in no
        spelling.
    """

    words: frozenset[str] | None = None
    limit: int | None = None
    skip_bad_lines: bool = False
    encoding_errors: str = "strict"
    spellings: Mapping[str, tuple[str, ...]] | None = None

    @property
    def encoded(self) -> frozenset[bytes] | None:
        """The words to keep, as they stand in a file; None if each must be looked at."""
        if self.words is None or self.read_with_replacements:
            return None
        words = self.words or chain.from_iterable((self.spellings or {}).values())
        return frozenset(word.encode("utf-8", "surrogatepass") for word in words)

    def has_variant(self, word: bytes) -> bool:
        """Tell whether a word of the file is one to keep, in another spelling.

        It is so with "don’t" for "don't", for instance; see `embedstudy.spelling.fold`.
        """
        if not self.words or word.isascii():
            return False
        text = word.decode("utf-8", "replace")
        return not is_folded(text) and fold(text) in self.words

    @property
    def read_with_replacements(self) -> bool:
        """Whether a word to keep may stand in a file in bytes other than its own."""
        return (
            self.words is not None
            and self.encoding_errors == "replace"
            and any(_REPLACEMENT in word for word in self.words)
        )


@dataclass
class TableRows:
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
        Words that were kept before (the first row counts); words with a space in them.
    notes : list of str
        Other faults.
    choices : list of str
        How the table was read, as far as a rule chose it and not the person.
    numbered : str
        Text before the number of a row in messages.
    from_ngrams : set of str
        Words that the file lacks, whose vectors were made from their n-grams.
    is_cut : bool
        Whether the last row looks cut off, so that the file may not be whole.
    """

    source: str
    wanted: Wanted
    sink: Callable[[np.ndarray], object]
    dim: int = 0
    words: list[str] = field(default_factory=list)
    read: int = 0
    skipped: int = 0
    replaced: int = 0
    duplicates: list[str] = field(default_factory=list)
    spaced: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    numbered: str = ": row "
    from_ngrams: Set[str] = frozenset()
    is_cut: bool = False
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._sieved = self.wanted.words if self.wanted.read_with_replacements else None

    @property
    def full(self) -> bool:
        """Whether as many rows were read as are wanted."""
        return self.wanted.limit is not None and self.read >= self.wanted.limit

    def where(self, number: int) -> str:
        """Return the name of a row, for messages."""
        return f"{self.source}{self.numbered}{number}"

    def keep(self, words: Sequence[bytes], numbers: Iterable[int], block: np.ndarray) -> None:
        """Keep rows, except those of words that were kept before.

        Parameters
        ----------
        words : sequence of bytes
        numbers : iterable of int
            Numbers of the rows, for messages.
        block : ndarray of float32, shape (n, dim)
            Rows with a value that is not finite are bad.
        """
        finite = _find_finite_rows(block)
        if finite.all() and self._keep_all(words):
            self.sink(block)
            return
        new_places = []
        for place, (word, number) in enumerate(zip(words, numbers, strict=True)):
            if not finite[place]:
                shown = word.decode("utf-8", "replace")
                self.bad(self.where(number), f"a value of word {shown!r} is not finite")
            elif self._is_new(word, number):
                new_places.append(place)
        self.sink(block[new_places])

    def _keep_all(self, words: Sequence[bytes]) -> bool:
        """Keep words in one step, if each of them is UTF-8, new and wanted."""
        try:
            decoded = [word.decode() for word in words]
        except UnicodeDecodeError:
            return False
        distinct = set(decoded)
        if self._sieved is not None or len(distinct) < len(decoded):
            return False
        if not self._seen.isdisjoint(distinct):
            return False
        if self._seen:
            self._seen |= distinct
            self.words += decoded
        else:  # one block may be the whole table: no copies
            self._seen, self.words = distinct, decoded
        return True

    def _is_new(self, word: bytes, number: int) -> bool:
        decoded = self._decode(word, number)
        if self._sieved is not None and decoded not in self._sieved:
            return False
        if decoded in self._seen:
            self.duplicates.append(decoded)
            return False
        self._seen.add(decoded)
        self.words.append(decoded)
        return True

    def _decode(self, word: bytes, number: int) -> str:
        try:
            return word.decode()
        except UnicodeDecodeError as error:
            if self.wanted.encoding_errors == "strict":
                raise InputError(
                    f"{self.where(number)}: word {word[:40]!r} is not UTF-8 at its byte "
                    f"{error.start + 1} (--encoding-errors replace reads it all the same)"
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
        """Yield a line for each kind of fault that was tolerated."""
        if self.duplicates:
            count, examples = _count_distinct(self.duplicates)
            occur = "occurs" if count == 1 else "occur"
            yield f"{counted(count, 'word')} {occur} again, the first row counts: {examples}"
        if self.spaced:
            count, examples = _count_distinct(self.spaced)
            have = "word has spaces in it" if count == 1 else "words have spaces in them"
            yield f"{count:,} {have}: {examples}"
        if self.skipped:
            were = "was" if self.skipped == 1 else "were"
            yield f"{counted(self.skipped, 'row')} could not be read and {were} left out"
        if self.replaced:
            were = "was" if self.replaced == 1 else "were"
            not_utf8 = f"{were} not UTF-8 and {were} read with replacements"
            yield f"{counted(self.replaced, 'word')} {not_utf8}"
        yield from self.notes


def _find_finite_rows(block: np.ndarray) -> np.ndarray:
    finite = np.empty(len(block), bool)
    for start in range(0, len(block), _ROWS_AT_ONCE):  # the mask of a whole table would be large
        rows = slice(start, start + _ROWS_AT_ONCE)
        finite[rows] = np.isfinite(block[rows]).all(axis=1)
    return finite


def _count_distinct(words: list[str]) -> tuple[int, str]:
    distinct = list(dict.fromkeys(words))
    return len(distinct), ", ".join(map(repr, distinct[:3]))


class PendingRows(ABC):
    """Rows whose numbers are yet to be read, many in one call.

    Parameters
    ----------
    rows : TableRows
        Takes those that could be.
    """

    def __init__(self, rows: TableRows) -> None:
        self.rows = rows
        # Not a list of tuples, which the garbage collector would look through.
        self._words: list[bytes] = []
        self._values: list[bytes] = []
        self._numbers: list[int] = []
        self._bytes = 0

    @abstractmethod
    def read_values(
        self, words: list[bytes], values: list[bytes], numbers: list[int]
    ) -> tuple[list[bytes], list[int], np.ndarray]:
        """Return words, numbers and values of the rows that are good; float32, shape (n, dim)."""

    def add(self, word: bytes, values: bytes, number: int) -> None:
        """Add a row: its word, the bytes of its values, and its number in messages."""
        self._words.append(word)
        self._values.append(values)
        self._numbers.append(number)
        self._bytes += len(values)
        if self._bytes >= BLOCK_BYTES:
            self.flush()

    def flush(self) -> None:
        """Read the rows that were added, and pass them on."""
        words, values, numbers = self._words, self._values, self._numbers
        self._words, self._values, self._numbers, self._bytes = [], [], [], 0
        if words:
            self.rows.keep(*self.read_values(words, values, numbers))


def parse_header(line: bytes) -> tuple[int, int] | None:
    """Return the row count and the dimension of a header line, None if it is none."""
    fields = line.split()
    if len(fields) == 2 and all(f.isdigit() and len(f) <= MAX_DIGITS for f in fields):
        return int(fields[0]), int(fields[1])
    return None


def check_dim(source: str, dim: int) -> int:
    """Return a dimension that a header gives.

    Raises
    ------
    InputError
        If no table has such a one.
    """
    if not 1 <= dim <= MAX_DIM:
        raise InputError(f"{source}:1: the header says {dim} dimensions")
    return dim


def refuse_absurd_count(stream: BufferedStream, source: str, count: int, row_bytes: int) -> None:
    """Refuse a row count that a file of this size cannot hold; nothing is allocated by it.

    Raises
    ------
    InputError
        If the rows, of at least `row_bytes`, take twice the file. A packed file is not refused: its
        unpacked size is unknown.
    """
    try:
        size = os.fstat(stream.fileno()).st_size
    except OSError:
        return
    if count > max(1000, 2 * size // row_bytes):
        raise InputError(f"{source}:1: the header says {count} rows; the file is too small")
