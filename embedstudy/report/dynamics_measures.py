"""The measures of dynamics.csv by their names, as the page and the terminal show them."""

from embedstudy.report.formatting import format_decimal, format_percent
from embedstudy.results.rows import DynamicsRow

# Fields of `DynamicsRow` by their names on the page and in the terminal, with the digits after the
# point. Dev accuracy is in percent.
COLUMNS = {
    "train loss": ("train_loss", 3),
    "dev accuracy, %": ("dev_accuracy", 1),
    "alignment": ("task_alignment", 3),
    "effective rank": ("effective_rank", 1),
    "rank of change": ("change_rank", 1),
    "share in C − 1": ("change_share", 3),
    "size of change": ("change_norm", 3),
    "opposites": ("opposites", 3),
    "WordSim-353": ("general_meaning", 3),
    "overlap with moment before": ("overlap_before", 2),
    "overlap with chosen moment": ("overlap_end", 2),
}
# From here on, numbers are written with three digits and their power of ten.
_LARGE = 1e6
# What the columns are, below the table in the terminal and above it on the page.
EXPLANATION = (
    "Train loss is of a fixed sample of training texts. Alignment is Moran's I: how much the "
    "neighbours of a word speak for its class. Effective rank counts the directions that the "
    "space uses, rank of change those that training moved words in. Share in C − 1 is the part of "
    "the squared change in its first C − 1 directions, of C classes. Size of change is the length "
    "of the change, divided by that of the start. Opposites is the mean cosine of pairs such as "
    "good and bad. WordSim-353 is Spearman's correlation with what people find alike. Overlap is "
    "the share of a word's ten nearest neighbours in common with another moment."
)


def format_epoch(row: DynamicsRow) -> str:
    """Return how many epochs were over, as short as it can be told from others."""
    return f"{row.epoch:.2g}" if row.epoch < 1 else f"{row.epoch:g}"


def format_measure(row: DynamicsRow, name: str) -> str:
    """Return a measure of `COLUMNS` as a table shows it; empty where it is not defined."""
    column, digits = COLUMNS[name]
    value = getattr(row, column)
    if value is not None and value >= _LARGE:
        return f"{value:.3g}"
    return format_percent(value) if column == "dev_accuracy" else format_decimal(value, digits)
