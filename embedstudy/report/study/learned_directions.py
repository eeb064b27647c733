"""How many directions training learned, in words: what is to be read in neighbours."""

from collections.abc import Sequence

from embedstudy.report.formatting import NO_BREAK, format_span
from embedstudy.results.rows import DynamicsRow
from embedstudy.strategies import STRATEGIES

# A mean of word vectors under a linear layer learns hardly more than C - 1 directions
# (docs/why-small.md). Nothing of the kind holds for other encoders.
_ENCODER = "mean"
# With so much of the change in C - 1 directions, hardly anything else was learned.
_MOST_OF_THE_CHANGE = 0.9
_RANK = "an effective rank, so it need not be whole"


def describe_directions(rows: Sequence[DynamicsRow]) -> list[str]:
    """Return sentences on the spaces that the encoder `mean` learned, those of the chosen moments.

    Parameters
    ----------
    rows : sequence of DynamicsRow
        Those of one data set.
    """
    known = [
        row
        for row in rows
        if row.chosen and row.encoder == _ENCODER and row.change_rank and row.kind in STRATEGIES
    ]
    sentences = []
    random = [row for row in known if not STRATEGIES[row.kind].pretrained]
    if random:
        order = "The order among them is left over from the random start: read no meaning into it."
        if all((row.change_share or 0) >= _MOST_OF_THE_CHANGE for row in random):
            order = f"Neighbours there speak for the same class. {order}"
        else:
            order = "Part of what neighbours show there is left over from the random start."
        sentences.append(
            f"From random weights, training moved the words in {_format_ranks(random)} "
            f"({_RANK}). {order}"
        )
    pretrained = [row for row in known if STRATEGIES[row.kind].pretrained]
    if pretrained:
        sentences.append(
            f"From pretrained vectors, training moved the words in {_format_ranks(pretrained)}"
            f"{'' if random else f' ({_RANK})'}. All else in that space is pretrained."
        )
    return sentences


def _format_ranks(rows: Sequence[DynamicsRow]) -> str:
    span = format_span([row.change_rank or 0.0 for row in rows], 1)
    return f"{span}{NO_BREAK}{'direction' if span == '1.0' else 'directions'}"
