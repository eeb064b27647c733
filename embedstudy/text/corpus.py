"""A corpus as word ids: encoded once, opened memory-mapped from then on."""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from embedstudy.errors import EmbedstudyWarning
from embedstudy.interrupts import CtrlC
from embedstudy.progress import progress_bar
from embedstudy.storage import DamagedCacheError
from embedstudy.text import cache
from embedstudy.text.char_ngrams import HashedWords, NgramHashing, hash_words
from embedstudy.text.encoding import EncodedDocuments, compute_offsets
from embedstudy.text.large import take_documents
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.text.word_ids import Numbering, TextBatches


@dataclass(frozen=True, eq=False)
class EncodedCorpus:
    """All documents of a corpus by the ids of all its words.

    Attributes
    ----------
    words : list of str
        Sorted; the id of a word is its position.
    documents : EncodedDocuments
        In the order in which they were read; memory-mapped if they are on disk.
    max_tokens : int, optional
        Read only the first tokens of each document, so many; all by default.
    """

    words: list[str]
    documents: EncodedDocuments
    max_tokens: int | None = None
    _hashed: dict[NgramHashing, HashedWords] = field(default_factory=dict, repr=False)

    def truncated(self, max_tokens: int | None) -> "EncodedCorpus":
        """Return the corpus with only the first tokens of each document."""
        return replace(self, max_tokens=max_tokens)

    def lengths(self, rows: np.ndarray) -> np.ndarray:
        """Return the number of tokens of some documents; int64, shape (n_rows,)."""
        lengths: np.ndarray = self.documents.lengths[rows]
        return lengths if self.max_tokens is None else lengths.clip(max=self.max_tokens)

    def hashed_words(self, hashing: NgramHashing) -> HashedWords:
        """Return the character n-grams of all words; they are hashed once."""
        if hashing not in self._hashed:
            self._hashed[hashing] = hash_words(self.words, hashing)
        return self._hashed[hashing]

    def mark_words(self, rows: np.ndarray) -> np.ndarray:
        """Tell which words some documents have; bool, shape (n_words,)."""
        is_there = np.zeros(len(self.words), bool)
        for block in self.documents.blocks(rows, self.max_tokens):
            is_there[block] = True
        return is_there

    def vocabulary(
        self, rows: np.ndarray, *, min_count: int = 1, max_size: int | None = None
    ) -> Vocabulary:
        """Count the words of some documents.

        Parameters
        ----------
        rows : ndarray of int64
            The documents.
        min_count : int
            Words that they have less often are left out.
        max_size : int, optional
            Only the most frequent words, so many.
        """
        counts = np.zeros(len(self.words), np.int64)
        for block in self.documents.blocks(rows, self.max_tokens):
            counts += np.bincount(block, minlength=len(counts))
        order = np.argsort(-counts, kind="stable")  # ties in alphabetical order
        order = order[counts[order] >= max(1, min_count)][:max_size]
        return Vocabulary(tuple(self.words[i] for i in order.tolist()), counts[order])

    def count_in_sample(self, rows: np.ndarray, size: int = 1000) -> list[tuple[str, int]]:
        """Count the words of some of the documents, spread evenly; quick for any corpus."""
        sample = rows[np.linspace(0, len(rows) - 1, min(size, len(rows)), dtype=np.int64)]
        ids, counts = np.unique(self.documents.take(sample).values, return_counts=True)
        return [(self.words[i], n) for i, n in zip(ids.tolist(), counts.tolist(), strict=True)]

    def encoded(self, rows: np.ndarray, vocabulary: Vocabulary) -> EncodedDocuments:
        """Return some documents by the ids of a vocabulary, without the words that it lacks."""
        ids = vocabulary.ids
        places = np.fromiter((ids.get(w, -1) for w in self.words), np.int32, len(self.words))
        return take_documents(
            self.documents, rows, self.max_tokens, lambda some: some.renumber(places)
        )

    def take(self, rows: np.ndarray) -> EncodedDocuments:
        """Return some documents by the ids of all words."""
        return take_documents(self.documents, rows, self.max_tokens)


def encode_corpus(
    texts: TextBatches, tokenizer: Tokenizer, *, jobs: int | None = None, progress: bool = True
) -> EncodedCorpus:
    """Encode a corpus, or open what was encoded before.

    Parameters
    ----------
    texts : TextBatches
    tokenizer : Tokenizer
        If its settings or the key of the texts are empty, the result stays in memory. Otherwise it
        need not fit there.
    jobs : int, optional
        Threads, for a tokenizer that takes many texts at once; one for each core by default. The
        result does not depend on it.
    progress : bool

    Raises
    ------
    InputError
        If the tokenizer gives anything but tokens, or there are more or fewer texts.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from embedstudy.text.tokenizers import get_tokenizer
    >>> texts = pa.array(["A good film", "", "film!"], pa.large_string())
    >>> batches = TextBatches(lambda: [texts], 3)
    >>> encoded = encode_corpus(batches, get_tokenizer("basic"), progress=False)
    >>> encoded.words
    ['a', 'film', 'good']
    >>> encoded.vocabulary([0, 2]).words
    ('film', 'a', 'good')
    """

    def read(numbering: Numbering, ctrl_c: CtrlC) -> Iterator[EncodedDocuments]:
        done = 0
        with progress_bar("reading words", texts.count, show=progress) as advance:
            for some in numbering.read(texts, tokenizer, jobs, ctrl_c):
                yield some
                done += len(some)
                advance(done)

    if texts.key and tokenizer.settings:
        folder = cache.cache_folder(texts.name, texts.key, tokenizer.settings)
        try:
            if (cached := cache.open_cached(folder, texts.count)) is not None:
                return EncodedCorpus(*cached)
        except DamagedCacheError as damage:
            message = f"{damage.path}: damaged; encoding {texts.name} again"
            warnings.warn(message, EmbedstudyWarning, stacklevel=2)
        numbering = Numbering()
        try:
            with CtrlC() as ctrl_c:
                parts = read(numbering, ctrl_c)
                return EncodedCorpus(*cache.write_cached(folder, parts, texts.count, numbering))
        except OSError as error:  # a home that is full or read-only: go on in memory
            cause = error.strerror or error
            message = f"{error.filename or folder}: {cause}; encoded in memory instead"
            warnings.warn(message, EmbedstudyWarning, stacklevel=2)
    numbering = Numbering()
    with CtrlC() as ctrl_c:
        return _encode_in_memory(read(numbering, ctrl_c), texts.count, numbering)


def _encode_in_memory(
    documents: Iterable[EncodedDocuments], n_documents: int, numbering: Numbering
) -> EncodedCorpus:
    parts = list(documents)
    words, places = numbering.alphabetical()
    lengths = np.concatenate([np.zeros(0, np.int64), *(part.lengths for part in parts)])
    cache.check_count(len(lengths), n_documents)
    values = np.concatenate([np.zeros(0, np.int32), *(part.values for part in parts)])
    return EncodedCorpus(words, EncodedDocuments(places[values], compute_offsets(lengths)))
