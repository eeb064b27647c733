"""The networks of each start together: means over seeds, and whether training outgrew the start."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.initializers.random import RandomUniform
from embedstudy.plot_style import PlotStyle
from embedstudy.report.formatting import format_decimal
from embedstudy.results.rows import OK
from embedstudy.results.scales import ScaleResults, ScaleRow

# Random embeddings of `compare` and `EmbeddingClassifier` are uniform within it.
DEFAULT_SCALE = RandomUniform().maxval
# The styles of initializers, in their order; more of them repeat the last.
_STYLES = (
    PlotStyle("blue", "o", "●"),
    PlotStyle("orange", "s", "■"),
    PlotStyle("green", "^", "▲"),
    PlotStyle("purple", "D", "◆"),
    PlotStyle("grey", "v", "▼"),
)


# Digits after the point, and the factor, of the columns that have not two digits.
_FORMATS = {
    **dict.fromkeys(("dev_accuracy", "test_accuracy", "agreement"), (1, 100)),
    **dict.fromkeys(("effective_rank", "change_rank"), (1, 1)),
    **dict.fromkeys(("change_share", "overlap"), (3, 1)),
}


@dataclass(frozen=True)
class ScaleSummary:
    """The networks of one initializer at one scale.

    Attributes
    ----------
    initializer : str
    scale : float
    rows : tuple of ScaleRow
        One for each seed.
    """

    initializer: str
    scale: float
    rows: tuple[ScaleRow, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every network trained without an explosion."""
        return all(row.status == OK for row in self.rows)

    @property
    def status(self) -> str:
        """The worst status of its networks, and how many have one that is not ok."""
        bad = [row.status for row in self.rows if row.status != OK]
        if not bad:
            return OK
        worst = min(bad)  # diverged before unstable
        return worst if len(bad) == len(self.rows) else f"{len(bad)} of {len(self.rows)} {worst}"

    @property
    def learning_rate(self) -> float:
        """The rate of its networks."""
        return self.rows[0].learning_rate

    @property
    def outgrows_start(self) -> bool:
        """Whether training changed the embedding by more than the start is long."""
        change = self.average("change_norm")
        return change is not None and change >= 1

    def list_values(self, name: str) -> list[float]:
        """List the values of a column, of the seeds that have one."""
        return [value for row in self.rows if (value := getattr(row, name)) is not None]

    def average(self, name: str) -> float | None:
        """Return the mean of a column over seeds; None if no seed has a value."""
        values = self.list_values(name)
        return fmean(values) if values else None

    def format(self, name: str) -> str:
        """Write the mean of a column over seeds, accuracies in percent; empty if there is none."""
        mean = self.average(name)
        if mean is not None and name == "change_norm":
            return format_movement(mean)
        digits, unit = _FORMATS.get(name, (2, 1))
        return "" if mean is None else format_decimal(unit * mean, digits)


def summarize(results: ScaleResults) -> list[ScaleSummary]:
    """Return a summary for each initializer and scale, in the order of the rows."""
    rows_by_start: dict[tuple[str, float], list[ScaleRow]] = {}
    for row in results.rows:
        rows_by_start.setdefault((row.initializer, row.scale), []).append(row)
    return [ScaleSummary(*start, tuple(rows)) for start, rows in rows_by_start.items()]


def choose_styles(summaries: Sequence[ScaleSummary]) -> dict[str, PlotStyle]:
    """Return the style of each initializer."""
    names = dict.fromkeys(summary.initializer for summary in summaries)
    return {name: _STYLES[min(place, len(_STYLES) - 1)] for place, name in enumerate(names)}


def split_starts(
    summaries: Sequence[ScaleSummary],
) -> tuple[list[ScaleSummary], list[ScaleSummary]]:
    """Return the sound starts of the first initializer, small and large.

    The small ones are those that training outgrows, as it does all that are smaller still.
    """
    sound = [s for s in summaries if s.initializer == summaries[0].initializer and s.is_sound]
    count = 0
    while count < len(sound) and sound[count].outgrows_start:
        count += 1
    return sound[:count], sound[count:]


def find_border(summaries: Sequence[ScaleSummary]) -> float | None:
    """Return the scale at which training no longer outgrows the start of the first initializer.

    Between two sound starts that lie next to each other it is where the movement crosses 1, on a
    straight line between both on logarithmic axes. Where the next start is unsound, or its movement
    is not known, it is the last scale that training outgrows. None if all starts lie on one side.
    """
    small, _ = split_starts(summaries)
    first = [summary for summary in summaries if summary.initializer == summaries[0].initializer]
    above = [summary for summary in first if small and summary.scale > small[-1].scale]
    if not above:
        return None
    low, high = small[-1], above[0]
    before, after = low.average("change_norm"), high.average("change_norm")
    if not high.is_sound or not before or not after or not math.isfinite(before):
        return low.scale
    share = math.log(before) / (math.log(before) - math.log(after))
    return low.scale * math.pow(high.scale / low.scale, share)


def format_movement(ratio: float) -> str:
    """Write how many times as long as the start a change is, with three digits.

    Examples
    --------
    >>> format_movement(2421.2), format_movement(0.08543), format_movement(8.11e6)
    ('2,420', '0.0854', '8.11e+06')
    """
    rounded = float(f"{ratio:.3g}")
    return f"{rounded:,g}" if rounded < 1e6 else f"{rounded:.3g}"
