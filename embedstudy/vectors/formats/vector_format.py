"""The definition of a format of vector files: how it is recognized, read and written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from embedstudy.errors import InputError
from embedstudy.vectors.vector_file import VectorFile

if TYPE_CHECKING:
    import numpy as np

    from embedstudy.unpack import BufferedStream
    from embedstudy.vectors.formats.table_rows import TableRows, Wanted
    from embedstudy.vectors.ngram_vectors import NgramVectors
    from embedstudy.vectors.word_vectors import WordVectors

Sink: TypeAlias = "Callable[[np.ndarray], object]"
"""Takes the kept rows, a block of float32 of shape (n, dim) at a time."""


class UntrustedError(InputError):
    """A file is a pickle, which is read only on request; nothing else is known of it."""


@dataclass(frozen=True)
class TableFile:
    """A file of vectors that is open for reading.

    Attributes
    ----------
    stream : BufferedReader
        Its bytes, unpacked.
    file : VectorFile
    trust_pickle : bool
        Whether a pickle may be read.
    """

    stream: "BufferedStream"
    file: VectorFile
    trust_pickle: bool = False

    @property
    def source(self) -> str:
        """Its name, for messages."""
        return f"{self.file.path}#{self.file.member}" if self.file.member else str(self.file.path)

    def words(self) -> Iterator[bytes]:
        """Read the words of an array file.

        Raises
        ------
        InputError
            If there is no word list, or it cannot be read.
        """
        from embedstudy.vectors.formats.word_lists import find_word_list, read_words

        path = self.file.words_path or find_word_list(self.file.path)
        return read_words(path, exact=self.file.exact_words)

    def describe_words(self) -> list[str]:
        """Return a phrase on where the words are from, if their list had to be found."""
        from embedstudy.vectors.formats.word_lists import describe_word_list

        return [] if self.file.words_path else [describe_word_list(self.file.path)]


@dataclass(frozen=True)
class TableFacts:
    """What the beginning of a file says of its table.

    Attributes
    ----------
    words_count, dim : int
    kind : str
    notes : tuple of str
        What a person should know of it.
    """

    words_count: int
    dim: int
    kind: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class VectorFormat:
    """A format of vector files.

    Attributes
    ----------
    name : str
    title : str
        Its name in messages.
    matches : callable
        From the first 64 KiB of a file, unpacked, and its path, to whether it is in this format.
    read : callable
        Reads a `TableFile`: gives the rows that a `Wanted` asks for to a `Sink`, and returns the
        `TableRows`.
    write : callable, optional
        Writes `WordVectors` to a binary file. None if the format is only read.
    endings : tuple of str
        The names of files that are written in this format by default end so.
    is_package : callable, optional
        From the path of a file or folder to whether it is one table with all that belongs to it.
        `read` then opens the path itself.
    word_list : bool
        Whether the words are in a text file next to the array.
    companions : callable
        From the path to other files that the table is read from.
    reads_path : bool
        Whether `read` opens the path itself, and leaves the stream.
    is_mappable : bool
        Whether a float32 table can be memory-mapped where it lies.
    refused_characters : str
        The characters that no word may have: a reader would cut the word there.
    keeps_bom : bool
        Whether the first word may begin with a byte order mark. If not, a reader would drop it.
    bytes_per_number : int
        About how many bytes a number takes.
    check : callable, optional
        Raises an InputError if a `TableFile` is not whole, for formats that are not read without a
        word list.
    describe : callable, optional
        From a `TableFile` to its `TableFacts`, for formats whose tables take long to read.
    open_ngrams : callable, optional
        From a `VectorFile` to the `NgramVectors` that make vectors for words that it lacks, or
        None. Such a format also does so in `read`, for the words of `Wanted.spellings`.
    """

    name: str
    title: str
    matches: Callable[[bytes, Path], bool]
    read: "Callable[[TableFile, Wanted, Sink], TableRows]"
    write: "Callable[[BinaryIO, WordVectors], None] | None" = None
    endings: tuple[str, ...] = ()
    is_package: Callable[[Path], bool] | None = None
    word_list: bool = False
    companions: Callable[[Path], list[Path]] = lambda _: []
    reads_path: bool = False
    is_mappable: bool = False
    refused_characters: str = " \t\r\n"
    keeps_bom: bool = True
    bytes_per_number: int = 4
    check: "Callable[[TableFile], object] | None" = None
    describe: "Callable[[TableFile], TableFacts] | None" = None
    open_ngrams: "Callable[[VectorFile], NgramVectors | None] | None" = None
