"""Numbers of words, given in the order of appearance, on several cores."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa
from joblib import cpu_count

from embedstudy.interrupts import CtrlC
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.tokenizers import Tokenizer

# The tokens of some documents end to end, and the offsets of the documents.
Tokenized = tuple[pa.DictionaryArray, np.ndarray]

# Large enough that the cost of a call is small, small enough not to matter in memory.
PIECE_BYTES = 1 << 20
# Python runs on one core at a time: more than four threads gain nothing.
MOST_JOBS = 4


@dataclass(frozen=True)
class TextBatches:
    """The texts of a corpus, a batch at a time.

    Attributes
    ----------
    read : callable
        Yields Arrow arrays of large strings; from the start at each call.
    count : int
        Number of texts.
    key : str
        Equal for equal texts. It names their encoded form in the data home; if it is empty, they
        have none there.
    name : str
        Name of the corpus, which stands in the name of that folder.
    """

    read: Callable[[], Iterable[pa.Array]]
    count: int
    key: str = ""
    name: str = ""


@dataclass
class Numbering:
    """The number of each word, in the order in which they first came."""

    numbers: dict[str, int] = field(default_factory=dict)

    def read(
        self, texts: TextBatches, tokenizer: Tokenizer, jobs: int | None, ctrl_c: CtrlC
    ) -> Iterator[EncodedDocuments]:
        """Yield documents as numbers of words, some at a time; `jobs` does not change them."""
        numbers = self.numbers
        for words, offsets in _tokenize_pieces(texts, tokenizer, jobs, ctrl_c):
            ctrl_c.raise_if_pressed()
            known = [numbers.setdefault(w, len(numbers)) for w in words.dictionary.to_pylist()]
            values = np.array(known, np.int32)[words.indices.to_numpy()]
            yield EncodedDocuments(values, offsets)

    def alphabetical(self) -> tuple[list[str], np.ndarray]:
        """Return the sorted words, and the position among them of each number; int32."""
        words = sorted(self.numbers)
        places = np.empty(len(words), np.int32)
        places[[self.numbers[word] for word in words]] = np.arange(len(words))
        return words, places


def _tokenize_pieces(
    texts: TextBatches, tokenizer: Tokenizer, jobs: int | None, ctrl_c: CtrlC
) -> Iterator[Tokenized]:
    """Tokenize on threads: NumPy and Arrow do most of the work, and release the interpreter."""
    pieces = (piece for batch in texts.read() for piece in _cut_pieces(batch))
    jobs = jobs or min(MOST_JOBS, cpu_count())
    # Python code is no faster on threads, and a person's own function may not be safe on them.
    if jobs == 1 or tokenizer.tokenize_batch is None:
        for piece in pieces:
            with ctrl_c.raise_at_once():  # a person's own function may take its time
                tokenized = _tokenize(piece, tokenizer)
            yield tokenized
        return
    waiting: deque[Future[Tokenized]] = deque()
    with ThreadPoolExecutor(jobs) as workers:
        try:
            for piece in pieces:
                waiting.append(workers.submit(_tokenize, piece, tokenizer))
                if len(waiting) > jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


def _tokenize(texts: pa.Array, tokenizer: Tokenizer) -> Tokenized:
    lists = tokenizer.batch(texts.to_pylist())
    return lists.values.dictionary_encode(), lists.offsets.to_numpy()


def _cut_pieces(texts: pa.Array) -> Iterator[pa.Array]:
    """Cut a batch into pieces of about `PIECE_BYTES`, each of at least one text."""
    if not len(texts):
        return
    edges = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset :][: len(texts) + 1]
    ends = (edges[1:] - edges[0]) // PIECE_BYTES
    cuts = [0, *(np.flatnonzero(np.diff(ends)) + 1).tolist(), len(texts)]
    for start, stop in pairwise(cuts):
        yield texts.slice(start, stop - start)
