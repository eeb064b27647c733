"""The measures of structure, in one table: its names stand in structure.csv."""

from collections.abc import Container

from embedstudy.entries import Entries
from embedstudy.structure.measurement import Measure

# The order of the table is that of the terminal and the page.
MEASURES: Entries[Measure] = Entries(
    "measure",
    {
        "task_alignment": "embedstudy.structure.alignment:TASK_ALIGNMENT",
        "general_meaning": "embedstudy.structure.word_similarity:GENERAL_MEANING",
        "opposites": "embedstudy.structure.antonyms:ANTONYMS",
        "drift": "embedstudy.structure.drift:DRIFT",
        "overlap@10": "embedstudy.structure.stability:OVERLAP",
        "cka": "embedstudy.structure.stability:CKA",
        "procrustes": "embedstudy.structure.stability:PROCRUSTES",
        "effective_rank": "embedstudy.structure.geometry:EFFECTIVE_RANK",
        "mean_cosine": "embedstudy.structure.geometry:MEAN_COSINE",
        "norm_frequency": "embedstudy.structure.geometry:NORM_FREQUENCY",
    },
)


def list_measures(groups: Container[str]) -> list[str]:
    """List the measures that stand in some groups, in the order of the table.

    Examples
    --------
    >>> list_measures(["stability"])
    ['overlap@10', 'cka', 'procrustes']
    """
    return [name for name, measure in MEASURES.items() if measure.group in groups]
