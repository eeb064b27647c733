"""Networks that started from different initializers: their results, and the directory of them.

A directory holds ``starts.json`` (everything) and ``starts.csv`` (a row a network); a page is drawn
from it alone, by `embedstudy.report.initializers`.
"""

import dataclasses
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedstudy.results.report_folder import ReportFolder, make_tuples

# Files of format 1 lack `classes_predicted`, and are read without it.
FOLDER = ReportFolder("starts.json", "starts.csv", "embedstudy initializers", 2, (1, 2))


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
class Conditions:
    """The conditions that all networks share.

    Attributes
    ----------
    dataset_sha256 : str
        Of the texts, labels and splits.
    classes, train, dev, vocabulary : int
        How many classes, texts for training, texts of dev, and words that train has.
    units, dim : int
        Of the hidden layer, and the dimension of the embedding.
    optimizer : str
    batch_size, epochs, seeds : int
    learning_rates : tuple of float
        Those tried.
    version : str
        Of embedstudy.
    command : str
        What was called, where it was the command line.
    """

    dataset_sha256: str
    classes: int
    train: int
    dev: int
    vocabulary: int
    units: int
    dim: int
    optimizer: str
    batch_size: int
    epochs: int
    seeds: int
    learning_rates: tuple[float, ...]
    version: str
    command: str = ""


@dataclass(frozen=True)
class Starts:
    """All networks, and how those of two seeds differ.

    Attributes
    ----------
    dataset : str
    majority : float
        The dev accuracy of always saying the class that train has most often.
    conditions : Conditions
    rows : list of Start
        All networks of an initializer, then those of the next.
    agreement : dict of str to float
        For each initializer, the share of dev texts for which the first two seeds predict the same.
        Of networks that predict one class for every text it is 0 or 1, and says nothing.
    """

    dataset: str
    majority: float
    conditions: Conditions
    rows: list[Start] = field(default_factory=list)
    agreement: dict[str, float] = field(default_factory=dict)


def write_starts(starts: Starts, path: str | os.PathLike[str]) -> Path:
    """Write a directory of numbers, in place of those of an earlier call; other files stay.

    Those of the earlier call lie in the folder ``.replaced`` until `FOLDER.drop_earlier` is called,
    after the page is drawn.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    InputError
        As `ReportFolder.check` does.
    """
    # A row a network; the loss of each epoch is a column of its own.
    columns = [f.name for f in dataclasses.fields(Start) if f.name != "losses"]
    losses = [f"loss_{epoch}" for epoch in range(1, starts.conditions.epochs + 1)]
    rows = [[*(getattr(row, name) for name in columns), *row.losses] for row in starts.rows]
    return FOLDER.write(path, dataclasses.asdict(starts), [*columns, *losses], rows)


def read_starts(path: str | os.PathLike[str]) -> Starts:
    """Read what `write_starts` wrote.

    Raises
    ------
    InputError
        If there is no such directory, or its file is damaged or of a later version.
    """
    return FOLDER.read(path, _parse)


def _parse(document: dict[str, Any]) -> Starts:
    conditions = Conditions(**make_tuples(document.pop("conditions")))
    rows = [Start(**make_tuples(row)) for row in document.pop("rows")]
    return Starts(**document, conditions=conditions, rows=rows)
