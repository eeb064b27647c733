"""From texts to the rows of a model's embedding, for training and for predictions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.inference.pretrained import PretrainedVectors
from embedstudy.classifier.inference.word_index import WordIndex
from embedstudy.errors import InputError
from embedstudy.text.char_ngrams import NgramHashing
from embedstudy.text.corpus import EncodedCorpus, encode_corpus
from embedstudy.text.encoding import CharNgrams, EncodedDocuments
from embedstudy.text.ngrams import append_ngrams, hash_words
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.text.word_ids import TextBatches

# Characters of a batch, so that memory does not grow with the number of texts.
BATCH_CHARACTERS = 1 << 23
# Threads take longer to start than it takes to read fewer characters.
_WORTH_THREADS = 1 << 20
# A dict finds fewer tokens before the compiled table of words is loaded.
_WORTH_INDEX = 1 << 14


@dataclass(frozen=True, eq=False)
class VectorizedTexts:
    """Texts as rows of an embedding.

    Attributes
    ----------
    documents : EncodedDocuments
    extra : ndarray of float32, shape (n_extra, dim)
        Vectors of words that the training texts lack; their rows follow all others.
    """

    documents: EncodedDocuments
    extra: np.ndarray


@dataclass(frozen=True, eq=False)
class TextVectorizer:
    """Knows the row of the embedding that a word or an n-gram has.

    The rows of words come first, then those of the buckets that a run of words of the training
    texts fell into, then those of character n-grams, and one that ends each text with these (see
    `CorpusNgrams`). Training never reached the other buckets, so n-grams in them are left out.

    Attributes
    ----------
    tokenizer : Tokenizer
    vocabulary : Vocabulary
    max_tokens : int or None
        Texts are truncated to this many tokens.
    ngrams, n_buckets : int
        As in `ModelOptions`; without n-grams there are 0 buckets.
    buckets : ndarray of int32, shape (n_used,)
        The buckets that have a row, in ascending order.
    hashing : NgramHashing, optional
        How character n-grams get buckets, if any are read.
    char_buckets : ndarray of uint32, shape (n_used,)
        The buckets of character n-grams that have a row, in ascending order.
    """

    tokenizer: Tokenizer
    vocabulary: Vocabulary
    max_tokens: int | None = None
    ngrams: int = 1
    n_buckets: int = 0
    buckets: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    hashing: NgramHashing | None = None
    char_buckets: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint32))

    @property
    def n_rows(self) -> int:
        """Number of rows of the embedding."""
        return len(self.vocabulary) + len(self.buckets) + self._n_char_rows

    @property
    def _n_char_rows(self) -> int:
        return 0 if self.hashing is None else len(self.char_buckets) + 1

    @cached_property
    def hashes(self) -> np.ndarray:
        """Hashes of the vocabulary's words; uint64, shape (n_words,)."""
        return hash_words(self.vocabulary.words)

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(self.vocabulary.words)

    def vectorize(
        self, encoded: EncodedCorpus, rows: np.ndarray, pretrained: PretrainedVectors | None = None
    ) -> VectorizedTexts:
        """Return encoded texts as rows of the embedding; leave out whatever has no row.

        Parameters
        ----------
        encoded : EncodedCorpus
        rows : ndarray of int64, shape (n_texts,)
            The texts to return.
        pretrained : PretrainedVectors, optional
            Gives vectors to words outside the vocabulary.
        """
        n_words = len(self.vocabulary)
        word_rows, extra = self._find_rows(encoded.words, pretrained)
        documents = encoded.documents.take(rows, self.max_tokens).renumber(word_rows)
        new_words = [encoded.words[i] for i in np.flatnonzero(word_rows >= n_words).tolist()]
        documents = self._append_ngrams(documents, new_words)
        return VectorizedTexts(self.add_char_ngrams(documents, encoded, rows), extra)

    def vectorize_tokens(
        self, texts: pa.LargeListArray, pretrained: PretrainedVectors | None = None
    ) -> VectorizedTexts:
        """Return tokenized texts as `vectorize` does; faster, since their words have no numbers.

        Character n-grams need these numbers: it is not for a vectorizer that has some.

        Parameters
        ----------
        texts : LargeListArray
            The tokens of each text.
        pretrained : PretrainedVectors, optional
            Gives vectors to words outside the vocabulary.
        """
        tokens, new_words = texts.values, list[str]()
        rows, extra = self._find_ids(tokens), np.empty((0, 0), np.float32)
        unknown = rows < 0
        if pretrained is not None and unknown.any():
            others = tokens.filter(pa.array(unknown)).dictionary_encode()
            words = others.dictionary.to_pylist()
            matrix_rows, extra = pretrained.find(words)
            new_words = [words[i] for i in np.flatnonzero(matrix_rows >= 0).tolist()]
            matrix_rows[matrix_rows >= 0] += len(self.vocabulary)
            rows[unknown] = matrix_rows[others.indices.to_numpy()]
        documents = EncodedDocuments(rows, texts.offsets.to_numpy())
        if self.max_tokens is not None:
            documents = documents.take(np.arange(len(documents)), self.max_tokens)
        return VectorizedTexts(self._append_ngrams(documents.drop_unknown(), new_words), extra)

    def add_char_ngrams(
        self, documents: EncodedDocuments, encoded: EncodedCorpus, rows: np.ndarray
    ) -> EncodedDocuments:
        """Return documents with the character n-grams of all their words, if any are read."""
        if self.hashing is None:
            return documents
        first, values = len(self.vocabulary) + len(self.buckets), documents.values
        values[values >= first] += self._n_char_rows  # words outside the vocabulary
        words = encoded.documents.take(rows, self.max_tokens)
        word_rows = encoded.hashed_words(self.hashing).find_rows(self.char_buckets)
        return replace(documents, char_ngrams=CharNgrams(words, word_rows, first, self.n_rows - 1))

    def _find_rows(
        self, words: Sequence[str], pretrained: PretrainedVectors | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of each word, and the vectors of those outside the vocabulary."""
        ids = self.vocabulary.ids
        word_rows = np.fromiter((ids.get(word, -1) for word in words), np.int32, len(words))
        unknown = np.flatnonzero(word_rows < 0)
        if pretrained is None or not len(unknown):
            return word_rows, np.empty((0, 0), np.float32)
        matrix_rows, matrix = pretrained.find([words[i] for i in unknown.tolist()])
        has_vector = matrix_rows >= 0
        word_rows[unknown[has_vector]] = len(ids) + matrix_rows[has_vector]
        return word_rows, matrix

    def _find_ids(self, tokens: pa.LargeStringArray) -> np.ndarray:
        if len(tokens) >= _WORTH_INDEX or "_index" in vars(self):
            return self._index.find(tokens)
        ids, words = self.vocabulary.ids, tokens.dictionary_encode()
        known = [ids.get(word, -1) for word in words.dictionary.to_pylist()]
        return np.asarray(np.array(known, np.int32)[words.indices.to_numpy()])

    def _append_ngrams(
        self, documents: EncodedDocuments, new_words: Sequence[str]
    ) -> EncodedDocuments:
        """Append runs of words, if any are read; `new_words` follow the vocabulary in number."""
        if self.ngrams == 1:
            return documents
        n_known, hashes = len(self.vocabulary) + len(new_words), self.hashes
        if new_words:
            hashes = np.concatenate([hashes, hash_words(new_words)])
        documents = append_ngrams(
            documents, hashes, up_to=self.ngrams, buckets=self.n_buckets, first=n_known
        )
        return self._renumber_buckets(documents, n_known)

    def _renumber_buckets(self, documents: EncodedDocuments, n_known: int) -> EncodedDocuments:
        """Move used buckets to follow the vocabulary, and other words to follow the buckets."""
        n_words, n_used = len(self.vocabulary), len(self.buckets)
        values = documents.values
        is_ngram = values >= n_known
        buckets = values[is_ngram] - n_known
        places = np.searchsorted(self.buckets, buckets)
        is_used = places < n_used
        is_used[is_used] = self.buckets[places[is_used]] == buckets[is_used]
        values[(values >= n_words) & ~is_ngram] += n_used
        values[is_ngram] = np.where(is_used, n_words + places, n_known + n_used)
        return documents.restrict(n_known + n_used)


def learn_vectorizer(
    encoded: EncodedCorpus, rows: np.ndarray, config: ClassifierConfig
) -> tuple[TextVectorizer, EncodedDocuments]:
    """Learn the vocabulary of some texts, and return them as rows of the embedding.

    Parameters
    ----------
    encoded : EncodedCorpus
    rows : ndarray of int64, shape (n_texts,)
        The texts to learn from.
    config : ClassifierConfig

    Raises
    ------
    InputError
        If the texts have no word.
    """
    text, n_buckets = config.text, config.model.n_buckets
    vocabulary = encoded.truncated(text.max_tokens).vocabulary(
        rows, min_count=text.min_count, max_size=text.max_vocabulary
    )
    if not len(vocabulary):
        often = f" {text.min_count} times" if text.min_count > 1 else ""
        raise InputError(f"not one word in the training texts{often}")
    vectorizer = TextVectorizer(config.tokenizer, vocabulary, text.max_tokens)
    documents = vectorizer.vectorize(encoded, rows).documents
    if n_buckets:
        vectorizer, documents = _learn_ngrams(vectorizer, documents, config)
    options = config.model.options
    if options.char_ngram_lengths is not None:
        hashing = NgramHashing(*options.char_ngram_lengths, options.buckets)
        is_there = encoded.truncated(text.max_tokens).mark_words(rows)
        used = encoded.hashed_words(hashing).find_used(is_there)
        vectorizer = replace(vectorizer, hashing=hashing, char_buckets=used)
    return vectorizer, vectorizer.add_char_ngrams(documents, encoded, rows)


def _learn_ngrams(
    vectorizer: TextVectorizer, documents: EncodedDocuments, config: ClassifierConfig
) -> tuple[TextVectorizer, EncodedDocuments]:
    """Give rows to the buckets that runs of words fall into; append these to the documents."""
    n_words, n_buckets = len(vectorizer.vocabulary), config.model.n_buckets
    ngrams = config.model.options.ngrams
    documents = append_ngrams(
        documents, vectorizer.hashes, up_to=ngrams, buckets=n_buckets, first=n_words
    )
    is_used = np.zeros(n_words + n_buckets, bool)
    is_used[documents.values] = True
    is_used[:n_words] = True
    ids = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
    buckets = np.flatnonzero(is_used[n_words:]).astype(np.int32)
    vectorizer = replace(vectorizer, ngrams=ngrams, n_buckets=n_buckets, buckets=buckets)
    return vectorizer, documents.renumber(ids)


def encode_texts(texts: Sequence[str], tokenizer: Tokenizer) -> EncodedCorpus:
    """Encode texts in memory, on several threads where that is faster."""
    is_short = sum(map(len, texts[:10_000])) < _WORTH_THREADS
    batches = TextBatches(lambda: map(_to_arrow, split_batches(texts)), len(texts))
    return encode_corpus(batches, tokenizer, jobs=1 if is_short else None, progress=False)


def split_batches(
    texts: Sequence[str], characters: int = BATCH_CHARACTERS, multiple: int = 1
) -> Iterator[Sequence[str]]:
    """Split texts into batches of about this many characters and at least one text.

    Parameters
    ----------
    texts : sequence of str
    characters : int
    multiple : int
        The number of texts in each batch but the last is a multiple of this.
    """
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 16)
    start = 0
    while start < len(texts):
        filled = characters + (ends[start - 1] if start else 0)
        count = int(np.searchsorted(ends, filled)) + 1 - start
        stop = start + -(-count // multiple) * multiple
        yield texts[start:stop]
        start = stop


def replace_half_pairs(texts: Sequence[str]) -> Sequence[str]:
    """Return texts that are Unicode: half a surrogate pair, which is no letter, is replaced."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return [t.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for t in texts]
    return texts


def _to_arrow(texts: Sequence[str]) -> pa.Array:
    return pa.array(replace_half_pairs(texts), pa.large_string())
