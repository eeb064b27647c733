"""A corpus prepared for the runs of a study: encoded texts and rows of the vector tables."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import compress

import numpy as np

from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import InputError
from embedstudy.nn.initial_embedding import (
    UNSCALED,
    PretrainedRows,
    RowScaling,
    find_scaling,
    initial_buckets,
    initial_embedding,
    root_mean_square_length,
    write_pretrained,
)
from embedstudy.nn.model_config import ModelConfig
from embedstudy.nn.oov import OOV
from embedstudy.options.scale import read_scale
from embedstudy.strategies import Strategy
from embedstudy.study.data.tfidf import TfidfFeatures
from embedstudy.study.plan.config import StudyConfig
from embedstudy.text.char_ngrams import CorpusNgrams, NgramHashing
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.large import change_documents
from embedstudy.text.ngrams import append_ngrams, hash_words
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.coverage import (
    Coverage,
    SharedVectors,
    check_coverage,
    compute_coverage,
    count_matches,
    find_shared,
    find_table_affix,
    list_most_frequent,
)
from embedstudy.vectors.word_vectors import WordVectors


@dataclass(frozen=True, eq=False)
class VectorTable:
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
    extra_from_ngrams : int
        How many of `extra_rows` are made from n-grams of characters.
    matches : mapping of str to int
        How many words of the vocabulary were found exactly, by case, by spelling and by digits.
    shared : SharedVectors, optional
        The known words that share a vector; None for a sample of the training texts.
    most_frequent_unknown : list of str
        The words without a vector that occur most often.
    oov : str
        The policy for these words.
    hashes : ndarray of uint64, shape (n_words + n_extra,)
        The hashes of the words, for runs of them.
    char_ngrams : CorpusNgrams, optional
        Character n-grams, if the study reads any.
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
    extra_from_ngrams: int = 0
    matches: Mapping[str, int] = field(default_factory=dict)
    shared: SharedVectors | None = None
    hashes: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint64))
    char_ngrams: CorpusNgrams | None = None
    _encoded: dict[tuple[str, bool, int, int, bool], EncodedDocuments] = field(default_factory=dict)

    def initial(
        self, strategy: Strategy, config: ModelConfig, rng: np.random.Generator
    ) -> np.ndarray:
        """Return the table that a run starts from: words, extra words, and rows of n-grams.

        The rows of character n-grams follow those of runs of words. With a pretrained
        strategy, n-grams keep the scale of their initializer.
        """
        n_words, n_known = len(self.rows), self.count_words(strategy)
        n_buckets = config.n_buckets
        n_char_ngrams = self.char_ngrams.n_rows if self.char_ngrams else 0
        n_rows = n_known + n_buckets + n_char_ngrams
        if n_rows == n_words:
            return self.initial_words(strategy, config, rng)
        table = np.empty((n_rows, self.dim), np.float32)
        scaling, initializer = self._find_scaling(config), config.options.embedding_initializer
        if not strategy.pretrained:
            table[:n_words] = self.initial_words(strategy, config, rng)
        else:
            write_pretrained(table[:n_words], self._pretrained, rng, scaling)
            table[n_words:n_known] = scaling.apply(self.matrix[self.extra_rows])
            scaling = UNSCALED
        for first, size in ((n_known, n_buckets), (n_known + n_buckets, n_char_ngrams)):
            ngrams = initial_buckets((size, self.dim), rng, initializer, scaling)
            table[first : first + size] = ngrams
        return table

    def initial_words(
        self, strategy: Strategy, config: ModelConfig, rng: np.random.Generator
    ) -> np.ndarray:
        """Return the rows of the vocabulary's words in that table, the first that are drawn."""
        return initial_embedding(
            strategy,
            (len(self.rows), self.dim),
            rng,
            self._pretrained,
            config.options.embedding_initializer,
            self._find_scaling(config),
        )

    @property
    def _pretrained(self) -> PretrainedRows:
        return PretrainedRows(self.matrix, self.rows, self.oov)

    def _find_scaling(self, config: ModelConfig) -> RowScaling:
        return find_scaling(read_scale(config.options.scale), self.known_length)

    @property
    def known_rows(self) -> np.ndarray:
        """The vectors of the vocabulary's words that have one; float32, shape (n, dim)."""
        return np.asarray(self.matrix[self.rows[self.rows >= 0]])

    @cached_property
    def known_length(self) -> float:
        """The root mean square of the lengths of these vectors."""
        return root_mean_square_length(self.known_rows)

    def count_words(self, strategy: Strategy) -> int:
        """Return how many rows words have in the table that a run of a strategy starts from."""
        return len(self.rows) + strategy.pretrained * len(self.extra_rows)

    def encoded(
        self, split: str, strategy: Strategy, config: ModelConfig, *, seen_only: bool = False
    ) -> EncodedDocuments:
        """Return a split's documents; words without a vector to start from are left out.

        With `seen_only`, so are words that the training part lacks.
        """
        options = config.options
        key = (split, strategy.pretrained, options.ngrams, config.n_buckets, seen_only)
        if key not in self._encoded:  # once for all runs
            documents = self._readable(split, strategy)
            if seen_only:
                documents = self._restrict_to_seen(documents)
            n_words = self.count_words(strategy)
            if config.n_buckets:
                append = partial(
                    append_ngrams, hashes=self.hashes, up_to=config.options.ngrams,
                    buckets=config.n_buckets, first=n_words,
                )  # fmt: skip
                documents = change_documents(documents, append)
            if self.char_ngrams is not None:
                ngrams = self.char_ngrams.for_split(split, first=n_words + config.n_buckets)
                documents = replace(documents, char_ngrams=ngrams)
            self._encoded[key] = documents
        return self._encoded[key]

    def _readable(self, split: str, strategy: Strategy) -> EncodedDocuments:
        documents = self.documents[split]
        if strategy.pretrained:
            if not OOV[self.oov].drops_words:
                return documents
            known = np.concatenate([self.rows, self.extra_rows]) >= 0
            return change_documents(documents, lambda some: some.keep_words(known))
        if split == "train":  # it has words of the vocabulary alone
            return documents
        return self._restrict_to_seen(documents)

    def _restrict_to_seen(self, documents: EncodedDocuments) -> EncodedDocuments:
        return change_documents(documents, lambda some: some.restrict(len(self.rows)))


