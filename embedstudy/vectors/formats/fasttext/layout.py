"""The layout of fastText's own binary models: settings, dictionary and input matrix."""

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.table_rows import MAX_DIM
from embedstudy.vectors.ngram_buckets import NgramBuckets

MAGIC = struct.pack("<i", 793712314)
VERSIONS = (11, 12)
ARCHITECTURES = {1: "cbow", 2: "skipgram", 3: "supervised"}
# A file is damaged where a word has more bytes, or an n-gram more characters.
MAX_WORD = 1 << 20
MAX_NGRAM = 255
_BLOCK = 1 << 20
_DICTIONARY_BLOCK = 1 << 14
# A word, a null byte, its count of 8 bytes, and its type.
_ENTRY = re.compile(rb"([^\0]*+)\0.{8}(.)", re.DOTALL)
_AFTER_WORD = 10


@dataclass(frozen=True, eq=False)
class FastTextHeader:
    """All that stands before the words of a model.

    Attributes
    ----------
    architecture : str
        cbow, skipgram or supervised.
    dim, shortest, longest, n_buckets : int
        Dimensions; characters of n-grams, from and to; rows of n-grams.
    n_words, n_labels : int
    n_remaining : int
        Buckets that pruning left; -1 if the model is not pruned.
    """

    architecture: str
    dim: int
    shortest: int
    longest: int
    n_buckets: int
    n_words: int
    n_labels: int
    n_remaining: int

    @property
    def n_rows(self) -> int:
        """Rows that the input matrix must have."""
        return self.n_words + (self.n_buckets if self.n_remaining < 0 else self.n_remaining)


class FastTextReader:
    """Reads a model from a stream, from its beginning on.

    Call `read_header`, then use up `read_words`, then call `read_buckets`; the matrix follows.

    Parameters
    ----------
    stream : BufferedReader
    source : str
        Name of the file, for messages.
    """

    def __init__(self, stream: BufferedStream, source: str) -> None:
        self.stream, self.source = stream, source
        try:
            self.size: int | None = os.fstat(stream.fileno()).st_size
        except OSError:  # packed: the size is unknown, and all of it is read
            self.size = None

    def read_header(self) -> FastTextHeader:
        """Read settings and counts.

        Raises
        ------
        InputError
            If they are not those of a model that is read, or ask for more than the file has.
        """
        magic, version = self.read_numbers("ii")
        if struct.pack("<i", magic) != MAGIC or version not in VERSIONS:
            raise InputError(
                f"{self.source}: is a fastText model of version {version}, which is not read "
                "(save its vectors as a .vec file)"
            )
        settings = self.read_numbers("12id")
        dim, architecture, n_buckets, shortest, longest = (settings[i] for i in (0, 7, 8, 9, 10))
        size, n_words, n_labels, _, n_remaining = self.read_numbers("iiiqq")
        if version == 11 and ARCHITECTURES.get(architecture) == "supervised":
            longest = 0  # as fastText reads them
        is_sound = (
            architecture in ARCHITECTURES
            and 1 <= dim <= MAX_DIM
            and min(n_buckets, n_words, n_labels) >= 0
            and size == n_words + n_labels
            and -1 <= n_remaining <= n_buckets
            and 0 <= longest <= MAX_NGRAM
        )
        if not is_sound:
            self.refuse("its header has numbers that no model has")
        if not n_words:
            raise InputError(f"{self.source}: no words")
        self.require(size * (_AFTER_WORD + 1), f"{size} words and labels")
        return FastTextHeader(
            ARCHITECTURES[architecture], dim, shortest, longest, n_buckets,
            n_words, n_labels, n_remaining,
        )  # fmt: skip

    def read_words(self, header: FastTextHeader) -> Iterator[list[bytes]]:
        """Yield the words in lists, the most frequent first; then skip the labels."""
        done = 0
        for entries in self._read_entries(header.n_words + header.n_labels):
            n_words = max(0, min(len(entries), header.n_words - done))
            for number, types in ((0, entries[:n_words]), (1, entries[n_words:])):
                if {is_label[0] for _, is_label in types} - {number}:
                    self.refuse("an entry of its dictionary is of the wrong type")
            if n_words:
                yield [word for word, _ in entries[:n_words]]
            done += len(entries)

    def _read_entries(self, count: int) -> Iterator[list[tuple[bytes, bytes]]]:
        """Yield words with their types, as many as the buffer of the stream holds at a time."""
        stream, done, rest = self.stream, 0, b""
        while done < count:
            fresh = stream.peek(_DICTIONARY_BLOCK)[:_DICTIONARY_BLOCK]
            if not fresh:
                self.refuse_early_end(f"entry {done + 1} of {count} of its dictionary")
            buffer = rest + fresh
            # After the last null byte that can end a word there is nothing to search in vain.
            stop = buffer.rfind(b"\0", 0, max(0, len(buffer) - _AFTER_WORD + 1)) + _AFTER_WORD
            entries = _ENTRY.findall(buffer, 0, stop)[: count - done]
            place = sum(len(word) for word, _ in entries) + _AFTER_WORD * len(entries)
            done += len(entries)
            yield entries
            stream.read(len(fresh) if done < count else place - len(rest))
            rest = buffer[place:]
            if done < count and len(rest) > MAX_WORD:
                self.refuse(f"entry {done + 1} of its dictionary is a word of over 1 MB")

    def read_buckets(self, header: FastTextHeader) -> NgramBuckets:
        """Read the buckets that a pruned model has left, and return all of them."""
        remaining = None
        if header.n_remaining >= 0:
            content = self.read_bytes(8 * header.n_remaining, "its pruned n-grams")
            pairs = np.frombuffer(content, "<i4").reshape(-1, 2).astype(np.int64)
            remaining = pairs[np.argsort(pairs[:, 0])].T
            if ((remaining[1] < 0) | (remaining[1] >= header.n_remaining)).any():
                self.refuse("its pruned n-grams have no rows")
        return NgramBuckets(header.shortest, header.longest, header.n_buckets, remaining)

    def read_numbers(self, layout: str) -> tuple[int, ...]:
        """Read little-endian numbers."""
        layout = f"<{layout}"
        return struct.unpack(layout, self.read_bytes(struct.calcsize(layout), "its header"))

    def read_bytes(self, count: int, what: str) -> bytearray:
        """Read bytes; memory grows with what is there, not with what is asked for.

        Raises
        ------
        InputError
            If the file has fewer.
        """
        self.require(count, what)
        content = bytearray()
        while len(content) < count:
            block = self.stream.read(min(_BLOCK, count - len(content)))
            if not block:
                self.refuse_early_end(what)
            content += block
        return content

    def require(self, count: int, what: str) -> None:
        """Refuse a file that is too small for the bytes that come next; nothing is read."""
        if self.size is not None and count > self.size - self.stream.tell():
            missing = count - (self.size - self.stream.tell())
            raise InputError(
                f"{self.source}: ends {missing:,} bytes early, in {what} (not whole? get it again)"
            )

    def refuse(self, fault: str) -> NoReturn:
        """Raise the error for a damaged model."""
        raise InputError(f"{self.source}: is a damaged fastText model: {fault} (get it again)")

    def refuse_early_end(self, what: str) -> NoReturn:
        """Raise the error for a file that ends early."""
        raise InputError(f"{self.source}: ends early, in {what} (not whole? get it again)")
