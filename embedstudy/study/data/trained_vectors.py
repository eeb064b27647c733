"""Vectors that a study trains itself: on its own training texts, unlabeled, once."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from embedstudy.options.vector_training import VectorTrainingOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.plan.source_names import TRAINED_PREFIX
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.vectors.training import train_vectors
from embedstudy.vectors.word_vectors import WordVectors

# Where no other table is named that could say. Of the same dimension as that table, so that two
# tables of one study do not differ by their size.
DEFAULT_DIM = 50

# Small texts take more passes, large ones need fewer: enough to read this many words, within
# bounds. Chosen on dev of rotten-tomatoes, where the frozen vectors of 20 passes came to 65.8 %
# and those of 5 to 58.7 % (skip-gram, dev accuracy); never on test.
WORDS_TO_READ, EPOCHS = 10_000_000, (5, 20)


@dataclass(frozen=True, eq=False)
class TrainingTexts:
    """The training part as lists of tokens, made anew from its ids whenever it is read.

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


def settings_for(name: str, n_tokens: int, dim: int) -> VectorTrainingOptions:
    """Settle how a study trains vectors; the same for every data set but for the passes.

    Skip-gram, which does better than CBOW on little text (Mikolov et al. 2013; on dev of
    rotten-tomatoes 65.8 % against 61.3 %, frozen), and a vector for every training word, so that
    no run of the study starts a word at random. The seed is not a run's: all share the vectors.

    Examples
    --------
    >>> settings_for("train:word2vec", 2_000_000, 50).epochs
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


def vectors_of_study(
    kept_as: str,
    texts: Iterable[Sequence[str]],
    settings: VectorTrainingOptions,
    resumed: StudyDirectory | None,
    *,
    progress: bool,
) -> WordVectors:
    """Return the vectors that a study trained, training them if it has none.

    Parameters
    ----------
    kept_as : str
        The name that tells them from others of the study; that of the result.
    texts : iterable of lists of tokens
        The training part.
    settings : VectorTrainingOptions
    resumed : StudyDirectory, optional
        The study that is gone on with. Its vectors are used if they were trained in this way;
        should they not be those that it began with, their hash will tell.
    progress : bool
    """
    found = resumed.trained(kept_as) if resumed else None
    if found is not None and found[1] == asdict(settings):
        return found[0]
    made = train_vectors(texts, **asdict(settings), progress=progress)
    return replace(made, name=kept_as)
