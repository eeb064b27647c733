"""Networks that started at different scales: their results, and the directory of them.

A directory holds ``scales.json`` (everything) and ``scales.csv`` (a row a network); a page is drawn
from it alone, by `embedstudy.report.scales`.
"""

import dataclasses
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedstudy.results.report_folder import ReportFolder, make_tuples
from embedstudy.results.rows import HAVE_RESULTS

FOLDER = ReportFolder("scales.json", "scales.csv", "embedstudy initializers --scales", 1, (1,))


@dataclass(frozen=True, kw_only=True)
class ScaleRow:
    """The result of one network. A value is None where it could not be measured.

    Attributes
    ----------
    initializer : str
        Draws the embedding, which one factor then brings to the scale.
    scale : float
        The embedding starts with the root mean square scale / sqrt(3), as numbers have that are
        uniform in [-scale, scale].
    seed : int
    learning_rate : float
        Chosen on dev with seeds that are not reported, or given.
    status : {"ok", "unstable", "diverged"}
    note : str
        Why the status is not ok.
    epoch : int or None
        The one that dev chose.
    train_loss, dev_accuracy, test_accuracy : float or None
        At that epoch. Nothing is chosen by the test accuracy.
    task_alignment, general_meaning, effective_rank : float or None
        Of the space after training: Moran's I, WordSim-353, and how many directions it uses.
    change_rank, change_share, change_norm : float or None
        Of the change that training made: its effective rank, the share of its square in its first
        C - 1 directions for C classes, and its norm divided by that of the start.
    agreement, cka, overlap : float or None
        With the networks of the other seeds, in the mean: equal predictions on dev, linear CKA, and
        the share of the ten nearest neighbours in common.
    n : int
        The words that were measured.
    """

    initializer: str
    scale: float
    seed: int
    learning_rate: float
    status: str = "ok"
    note: str = ""
    epoch: int | None = None
    train_loss: float | None = None
    dev_accuracy: float | None = None
    test_accuracy: float | None = None
    task_alignment: float | None = None
    general_meaning: float | None = None
    effective_rank: float | None = None
    change_rank: float | None = None
    change_share: float | None = None
    change_norm: float | None = None
    agreement: float | None = None
    cka: float | None = None
    overlap: float | None = None
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class ScaleConditions:
    """The conditions that all networks share.

    Attributes
    ----------
    dataset_sha256 : str
        Of the texts, labels and splits.
    classes, train, dev, test, vocabulary : int
        How many classes, texts of each part, and words that train has.
    encoder, optimizer, tokenizer : str
    dim, batch_size, epochs, seeds : int
    learning_rates : tuple of float
        Those that tuning began with; the given rate alone if one was given.
    version : str
        Of embedstudy.
    command : str
        What was called, where it was the command line.
    """

    dataset_sha256: str
    classes: int
    train: int
    dev: int
    test: int
    vocabulary: int
    encoder: str
    dim: int
    optimizer: str
    batch_size: int
    epochs: int
    seeds: int
    tokenizer: str
    learning_rates: tuple[float, ...]
    version: str
    command: str = ""


@dataclass(frozen=True)
class ScaleResults:
    """All networks of a study of scales.

    Attributes
    ----------
    dataset : str
    majority : float
        The dev accuracy of always saying the class that train has most often.
    conditions : ScaleConditions
    rows : tuple of ScaleRow
        By initializer, then by rising scale, then by seed.
    notes : tuple of str
        A sentence for each start whose best rate still is at the edge of those that were tried.
    """

    dataset: str
    majority: float
    conditions: ScaleConditions
    rows: tuple[ScaleRow, ...] = field(default_factory=tuple)
    notes: tuple[str, ...] = ()

    @property
    def has_result(self) -> bool:
        """Whether at least one network trained to its end."""
        return any(row.status in HAVE_RESULTS for row in self.rows)


def write_scales(results: ScaleResults, path: str | os.PathLike[str]) -> Path:
    """Write a directory of numbers, in place of those of an earlier call; other files stay.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    InputError
        As `ReportFolder.check` does.
    """
    columns = [f.name for f in dataclasses.fields(ScaleRow)]
    rows = [[getattr(row, name) for name in columns] for row in results.rows]
    return FOLDER.write(path, dataclasses.asdict(results), columns, rows)


def read_scales(path: str | os.PathLike[str]) -> ScaleResults:
    """Read what `write_scales` wrote.

    Raises
    ------
    InputError
        If there is no such directory, or its file is damaged or of a later version.
    """
    return FOLDER.read(path, _parse)


def _parse(document: dict[str, Any]) -> ScaleResults:
    conditions = ScaleConditions(**make_tuples(document.pop("conditions")))
    rows = tuple(ScaleRow(**row) for row in document.pop("rows"))
    return ScaleResults(**make_tuples(document), conditions=conditions, rows=rows)