@dataclass(frozen=True, eq=False)
class PreparedCorpus:
    """A corpus, ready for training under every strategy.

    Attributes
    ----------
    corpus : Corpus
    vocabulary : Vocabulary
        The words of the training part.
    labels : mapping from split name to ndarray of int32
        Class ids.
    tables : mapping from name to VectorTable
        Under the name "" if there are no vectors.
    wordless : mapping from split name to int
        Texts in which the tokenizer finds not one word.
    unknown : mapping from split name to int
        Texts that have words, but none that was learned from the training part.
    features : TfidfFeatures
        For baselines.
    is_sample : bool
        Whether the training part is a sample, and the dev part one of the same share.
    """

    corpus: Corpus
    vocabulary: Vocabulary
    labels: Mapping[str, np.ndarray]
    tables: Mapping[str, VectorTable]
    wordless: Mapping[str, int]
    unknown: Mapping[str, int]
    features: TfidfFeatures
    is_sample: bool = False

    @property
    def dev_size(self) -> int | None:
        """The dev texts, where they are a sample; None where all are there."""
        return len(self.corpus.dev) if self.is_sample else None

    @property
    def train_size(self) -> int:
        """The texts to train on."""
        return len(self.corpus.train)


def prepare(
    corpus: Corpus,
    encoded: EncodedCorpus,
    vectors: Sequence[WordVectors],
    config: StudyConfig,
    *,
    is_sample: bool = False,
) -> PreparedCorpus:
    """Prepare a corpus, encoded once, for all its runs.

    Parameters
    ----------
    corpus : Corpus
    encoded : EncodedCorpus
        All examples of the corpus.
    vectors : sequence of WordVectors
        They may be cut down to the words of the corpus.
    config : StudyConfig
    is_sample : bool
        Whether the training part is a sample; vectors may then know none of its words.

    Raises
    ------
    InputError
        If the training part has no words, or the vectors know none of them.
    """
    rows = {name: split.rows for name, split in corpus.splits.items()}
    vocabulary = encoded.vocabulary(
        rows["train"], min_count=config.text.min_count, max_size=config.text.max_vocabulary
    )
    if not len(vocabulary):
        raise InputError(f"{corpus.name}: not one word in the training texts")
    documents = {name: encoded.encoded(part, vocabulary) for name, part in rows.items()}
    wordless = {
        name: int((encoded.documents.lengths[part] == 0).sum()) for name, part in rows.items()
    }
    ngrams = _find_char_ngrams(encoded, rows, config)
    empty = {}
    for name, part in documents.items():
        is_read = part.lengths > 0
        empty[name] = int(
            (~(is_read if ngrams is None else is_read | ngrams.find_readable(name))).sum()
        )
    tables = {}
    for table in vectors:
        held_out = np.concatenate([rows["dev"], rows["test"]])
        words = () if config.study.no_unseen_words else encoded.vocabulary(held_out).words
        extended = vocabulary.extended(word for word in words if word in table)
        known = dict(documents)
        for name in ("dev", "test"):
            known[name] = encoded.encoded(rows[name], extended)
        words_of_table = _make_table(
            table, vocabulary, extended, known, config.study.oov, is_sample
        )
        tables[table.name] = replace(words_of_table, char_ngrams=ngrams)
    if not tables:
        none = np.full(len(vocabulary), -1, np.int64)
        nothing = np.empty((0, config.dim), np.float32)
        tables[""] = VectorTable(
            "", "", config.dim, nothing, none, none[:0], documents, None, [],
            hashes=hash_words(vocabulary.words), char_ngrams=ngrams,
        )  # fmt: skip
    return PreparedCorpus(
        corpus=corpus,
        vocabulary=vocabulary,
        labels={name: split.label_ids for name, split in corpus.splits.items()},
        tables=tables,
        wordless=wordless,
        unknown={name: empty[name] - wordless[name] for name in empty},
        features=TfidfFeatures(documents, len(vocabulary)),
        is_sample=is_sample,
    )


