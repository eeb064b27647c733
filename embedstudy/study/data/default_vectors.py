"""The vectors of a study that names none: GloVe, or vectors trained on its own texts."""

import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from embedstudy.errors import EmbedstudyWarning, FetchError, NoSpaceError
from embedstudy.options.vectors import VectorOptions
from embedstudy.progress import show_step
from embedstudy.study.data.study_datasets import EncodedDataset
from embedstudy.study.plan.source_names import DEFAULT_VECTORS
from embedstudy.vectors.catalog import read_vectors

# Trained on the training texts, without labels.
FALLBACK = "train:word2vec"
# A table that knows fewer of the running words is one of another language or kind of text.
LEAST_KNOWN = 0.5
_INSTEAD = f"no vectors were named: {FALLBACK} takes the place of {DEFAULT_VECTORS}, which"


@dataclass(frozen=True)
class DefaultVectors:
    """The vectors that a study took by default.

    Attributes
    ----------
    name : str
    reason : str
        A sentence that says why.
    """

    name: str
    reason: str

    @property
    def is_fallback(self) -> bool:
        """Whether the usual ones could not be used."""
        return self.name == FALLBACK

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def choose_default_vectors(
    datasets: Sequence[EncodedDataset], reading: VectorOptions, *, progress: bool = True
) -> DefaultVectors:
    """Choose the vectors of a study that names none.

    They are `DEFAULT_VECTORS`, fetched on first use. Where they cannot be fetched, or know under
    half of the running words of a training part, the study trains vectors of its own.

    Raises
    ------
    NoSpaceError
        If the disk has no room for them.
    """
    shares = {}
    for dataset in datasets:
        try:
            with show_step(f"loading {DEFAULT_VECTORS}", show=progress):
                shares[dataset.name] = _measure_share(dataset, reading, progress=progress)
        except NoSpaceError:
            raise
        except FetchError as error:
            return DefaultVectors(
                FALLBACK,
                f"{_INSTEAD} cannot be fetched ({error})",
            )
    name = min(shares, key=shares.__getitem__)
    known = f"knows {shares[name]:.0%} of the running words of {name}"
    if shares[name] < LEAST_KNOWN:
        return DefaultVectors(FALLBACK, f"{_INSTEAD} {known}")
    return DefaultVectors(
        DEFAULT_VECTORS,
        f"no vectors were named: {DEFAULT_VECTORS} is taken, which {known} "
        "(others: --vectors NAME, in Python vectors=NAME)",
    )


def _measure_share(dataset: EncodedDataset, reading: VectorOptions, *, progress: bool) -> float:
    """Return the share of the running words of the training part that the default knows."""
    vocabulary = dataset.texts.vocabulary(dataset.corpus.train.rows)
    with warnings.catch_warnings():  # the sentence says what they would
        warnings.simplefilter("ignore", EmbedstudyWarning)
        table = read_vectors(DEFAULT_VECTORS, vocabulary.words, reading, progress=progress)
    known = table.rows(vocabulary.words) >= 0
    total = vocabulary.counts.sum()
    return float(vocabulary.counts @ known / total) if total else 1.0
