"""Networks that started at different scales: their results, and the directory of them.

A directory holds ``scales.json`` (everything) and ``scales.csv`` (a row a network); a page is drawn
from it alone, by `embedstudy.report.scales`.
"""

from dataclasses import dataclass

from embedstudy.results.report_folder import ReportFolder
from embedstudy.results.rows import HAVE_RESULTS
from embedstudy.results.start_results import StartResults


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


@dataclass(frozen=True)
class ScaleResults(StartResults[ScaleRow]):
    """All networks of a study of scales: by initializer, by rising scale, by seed.

    Attributes
    ----------
    notes : tuple of str
        A sentence for each start whose best rate still is at the edge of those that were tried.
    """

    ROW = ScaleRow

    notes: tuple[str, ...] = ()

    @property
    def has_result(self) -> bool:
        """Whether at least one network trained to its end."""
        return any(row.status in HAVE_RESULTS for row in self.rows)


FOLDER = ReportFolder(
    ScaleResults, "scales.json", "scales.csv", "embedstudy initializers --scales", 1, (1,)
)
