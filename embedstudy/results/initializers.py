"""Networks that started from different initializers: their results, and the directory of them.

A directory holds ``starts.json`` (everything) and ``starts.csv`` (a row a network); a page is drawn
from it alone, by `embedstudy.report.initializers`.
"""

from dataclasses import dataclass, field

from embedstudy.results.report_folder import ReportFolder
from embedstudy.results.start_results import StartResults


@dataclass(frozen=True)
class Start:
    """The result of one network.

    Attributes
    ----------
    initializer : str
    seed : int
    learning_rate : float
        Chosen on dev, with a seed that is not reported.
    units_before, units_after : int
        Different units of the hidden layer: by the weights into them and out of them.
    rank_before, rank_after : int
        Of the embedding table.
    losses : tuple of float
        The mean training loss of each epoch.
    dev_accuracy : float
        Of the last epoch.
    moved : bool
        Whether the embedding has changed at all.
    classes_predicted : int or None
        How many classes the network predicts for the dev texts; 1 if all get the same. None in
        files of format 1.
    """

    initializer: str
    seed: int
    learning_rate: float
    units_before: int
    units_after: int
    rank_before: int
    rank_after: int
    losses: tuple[float, ...]
    dev_accuracy: float
    moved: bool
    classes_predicted: int | None = None


@dataclass(frozen=True)
class Starts(StartResults[Start]):
    """All networks from different initializers, and how those of two seeds differ.

    Attributes
    ----------
    agreement : dict of str to float
        For each initializer, the share of dev texts for which the first two seeds predict the same.
        Of networks that predict one class for every text it is 0 or 1, and says nothing.
    """

    ROW = Start

    agreement: dict[str, float] = field(default_factory=dict)

    def tabulate(self) -> tuple[list[str], list[list[object]]]:
        """Return the columns of a table, one for the loss of each epoch, and its rows."""
        columns, table = super().tabulate()
        place, epochs = columns.index("losses"), range(1, self.conditions.epochs + 1)
        for cells, row in zip(table, self.rows, strict=True):
            cells[place : place + 1] = []
            cells += row.losses
        columns.remove("losses")
        return [*columns, *(f"loss_{epoch}" for epoch in epochs)], table


# Files of format 1 lack `classes_predicted`, and are read without it.
FOLDER = ReportFolder(Starts, "starts.json", "starts.csv", "embedstudy initializers", 2, (1, 2))
