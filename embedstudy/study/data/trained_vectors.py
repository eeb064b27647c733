"""Vectors that a study trains itself, once, on its training texts without labels."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from embedstudy.errors import InputError
from embedstudy.options.vector_training import VectorTrainingOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.plan.source_names import TRAINED_PREFIX
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.vectors.training import train_vectors
from embedstudy.vectors.word_vectors import WordVectors

# The dimension where the study has no other table. Otherwise it is that of the other table, so that
# two tables of one study do not differ in size.
DEFAULT_DIM = 50

# Small texts take more passes, large ones need fewer: enough to read this many words, within
# bounds. Chosen on dev of rotten-tomatoes, where the frozen vectors of 20 passes gave 65.8 %
# and those of 5 gave 58.7 % (skip-gram, dev accuracy); never on test.
WORDS_TO_READ, EPOCHS = 10_000_000, (5, 20)


@dataclass(frozen=True, eq=False)
class TrainingTexts:
    """The training part as lists of tokens, made from its ids each time it is read.

    Attributes
    ----------
    encoded : EncodedCorpus
    rows : ndarray of int64
        The training part.
    """

    encoded: EncodedCorpus
    rows: np.ndarray

    @property
    def n_tokens(self) -> int:
        """The number of tokens."""
        return int(self.encoded.lengths(self.rows).sum())

    def __iter__(self) -> Iterator[list[str]]:
        words, documents = self.encoded.words, self.encoded.documents
        for row in self.rows:
            start, stop = documents.offsets[row], documents.offsets[row + 1]
            yield [words[i] for i in documents.values[start:stop][: self.encoded.max_tokens]]


def make_settings(name: str, n_tokens: int, dim: int) -> VectorTrainingOptions:
    """Return how a study trains vectors; only the passes depend on the data set.

    Skip-gram does better than CBOW on little text (Mikolov et al. 2013; on dev of rotten-tomatoes
    65.8 % against 61.3 %, frozen). Every training word gets a vector, so that no run of the study
    starts a word at random. All runs share the vectors, so the seed is not that of a run.

    Examples
    --------
    >>> make_settings("train:word2vec", 2_000_000, 50).epochs
    5
    """
    low, high = EPOCHS
    return VectorTrainingOptions(
        method=name.removeprefix(TRAINED_PREFIX),
        architecture="skipgram",
        dim=dim,
        window=5,
        negative=5,
        epochs=min(high, max(low, math.ceil(WORDS_TO_READ / max(1, n_tokens)))),
        min_count=1,
        workers=1,
        seed=0,
    )


def load_or_train(
    name: str,
    texts: Iterable[Sequence[str]],
    settings: VectorTrainingOptions,
    resumed: StudyDirectory | None,
    *,
    vocabulary: Iterable[str] = (),
    progress: bool,
) -> WordVectors:
    """Return the vectors that a study trained, training them if it has none.

    With fastText, words of dev and test texts get the means of their n-grams' vectors.

    Parameters
    ----------
    name : str
        The name that tells them from others of the study.
    texts : iterable of lists of tokens
        The training part.
    settings : VectorTrainingOptions
    resumed : StudyDirectory, optional
        The study that goes on. Its vectors are used if they were trained with these options;
        their hash tells whether they are those that it began with.
    vocabulary : iterable of str
        The words of all texts.
    progress : bool

    Raises
    ------
    InputError
        If the study has them in another dimension.
    """
    stored = resumed.trained(name) if resumed else None
    if resumed is not None and stored is not None:
        vectors, before = stored
        if before == asdict(settings):
            return vectors
        if {**before, "dim": settings.dim} == asdict(settings):
            raise InputError(
                f"{resumed.path}: {name} has {before['dim']} dimensions there, and takes the "
                f"{settings.dim} of the other vectors that are named now; add vectors of "
                f"{before['dim']} dimensions, or make another study with all of them (--out)"
            )
    vectors = train_vectors(texts, **asdict(settings), progress=progress)
    return replace(vectors.extended(vocabulary), name=name)
