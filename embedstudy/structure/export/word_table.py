"""The words of a space that are to be written, with what is known of each."""

from dataclasses import dataclass

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.structure.export.columns import ExportColumn, columns_of
from embedstudy.structure.export.select_space import SelectedSpace
from embedstudy.vectors.word_vectors import WordVectors

NO_COUNTS = (
    "count, class and log-odds are empty: the study does not hold how often classes say words"
)


@dataclass(frozen=True, eq=False)
class Described:
    """A space that is to be written.

    Attributes
    ----------
    name : str
    vectors : WordVectors
    columns : tuple of ExportColumn
    without_vector : int
        The words that were left out since they have no pretrained vector.
    notes : tuple of str
        What is not known, and why.
    """

    name: str
    vectors: WordVectors
    columns: tuple[ExportColumn, ...]
    without_vector: int
    notes: tuple[str, ...]


def describe(
    study: StudyDirectory,
    choice: SelectedSpace,
    *,
    limit: int | None = None,
    every_word: bool = False,
    bare: bool = False,
) -> Described:
    """Take a space, its most frequent words if asked, and all that is known of them.

    Parameters
    ----------
    study : StudyDirectory
    choice : SelectedSpace
    limit : int, optional
        How many words; all by default.
    every_word : bool
        Whether words without a pretrained vector stay in the pretrained space, where their rows
        say nothing. In a space that was trained they have learned, and always stay.
    bare : bool
        Whether the words and their vectors are enough, without columns.

    Raises
    ------
    InputError
        If no word is left, or a file of the study is damaged.
    """
    run = choice.run
    vectors = study.space(run.run, initial=choice.initial)
    has_vector = np.ones(len(vectors), dtype=bool)
    has_vector[study.without_vector(run.run)] = False
    rows = np.arange(len(vectors))
    if choice.is_pretrained and not every_word:
        rows = rows[has_vector]
    passed_over = len(vectors) - len(rows)
    if limit is not None and limit < len(rows):
        rows = rows[:limit]  # a vocabulary is in the order of frequency
        passed_over = int(rows[-1]) + 1 - limit
    if not len(rows):
        raise InputError(f"{run.run}: no word of its vocabulary has a pretrained vector")
    words = [vectors.words[row] for row in rows.tolist()]
    columns = [] if bare else columns_of(study, choice, words, rows, has_vector[rows])
    return Described(
        choice.name,
        WordVectors(words, np.asarray(vectors.matrix[rows], np.float32), run.run),
        tuple(columns),
        passed_over,
        () if bare or study.has_word_counts(run.dataset) else (NO_COUNTS,),
    )
