"""The words of a space to write, with columns about each."""

from dataclasses import dataclass

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.structure.export.columns import WordColumn, list_columns
from embedstudy.structure.export.select_space import SelectedSpace
from embedstudy.vectors.word_vectors import WordVectors

NO_COUNTS = (
    "count, class and log-odds are empty: the study does not hold how often classes say words"
)


@dataclass(frozen=True, eq=False)
class WordTable:
    """The words of a space to write, their vectors, and columns about them.

    Attributes
    ----------
    name : str
    vectors : WordVectors
    columns : tuple of WordColumn
    without_vector : int
        How many words were left out because they have no pretrained vector.
    notes : tuple of str
        Why columns are empty.
    """

    name: str
    vectors: WordVectors
    columns: tuple[WordColumn, ...]
    without_vector: int
    notes: tuple[str, ...]


def read_word_table(
    study: StudyDirectory,
    selected: SelectedSpace,
    *,
    limit: int | None = None,
    every_word: bool = False,
    with_columns: bool = True,
) -> WordTable:
    """Read a space, or its most frequent words, with columns about each word.

    Parameters
    ----------
    study : StudyDirectory
    selected : SelectedSpace
    limit : int, optional
        How many words; all by default.
    every_word : bool
        Whether words without a pretrained vector stay in the pretrained space, where their rows
        say nothing. They always stay in a trained space, where they have learned.
    with_columns : bool
        Whether to compute the columns.

    Raises
    ------
    InputError
        If no word is left, or a file of the study is damaged.
    """
    run = selected.run
    vectors = study.space(run.run, initial=selected.initial)
    has_vector = np.ones(len(vectors), dtype=bool)
    has_vector[study.without_vector(run.run)] = False
    rows = np.arange(len(vectors))
    if selected.is_pretrained and not every_word:
        rows = rows[has_vector]
    n_without_vector = len(vectors) - len(rows)
    if limit is not None and limit < len(rows):
        rows = rows[:limit]  # a vocabulary is in the order of frequency
        n_without_vector = int(rows[-1]) + 1 - limit
    if not len(rows):
        raise InputError(f"{run.run}: no word of its vocabulary has a pretrained vector")
    words = [vectors.words[row] for row in rows.tolist()]
    columns = list_columns(study, selected, words, rows, has_vector[rows]) if with_columns else []
    has_counts = study.has_word_counts(run.dataset)
    return WordTable(
        selected.name,
        WordVectors(words, np.asarray(vectors.matrix[rows], np.float32), run.run),
        tuple(columns),
        n_without_vector,
        (NO_COUNTS,) if with_columns and not has_counts else (),
    )
