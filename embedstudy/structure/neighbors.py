"""Nearest neighbours of a word, side by side in the spaces of a study."""

from collections.abc import Iterable, Mapping, Sequence

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import NeighborRow
from embedstudy.storage import release_memory
from embedstudy.structure.spaces import Space, has_spaces, list_spaces
from embedstudy.validation import unknown_word


def find_neighbors(spaces: Sequence[Space], words: Iterable[str], topn: int) -> list[NeighborRow]:
    """Find the neighbours of some words in every space that has them.

    Raises
    ------
    InputError
        If a word is in no vocabulary of the study, or `topn` is below 1.
    """
    rows_by_word: list[tuple[str, list[NeighborRow]]] = [(word, []) for word in words]
    for word, _ in rows_by_word:
        if not any(word in space.vectors for space in spaces):
            raise unknown_word(word, spaces[0].vectors.words)
    for space in spaces:
        for word, rows in rows_by_word:
            if word in space.vectors:
                rows += [
                    NeighborRow(
                        **space.columns, word=word, rank=rank, neighbor=other, cosine=cosine
                    )
                    for rank, (other, cosine) in enumerate(space.neighbors(word, topn), 1)
                ]
        release_memory(space.vectors.matrix)
    return [row for _, rows in rows_by_word for row in rows]


def write_neighbors(
    study: StudyDirectory, probes: Mapping[str, Sequence[str]], topn: int = 10
) -> None:
    """Write neighbors.csv for the probe words of each data set.

    The table is empty if only controls have finished, whose spaces say nothing. Words that no
    space of the study has are left out.
    """
    spaces = list_spaces(study) if has_spaces(study) else []
    words = dict.fromkeys(word for probe_words in probes.values() for word in probe_words)
    known_words = [word for word in words if any(word in space.vectors for space in spaces)]
    study.write_rows(NeighborRow, find_neighbors(spaces, known_words, topn))