def _make_table(
    vectors: WordVectors,
    vocabulary: Vocabulary,
    extended: Vocabulary,
    documents: Mapping[str, EncodedDocuments],
    oov: str,
    is_sample: bool,
) -> VectorTable:
    rows = vectors.rows(vocabulary.words)
    counts, from_ngrams = vocabulary.counts, vectors.is_from_ngrams(extended.words)
    train_ngrams, extra_ngrams = np.split(from_ngrams, [len(vocabulary)])
    known = (rows >= 0) & ~train_ngrams
    affix = find_table_affix(vectors, vocabulary.words, known)
    check = partial(check_coverage, vectors.name, words=vocabulary.words, affix=affix)
    compute = compute_coverage if is_sample else check
    return VectorTable(
        name=vectors.name,
        sha256=vectors.sha256 or hashlib.sha256(vectors.matrix.tobytes()).hexdigest(),
        dim=vectors.dim,
        matrix=vectors.matrix,
        rows=rows,
        extra_rows=vectors.rows(extended.words[len(vocabulary) :]),
        documents=documents,
        coverage=compute(known, counts, train_ngrams),
        extra_from_ngrams=int(extra_ngrams.sum()),
        matches=count_matches(vectors, compress(vocabulary.words, known)),
        shared=None
        if is_sample
        else find_shared([*compress(vocabulary.words, known)], vectors.matrix[rows[known]]),
        most_frequent_unknown=list_most_frequent(vocabulary.words, rows < 0),
        oov=oov,
        hashes=hash_words(extended.words),
    )


def _find_char_ngrams(
    encoded: EncodedCorpus, rows: Mapping[str, np.ndarray], config: StudyConfig
) -> CorpusNgrams | None:
    """Return the character n-grams of a corpus; None if the study reads none."""
    options = config.model_configs[0].options  # those of all encoders are the same
    if options.char_ngram_lengths is None:
        return None
    hashed = encoded.hashed_words(NgramHashing(*options.char_ngram_lengths, options.buckets))
    used = hashed.find_used(encoded.mark_words(rows["train"]))
    words = {name: encoded.take(part) for name, part in rows.items()}
    return CorpusNgrams(words, hashed.find_rows(used), len(used) + 1)
