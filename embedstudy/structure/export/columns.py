"""Columns about each word of a space."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.strategies import uses_vectors
from embedstudy.structure.drift import drift
from embedstudy.structure.export.select_space import SelectedSpace
from embedstudy.structure.log_odds import log_odds


@dataclass(frozen=True)
class WordColumn:
    """A column about the words of a space.

    Attributes
    ----------
    name : str
    kind : {int, float, str, bool}
    values : list
        A value for each word; None where it is not known.
    """

    name: str
    kind: type
    values: list[Any]


def list_columns(
    study: StudyDirectory,
    selected: SelectedSpace,
    words: Sequence[str],
    rows: np.ndarray,
    has_vector: np.ndarray,
) -> list[WordColumn]:
    """Return the count, class, log-odds, drift and `has_vector` of each word.

    Parameters
    ----------
    study : StudyDirectory
    selected : SelectedSpace
    words : sequence of str
    rows : ndarray of int64, shape (n_words,)
        The rows of the words in the space.
    has_vector : ndarray of bool, shape (n_words,)

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    dataset = selected.run.dataset
    counts = study.word_counts(dataset) if study.has_word_counts(dataset) else None
    known = has_vector.tolist() if uses_vectors(selected.run.strategy) else [None] * len(words)
    return [
        *_count_columns(words, counts, _list_classes(study, dataset, counts)),
        _make_numbers("drift", _compute_drift(study, selected, rows)),
        WordColumn("has_vector", bool, known),
    ]


def _make_numbers(name: str, values: np.ndarray) -> WordColumn:
    return WordColumn(name, float, [None if np.isnan(v) else v for v in values.tolist()])


def _list_classes(study: StudyDirectory, dataset: str, counts: WordCounts | None) -> Sequence[str]:
    if counts is not None:
        return counts.classes
    try:
        return list(study.meta["data"][dataset]["classes"])
    except (KeyError, TypeError):
        return []


def _count_columns(
    words: Sequence[str], counts: WordCounts | None, classes: Sequence[str]
) -> list[WordColumn]:
    """Return frequency, the class that each word speaks for most, and log-odds.

    Log-odds come from the held-out texts, which the space was not trained on. They are unknown for
    words that those texts do not have. With two classes only the second has a column, since the
    first has the negative.
    """
    shown_classes = range(1, 2) if len(classes) == 2 else range(len(classes))
    names = [f"log_odds_{classes[c]}" for c in shown_classes]
    if counts is None:
        kinds = [("count", int), ("class", str), *((name, float) for name in names)]
        return [WordColumn(name, kind, [None] * len(words)) for name, kind in kinds]
    row_of_word = {word: row for row, word in enumerate(counts.words)}
    rows = np.array([row_of_word.get(word, -1) for word in words], dtype=np.int64)
    ratios, z = log_odds(counts.held_out)
    is_held_out = (rows >= 0) & (counts.held_out.sum(axis=1)[rows] > 0)
    ratios, z = np.where(is_held_out[:, None], ratios[rows], np.nan), z[rows]
    has_class = is_held_out & (z.max(axis=1) > 0)
    best_classes = [
        classes[c] if known else None for c, known in zip(z.argmax(axis=1), has_class, strict=True)
    ]
    frequency = counts.train.sum(axis=1)
    return [
        WordColumn("count", int, [int(frequency[row]) if row >= 0 else None for row in rows]),
        WordColumn("class", str, best_classes),
        *(_make_numbers(name, ratios[:, c]) for name, c in zip(names, shown_classes, strict=True)),
    ]


def _compute_drift(study: StudyDirectory, selected: SelectedSpace, rows: np.ndarray) -> np.ndarray:
    """Return each word's cosine between before training and after; float64, NaN of zeros."""
    run = selected.run.run
    spaces = study.space(run, initial=selected.moves).matrix, study.space(run).matrix
    if spaces[0].shape != spaces[1].shape:
        raise InputError(f"{run}: damaged, its spaces before and after are not of one shape")
    before, after = (np.asarray(space[rows]) for space in spaces)
    is_defined = before.any(axis=1) & after.any(axis=1)
    return np.where(is_defined, np.clip(drift(before, after), -1, 1), np.nan)
