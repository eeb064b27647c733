"""Texts to train vectors on: a data set's training part, or a file, as tokens that stream by."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedstudy import registry
from embedstudy.datasets.catalog import read_dataset
from embedstudy.datasets.files.text_table import (
    KnownColumns,
    TextTable,
    has_table_ending,
    holds_rows,
    open_text_table,
)
from embedstudy.datasets.hub import HUB
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.unpack import open_unpacked
from embedstudy.validation import known_name
from embedstudy.wording import join_names

# Some corpora, such as text8, are one line: a longer line is read in pieces of this many bytes.
PIECE_SIZE = 1 << 20


@dataclass(frozen=True)
class TokenizedTexts:
    """Documents that can be read many times, and are tokenized each time.

    Attributes
    ----------
    part : str
        Name of the texts, for people.
    texts : iterable of str
    tokenize : callable
        From a text to its tokens.
    """

    part: str
    texts: Iterable[str]
    tokenize: Callable[[str], list[str]]

    def __iter__(self) -> Iterator[list[str]]:
        return map(self.tokenize, self.texts)


@dataclass(frozen=True)
class LinesOfFile:
    r"""The lines of a UTF-8 file, gzipped or not, which is found out from its bytes.

    Lines end with ``\n`` alone, whatever else Unicode takes for a line end.
    """

    path: Path

    def __iter__(self) -> Iterator[str]:
        """Read the lines.

        Raises
        ------
        InputError
            If the file is not UTF-8 or its compression is broken; the message says where.
        """
        number = 0
        try:
            for number, piece in _read_pieces(self.path):
                yield piece.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InputError(f"{self.path}, line {number}: not UTF-8; convert it first") from None
        except InputError as error:
            raise InputError(f"{error}, after line {number}") from None


@dataclass
class TextsOfTable:
    """The texts of a table, which can be read many times; the first pass warns of bad rows."""

    table: TextTable
    has_warned: bool = False

    def __iter__(self) -> Iterator[str]:
        for texts, _ in self.table.batches(warns=not self.has_warned):
            yield from texts
        self.has_warned = True


def open_training_texts(
    corpus: str,
    *,
    text_columns: Sequence[str] = (),
    skip_bad_lines: bool = False,
    tokenizer: str = "basic",
    progress: bool = True,
) -> TokenizedTexts:
    """Open texts by the name of a data set, built in or ``hf:owner/name``, or by a file's path.

    A file that ends like a table, or begins as one, has a column of texts; another has a document a
    line. Only the training part of a data set is read, so that the vectors never see the texts that
    a study tests on.

    Raises
    ------
    InputError
        If there is neither a data set nor a file of that name.
    FetchError
        If a data set cannot be fetched.
    """
    tokenize = get_tokenizer(tokenizer)
    path = Path(corpus)
    if not corpus.startswith(HUB):
        try:
            known_name("data set", corpus, registry.all_dataset_names())
        except InputError as error:
            if path.is_file():
                if text_columns or has_table_ending(path) or holds_rows(path):
                    table = open_text_table(
                        path, KnownColumns(tuple(text_columns)), skip_bad_lines=skip_bad_lines
                    )
                    names = join_names([table.names[i] for i in table.texts], "and")
                    part, texts = f"column {names} of the file {corpus}", TextsOfTable(table)
                    return TokenizedTexts(part, texts, tokenize.fitted(texts))
                lines = LinesOfFile(path)
                return TokenizedTexts(f"the file {corpus}", lines, tokenize.fitted(lines))
            raise InputError(f"{error}; and there is no such file") from None
    train = read_dataset(corpus, DataOptions(), progress=progress).train
    part = f"the training part of {corpus} ({len(train):,} texts)"
    return TokenizedTexts(part, train.texts, tokenize.fitted(train.texts))


def _read_pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield lines with their numbers from 1, those that are too long in pieces."""
    with open_unpacked(path, packings=("gzip",)) as file:
        number, rest = 1, b""
        while read := file.readline(PIECE_SIZE):
            piece = rest + read
            # A cut at a space divides neither a word nor a character.
            cut = len(piece) if read.endswith(b"\n") else piece.rfind(b" ") + 1
            rest = piece[cut:]
            if cut:
                yield number, piece[:cut]
            number += read.endswith(b"\n")
        if rest:
            yield number, rest
