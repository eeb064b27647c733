"""How much of a data set some vectors know, before any study is made."""

from dataclasses import dataclass

from embedstudy.datasets.catalog import load_dataset
from embedstudy.study.plan import StudyConfig
from embedstudy.text.tokenizers import TOKENIZERS
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.catalog import load_located
from embedstudy.vectors.coverage import checked_coverage, most_frequent
from embedstudy.vectors.loading import LoadOptions


@dataclass(frozen=True)
class Against:
    """The training part of a data set, held against a table of vectors.

    Attributes
    ----------
    dataset : str
    words, tokens : int
        Of the training part: different words, and running words.
    types_known, tokens_known : float
        The shares of these that have a vector.
    without_vector : list of str
        The most frequent words that have none.
    """

    dataset: str
    words: int
    tokens: int
    types_known: float
    tokens_known: float
    without_vector: list[str]


def hold_against(
    vectors: str, dataset: str, reading: LoadOptions, *, progress: bool = True
) -> Against:
    """Compute coverage of a data set's training part.

    Raises
    ------
    InputError
        If either is unknown or cannot be read, or the vectors know not one word.
    """
    tokenize = TOKENIZERS[StudyConfig.tokenizer]
    corpus = load_dataset(dataset, progress=progress)
    vocabulary = Vocabulary.from_documents(map(tokenize, corpus.train.texts))
    table = load_located(vectors, vocabulary.words, reading, progress=progress)
    known = table.rows(vocabulary.words) >= 0
    shares = checked_coverage(vectors, known, vocabulary.counts)
    return Against(
        dataset,
        len(vocabulary),
        int(vocabulary.counts.sum()),
        shares.types,
        shares.tokens,
        most_frequent(vocabulary.words, ~known),
    )
