"""What all runs of a study share: the encoded corpus and the rows of the vector tables."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embedstudy.datasets.corpus import Corpus, Split
from embedstudy.errors import InputError
from embedstudy.nn.strategies import Strategy, initial_embedding
from embedstudy.text.encoding import EncodedDocuments, encode
from embedstudy.text.tokenizers import TOKENIZERS
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.coverage import Coverage, checked_coverage, most_frequent
from embedstudy.vectors.word_vectors import WordVectors

# The length of an embedding's vectors where no pretrained table says otherwise.
DEFAULT_DIM = 100


@dataclass(frozen=True, eq=False)
class Table:
    """A table of pretrained vectors as one corpus needs it.

    Attributes
    ----------
    name, sha256 : str
    dim : int
    matrix : ndarray of float32, shape (n_known, dim)
    rows : ndarray of int64, shape (n_words,)
        The row in `matrix` of each word of the training vocabulary, -1 where it has none.
    extra_rows : ndarray of int64, shape (n_extra,)
        The rows of words that only dev and test texts have; their ids follow the vocabulary's.
    documents : mapping from split name to EncodedDocuments
    coverage : Coverage
    most_frequent_unknown : list of str
        The words without a vector that occur most often.
    oov : str
        What those words start from.
    """

    name: str
    sha256: str
    dim: int
    matrix: np.ndarray
    rows: np.ndarray
    extra_rows: np.ndarray
    documents: Mapping[str, EncodedDocuments]
    coverage: Coverage | None
    most_frequent_unknown: list[str]
    oov: str = "random"

    def initial(self, strategy: Strategy, rng: np.random.Generator) -> np.ndarray:
        """Make the table that a run starts from, extra words and all."""
        pretrained = (self.matrix, self.rows)
        table = initial_embedding(strategy, len(self.rows), self.dim, rng, pretrained, oov=self.oov)
        if not strategy.pretrained:
            return table
        return np.concatenate([table, self.matrix[self.extra_rows]])

    def encoded(self, split: str, strategy: Strategy) -> EncodedDocuments:
        """Return a split's documents; words without a vector to start from are left out."""
        documents = self.documents[split]
        if not strategy.pretrained:
            return documents.restricted(len(self.rows))
        if self.oov == "drop":
            known = np.concatenate([self.rows, self.extra_rows]) >= 0
            return documents.keeping(known)
        return documents


@dataclass(frozen=True, eq=False)
class Materials:
    """A corpus, ready for training under every strategy.

    Attributes
    ----------
    corpus : Corpus
    corpus_sha256 : str
        Of the texts, labels and splits themselves.
    vocabulary : Vocabulary
        The words of the training part.
    labels : mapping from split name to ndarray of int32
        Class ids.
    tables : mapping from name to Table
        Under the name "" if there are no vectors.
    """

    corpus: Corpus
    corpus_sha256: str
    vocabulary: Vocabulary
    labels: Mapping[str, np.ndarray]
    tables: Mapping[str, Table]


def tokenize_splits(corpus: Corpus, tokenizer: str) -> dict[str, list[list[str]]]:
    """Tokenize the texts of each split."""
    tokenize = TOKENIZERS[tokenizer]
    return {name: [tokenize(text) for text in split.texts] for name, split in _splits(corpus)}


def prepare(
    corpus: Corpus,
    documents: Mapping[str, list[list[str]]],
    vectors: Sequence[WordVectors],
    oov: str = "random",
) -> Materials:
    """Encode a corpus once for all runs.

    Parameters
    ----------
    corpus : Corpus
    documents : mapping from split name to tokenized texts
    vectors : sequence of WordVectors
        They may be cut down to the words of the corpus.

    Raises
    ------
    InputError
        If the training part has no words, or the vectors know none of them.
    """
    vocabulary = Vocabulary.from_documents(documents["train"])
    if not len(vocabulary):
        raise InputError(f"{corpus.name}: not one word in the training texts")
    ids = {name: i for i, name in enumerate(corpus.classes)}
    labels = {
        name: np.array([ids[label] for label in split.labels], np.int32)
        for name, split in _splits(corpus)
    }
    tables = {table.name: _table(table, vocabulary, documents, oov) for table in vectors}
    if not tables:
        encoded = {name: encode(texts, vocabulary) for name, texts in documents.items()}
        none = np.full(len(vocabulary), -1, np.int64)
        empty = np.empty((0, DEFAULT_DIM), np.float32)
        tables[""] = Table("", "", DEFAULT_DIM, empty, none, none[:0], encoded, None, [])
    return Materials(corpus, _fingerprint(corpus), vocabulary, labels, tables)


def _table(
    vectors: WordVectors,
    vocabulary: Vocabulary,
    documents: Mapping[str, list[list[str]]],
    oov: str,
) -> Table:
    rows = vectors.rows(vocabulary.words)
    covered = checked_coverage(vectors.name, rows >= 0, vocabulary.counts)
    held_out = {w for part in ("dev", "test") for tokens in documents[part] for w in tokens}
    extended = vocabulary.extended(word for word in held_out if word in vectors)
    return Table(
        name=vectors.name,
        sha256=vectors.sha256 or hashlib.sha256(vectors.matrix.tobytes()).hexdigest(),
        dim=vectors.dim,
        matrix=vectors.matrix,
        rows=rows,
        extra_rows=vectors.rows(extended.words[len(vocabulary) :]),
        documents={name: encode(texts, extended) for name, texts in documents.items()},
        coverage=covered,
        most_frequent_unknown=most_frequent(vocabulary.words, rows < 0),
        oov=oov,
    )


def _splits(corpus: Corpus) -> list[tuple[str, Split]]:
    return [("train", corpus.train), ("dev", corpus.dev), ("test", corpus.test)]


def _fingerprint(corpus: Corpus) -> str:
    digest = hashlib.sha256()
    for name, split in _splits(corpus):
        for row in zip(split.ids, split.labels, split.texts, strict=True):
            digest.update(repr((name, *row)).encode())
    return digest.hexdigest()
