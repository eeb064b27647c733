"""From texts to the rows of a model's embedding, at training time and later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from embedstudy.classifier.config import Settings
from embedstudy.classifier.inference.pretrained import Pretrained
from embedstudy.errors import InputError
from embedstudy.text.corpus import EncodedCorpus, encode_corpus
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.ngrams import with_ngrams, word_hashes
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.text.vocabulary import Vocabulary

# Characters of text that are read at a time: what it takes in memory does not grow with the texts.
AT_ONCE = 1 << 23
# Threads take longer to start than fewer characters to read.
_WORTH_THREADS = 1 << 20


@dataclass(frozen=True, eq=False)
class VectorizedTexts:
    """Texts as rows of an embedding.

    Attributes
    ----------
    documents : EncodedDocuments
    extra : ndarray of float32, shape (n_extra, dim)
        Vectors of words that were not in the training texts; their rows follow all others.
    """

    documents: EncodedDocuments
    extra: np.ndarray


@dataclass(frozen=True, eq=False)
class TextVectorizer:
    """Knows which row of the embedding a word or a run of words has.

    Rows of words come first, then those of the buckets that a run of words of the training texts
    fell into: what falls into another bucket was never learned, and is left out.

    Attributes
    ----------
    tokenizer : Tokenizer
    vocabulary : Vocabulary
    max_tokens : int, optional
        Of each text only so many tokens are read.
    ngrams, n_buckets : int
        As in `ModelOptions`.
    buckets : ndarray of int32, shape (n_used,)
        Those that have a row, in order.
    """

    tokenizer: Tokenizer
    vocabulary: Vocabulary
    max_tokens: int | None = None
    ngrams: int = 1
    n_buckets: int = 0
    buckets: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))

    @property
    def n_rows(self) -> int:
        """The rows of the embedding."""
        return len(self.vocabulary) + len(self.buckets)

    def read(
        self, encoded: EncodedCorpus, rows: np.ndarray, pretrained: Pretrained | None = None
    ) -> VectorizedTexts:
        """Read encoded texts; what has no row is left out.

        Parameters
        ----------
        encoded : EncodedCorpus
        rows : ndarray of int64
            The texts wanted.
        pretrained : Pretrained, optional
            Words that only it knows are read too.
        """
        n_words = len(self.vocabulary)
        places, extra = self._places(encoded.words, pretrained)
        documents = encoded.documents.take(rows, self.max_tokens).renumbered(places)
        n_known = n_words + len(extra)
        if self.ngrams > 1:
            new = [encoded.words[i] for i in np.flatnonzero(places >= n_words).tolist()]
            hashes = np.concatenate([self._hashes, word_hashes(new)]) if new else self._hashes
            documents = with_ngrams(
                documents, hashes, up_to=self.ngrams, buckets=self.n_buckets, first=n_known
            )
            documents = self._with_used_buckets(documents, n_known)
        return VectorizedTexts(documents, extra)

    def _places(
        self, words: Sequence[str], pretrained: Pretrained | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Give words their numbers: first the vocabulary's, then those that others know."""
        ids = self.vocabulary.ids
        places = np.fromiter((ids.get(word, -1) for word in words), np.int32, len(words))
        new = np.flatnonzero(places < 0)
        if pretrained is None or not len(new):
            return places, np.empty((0, 0), np.float32)
        rows, matrix = pretrained.find([words[i] for i in new.tolist()])
        places[new[rows >= 0]] = len(ids) + rows[rows >= 0]
        return places, matrix

    def _with_used_buckets(self, documents: EncodedDocuments, n_known: int) -> EncodedDocuments:
        """Move buckets behind the words of the vocabulary, and other words behind them."""
        n_words, n_used = len(self.vocabulary), len(self.buckets)
        values = documents.values
        runs = values >= n_known
        wanted = values[runs] - n_known
        at = np.searchsorted(self.buckets, wanted)
        used = at < n_used
        used[used] = self.buckets[at[used]] == wanted[used]
        values[(values >= n_words) & ~runs] += n_used
        values[runs] = np.where(used, n_words + at, n_known + n_used)
        return documents.restricted(n_known + n_used)

    @cached_property
    def _hashes(self) -> np.ndarray:
        return word_hashes(self.vocabulary.words)


def learn_reader(
    encoded: EncodedCorpus, rows: np.ndarray, settings: Settings
) -> tuple[TextVectorizer, EncodedDocuments]:
    """Learn from some texts what words there are, and read them.

    Raises
    ------
    InputError
        If there is not one.
    """
    config = settings.model_config
    vocabulary = encoded.vocabulary(
        rows,
        min_count=settings.min_count,
        max_size=settings.max_vocabulary,
        max_tokens=settings.max_tokens,
    )
    if not len(vocabulary):
        often = f" {settings.min_count} times" if settings.min_count > 1 else ""
        raise InputError(f"not one word in the training texts{often}")
    reader = TextVectorizer(settings.tokenizer, vocabulary, settings.max_tokens)
    documents = reader.read(encoded, rows).documents
    if not config.n_buckets:
        return reader, documents
    n_words = len(vocabulary)
    documents = with_ngrams(
        documents,
        reader._hashes,
        up_to=config.options.ngrams,
        buckets=config.n_buckets,
        first=n_words,
    )
    used = np.zeros(n_words + config.n_buckets, bool)
    used[documents.values] = True
    used[:n_words] = True
    ids = np.cumsum(used, dtype=np.int32) - np.int32(1)
    reader = TextVectorizer(
        settings.tokenizer, vocabulary, settings.max_tokens, config.options.ngrams,
        config.n_buckets, np.flatnonzero(used[n_words:]).astype(np.int32),
    )  # fmt: skip
    return reader, documents.renumbered(ids)


def encode_texts(texts: Sequence[str], tokenizer: Tokenizer) -> EncodedCorpus:
    """Encode texts in memory, on several threads where that pays."""
    short = sum(map(len, texts[:10_000])) < _WORTH_THREADS
    return encode_corpus(
        lambda: map(_arrow, batches_of(texts)),
        len(texts),
        tokenizer,
        jobs=1 if short else None,
        progress=False,
    )


def batches_of(texts: Sequence[str], characters: int = AT_ONCE) -> Iterator[Sequence[str]]:
    """Cut texts into batches of about so many characters, each of at least one text."""
    start = size = 0
    for stop, text in enumerate(texts, 1):
        size += len(text) + 16
        if size >= characters or stop == len(texts):
            yield texts[start:stop]
            start, size = stop, 0


def _arrow(texts: Sequence[str]) -> pa.Array:
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:  # half a surrogate pair, which is no letter
        whole = [t.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for t in texts]
        return pa.array(whole, pa.large_string())
