"""How much of a data set some vectors know, before any study is made."""

from dataclasses import dataclass
from itertools import compress

from embedstudy.datasets.catalog import read_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.options.data import DataOptions
from embedstudy.options.text import TextOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.vectors.catalog import read_vectors
from embedstudy.vectors.coverage import (
    check_coverage,
    count_matches,
    find_shared,
    find_table_affix,
    list_most_frequent,
)


@dataclass(frozen=True)
class DatasetCoverage:
    """The training part of a data set, held against a table of vectors.

    Attributes
    ----------
    dataset : str
    words, tokens : int
        Of the training part: different words, and running words.
    types_known, tokens_known : float
        The shares of these that are in the table.
    words_known, distinct_vectors : int
        The different words that are in the table, and how many distinct vectors they have.
    types_from_ngrams, tokens_from_ngrams : float
        The shares that are not, and have a vector made from their character n-grams.
    from_ngrams, without_vector : list of str
        The most frequent words with a vector from their n-grams, and with none.
    matches : dict
        How many words were found exactly, by case, by spelling and by digits.
    """

    dataset: str
    words: int
    tokens: int
    types_known: float
    tokens_known: float
    words_known: int
    distinct_vectors: int
    types_from_ngrams: float
    tokens_from_ngrams: float
    from_ngrams: list[str]
    without_vector: list[str]
    matches: dict[str, int]


def measure_coverage(
    vectors: str,
    dataset: str,
    reading: VectorOptions,
    text: TextOptions | None = None,
    *,
    progress: bool = True,
) -> DatasetCoverage:
    """Compute coverage of a data set's training part, tokenized as a study does.

    Raises
    ------
    InputError
        If either is unknown or cannot be read, or the vectors know not one word.
    """
    corpus = read_dataset(dataset, DataOptions(), progress=progress)
    text = text or TextOptions()
    tokenizer = get_tokenizer(text.tokenizer, text.unicode_form)
    if tokenizer.learner is not None:
        tokenizer = tokenizer.fitted(corpus.train.texts)
    texts = encode_examples(corpus, tokenizer, progress=progress)
    return measure_corpus_coverage(vectors, corpus, texts, reading, progress=progress)


def measure_corpus_coverage(
    vectors: str,
    corpus: Corpus,
    texts: EncodedCorpus,
    reading: VectorOptions | None = None,
    *,
    progress: bool = True,
) -> DatasetCoverage:
    """Compute coverage of the training part of a corpus that is encoded already.

    Raises
    ------
    InputError
        If the vectors cannot be read, or know not one word.
    """
    vocabulary = texts.vocabulary(corpus.train.rows)
    words = vocabulary.words
    table = read_vectors(vectors, words, reading or VectorOptions(), progress=progress)
    rows, from_ngrams = table.rows(words), table.is_from_ngrams(words)
    has_vector = rows >= 0
    known = has_vector & ~from_ngrams
    shared = find_shared([*compress(words, known)], table.matrix[rows[known]])
    affix = find_table_affix(table, words, known)
    shares = check_coverage(
        vectors, known, vocabulary.counts, from_ngrams, words=words, affix=affix
    )
    return DatasetCoverage(
        corpus.name,
        len(vocabulary),
        int(vocabulary.counts.sum()),
        shares.types,
        shares.tokens,
        shared.words,
        shared.distinct,
        shares.types_from_ngrams,
        shares.tokens_from_ngrams,
        list_most_frequent(words, from_ngrams),
        list_most_frequent(words, ~has_vector),
        count_matches(table, compress(words, known)),
    )
