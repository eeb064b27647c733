"""What is known of each word of a space, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.strategies import uses_vectors
from embedstudy.structure.export.select_space import SelectedSpace
from embedstudy.structure.log_odds import log_odds


@dataclass(frozen=True)
class ExportColumn:
    """What is known of each word.

    Attributes
    ----------
    name : str
    kind : {int, float, str, bool}
    values : list
        One a word; None where it is not known.
    """

    name: str
    kind: type
    values: list[Any]


def columns_of(
    study: StudyDirectory,
    choice: SelectedSpace,
    words: Sequence[str],
    rows: np.ndarray,
    has_vector: np.ndarray,
) -> list[ExportColumn]:
    """Return frequency, class, log-odds, drift, and whether there is a pretrained vector.

    Parameters
    ----------
    study : StudyDirectory
    choice : SelectedSpace
    words : sequence of str
    rows : ndarray of int64, shape (n_words,)
        Of the words in the space.
    has_vector : ndarray of bool, shape (n_words,)

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    dataset = choice.run.dataset
    counts = study.word_counts(dataset) if study.has_word_counts(dataset) else None
    known = has_vector.tolist() if uses_vectors(choice.run.strategy) else [None] * len(words)
    return [
        *_counted(words, counts, _classes(study, dataset, counts)),
        _numbers("drift", _drift(study, choice, rows)),
        ExportColumn("has_vector", bool, known),
    ]


def _numbers(name: str, values: np.ndarray) -> ExportColumn:
    return ExportColumn(name, float, [None if np.isnan(v) else v for v in values.tolist()])


def _classes(study: StudyDirectory, dataset: str, counts: WordCounts | None) -> Sequence[str]:
    if counts is not None:
        return counts.classes
    try:
        return list(study.meta["data"][dataset]["classes"])
    except (KeyError, TypeError):
        return []


def _counted(
    words: Sequence[str], counts: WordCounts | None, classes: Sequence[str]
) -> list[ExportColumn]:
    """Return frequency, the class that a word speaks for most, and log-odds.

    Log-odds are of the held-out texts, which the space was not trained on, and unknown for words
    that those do not have. Of two classes only the second is told: the first has the negative.
    """
    told = range(1, 2) if len(classes) == 2 else range(len(classes))
    names = [f"log_odds_{classes[at]}" for at in told]
    if counts is None:
        kinds = [("count", int), ("class", str), *((name, float) for name in names)]
        return [ExportColumn(name, kind, [None] * len(words)) for name, kind in kinds]
    places = {word: row for row, word in enumerate(counts.words)}
    known = np.array([places.get(word, -1) for word in words], dtype=np.int64)
    ratios, z = log_odds(counts.held_out)
    heard = (known >= 0) & (counts.held_out.sum(axis=1)[known] > 0)
    ratios, z = np.where(heard[:, None], ratios[known], np.nan), z[known]
    spoken_for = heard & (z.max(axis=1) > 0)
    frequency = counts.train.sum(axis=1)
    return [
        ExportColumn("count", int, [int(frequency[row]) if row >= 0 else None for row in known]),
        ExportColumn(
            "class",
            str,
            [
                classes[at] if x else None
                for at, x in zip(z.argmax(axis=1), spoken_for, strict=True)
            ],
        ),
        *(_numbers(name, ratios[:, at]) for name, at in zip(names, told, strict=True)),
    ]


def _drift(study: StudyDirectory, choice: SelectedSpace, rows: np.ndarray) -> np.ndarray:
    """Return each word's cosine between before training and after; float64, NaN of zeros."""
    run = choice.run.run
    spaces = study.space(run, initial=choice.moves).matrix, study.space(run).matrix
    if spaces[0].shape != spaces[1].shape:
        raise InputError(f"{run}: damaged, its spaces before and after are not of one shape")
    before, after = (np.asarray(space[rows], np.float64) for space in spaces)
    products = (before * after).sum(axis=1)
    norms = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosines = np.full(len(norms), np.nan)
    np.divide(products, norms, out=cosines, where=norms > 0)
    return np.asarray(np.clip(cosines, -1, 1))
